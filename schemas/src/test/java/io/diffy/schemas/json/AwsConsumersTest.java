package io.diffy.schemas.json;

import static io.diffy.schemas.TestFindings.ALL;
import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static io.diffy.schemas.json.FindingCodecTest.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Kind;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.TriagePack;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What AWS Security Hub and Security Lake take from a finding. The identity is that of
 * OcsfFindingIdentifier
 * (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_OcsfFindingIdentifier.html).
 */
class AwsConsumersTest {
  private static final Finding UPDATED = updated(BIND_SHELL, FOUR_AM.plus(Duration.ofHours(1)));
  private static final Finding CLOSED =
      closed(UPDATED, FOUR_AM.plus(Duration.ofHours(2)), CloseReason.ROW_GONE);

  @Test
  void securityHubKnowsAFindingByThreeFieldsThatLastItsLife() {
    List<String> identity = List.of("123456789012", BIND_SHELL.uid(), "diffy-streams");
    assertEquals(identity, identity(BIND_SHELL));
    assertEquals(identity, identity(UPDATED));
    assertEquals(identity, identity(CLOSED));
  }

  @Test
  void noTwoFindingsAreOneToSecurityHub() {
    Set<List<String>> identities = new HashSet<>();
    ALL.forEach(finding -> identities.add(identity(finding)));
    GroupKey elsewhere = new GroupKey("210987654321", "us-east-1", "web-prod");
    identities.add(identity(TestFindings.in(elsewhere, List.of(instance(7)), BIND_SHELL)));
    // Two samples are one finding, before and after a baseline disagreed too.
    assertEquals(ALL.size(), identities.size());
  }

  @Test
  void securityHubSeesThatItWasModifiedAndThatItIsOver() {
    assertTrue(modified(UPDATED) > modified(BIND_SHELL));
    assertTrue(modified(CLOSED) > modified(UPDATED));
    assertEquals("Create", tree(BIND_SHELL).get("activity_name").textValue());
    assertEquals("Update", tree(UPDATED).get("activity_name").textValue());
    assertEquals("Close", tree(CLOSED).get("activity_name").textValue());
  }

  @Test
  void theCloudIsThatOfTheGroup() {
    assertEquals(
        "{\"provider\":\"AWS\",\"account\":{\"uid\":\"123456789012\",\"type_id\":10,"
            + "\"type\":\"AWS Account\"},\"region\":\"us-east-1\"}",
        tree(BIND_SHELL).get("cloud").toString());
  }

  @Test
  void oneHostIsTheDevice() {
    assertEquals(
        "{\"type_id\":6,\"type\":\"Virtual\",\"hostname\":\"ip-10-0-0-7\","
            + "\"instance_uid\":\"i-0000000000000007\",\"autoscale_uid\":\"web-prod\","
            + "\"ip\":\"10.0.0.7\",\"image\":{\"uid\":\"ami-0a7\"},\"region\":\"us-east-1\","
            + "\"zone\":\"us-east-1a\"}",
        tree(BIND_SHELL).get("device").toString());
  }

  @Test
  void severalHostsAreResources() {
    JsonNode event = tree(DROPPER_ON_THREE);
    assertFalse(event.has("device"));
    assertEquals(3, event.get("resources").size());
    assertEquals(
        "{\"uid\":\"i-0000000000000003\",\"name\":\"ip-10-0-0-3\","
            + "\"type\":\"AWS::EC2::Instance\",\"role_id\":3,\"region\":\"us-east-1\"}",
        event.at("/resources/0").toString());
  }

  /** A custom source of Security Lake holds one class, and its columns have one type. */
  @Test
  void securityLakeGetsOneClassWithTimesAsNumbers() {
    for (Finding event : List.of(BIND_SHELL, UPDATED, CLOSED)) {
      JsonNode json = tree(event);
      assertEquals(2004, json.get("class_uid").intValue());
      assertEquals("1.8.0", json.at("/metadata/version").textValue());
      for (String time : List.of("/time", "/start_time", "/finding_info/modified_time")) {
        assertTrue(json.at(time).isIntegralNumber(), time);
      }
    }
  }

  @Test
  void everyProfileListedIsUsedAndEveryOneUsedIsListed() {
    for (Finding finding : ALL) {
      JsonNode event = tree(finding);
      String profiles = event.at("/metadata/profiles").toString();
      assertEquals(event.has("cloud"), profiles.contains("\"cloud\""));
      assertEquals(event.has("device"), profiles.contains("\"host\""));
    }
  }

  @Test
  void pidsPortsAndSizesAreNumbers() {
    JsonNode evidence = tree(BIND_SHELL).at("/evidences/0");
    assertTrue(evidence.at("/process/pid").isInt());
    assertTrue(evidence.at("/src_endpoint/port").isInt());
    assertTrue(evidence.at("/connection_info/protocol_num").isInt());
  }

  /** OCSF's evidences have no type for a kernel module, a mount or a rule of a packet filter. */
  @Test
  void whatOcsfHasNoTypeForIsTheRawRowAlone() {
    Map<String, String> rootkit = row("name", "diamorphine", "size", "16384", "used_by", "-");
    JsonNode evidence =
        tree(finding(Kind.UNEXPECTED, "kernel_modules", rootkit, Map.of(), List.of(instance(7))))
            .at("/evidences/0");
    assertEquals(
        "{\"name\":\"osquery kernel_modules row\","
            + "\"data\":\"{\\\"name\\\":\\\"diamorphine\\\",\\\"size\\\":\\\"16384\\\","
            + "\\\"used_by\\\":\\\"-\\\"}\"}",
        evidence.toString());
  }

  @Test
  void everyTechniqueOfTheShippedPackHasItsName() {
    Map<String, String> unnamed = new TreeMap<>();
    for (PackQuery query : TriagePack.load().queries().values()) {
      for (String technique : query.techniques()) {
        if (Techniques.name(technique).isEmpty()) {
          unnamed.put(query.name(), technique);
        }
      }
    }
    assertEquals(Map.of(), unnamed);
  }

  private static List<String> identity(Finding event) {
    JsonNode json = tree(event);
    return List.of(
        json.at("/cloud/account/uid").textValue(),
        json.at("/finding_info/uid").textValue(),
        json.at("/metadata/product/uid").textValue());
  }

  private static long modified(Finding event) {
    return tree(event).at("/finding_info/modified_time").longValue();
  }
}
