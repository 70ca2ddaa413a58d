package io.diffy.schemas.json;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_MISSING;
import static io.diffy.schemas.TestFindings.NEW_AGENT_IN_GROUP;
import static io.diffy.schemas.TestFindings.NO_ANSWER;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestSchemas;
import io.diffy.schemas.Triage;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FindingCodecTest {
  private static final FindingCodec CODEC = new FindingCodec();

  static Stream<Finding> samples() {
    return Stream.concat(
        TestFindings.ALL.stream(),
        Stream.of(
            TestFindings.ofRound("round-17", BIND_SHELL),
            TestFindings.in(
                new GroupKey("", "", "local"),
                List.of(Instance.named("local", "laptop")),
                BIND_SHELL),
            TestFindings.in(new GroupKey("", "eu-west-1", "web"), List.of(), DROPPER_ON_THREE),
            // An instance that says it belongs to another group than the one it is judged in.
            TestFindings.in(
                WEB_PROD, List.of(Instance.named("x", "i-1"), instance(2)), NO_ANSWER)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void givesBackWhatItWrote(Finding finding) throws MalformedRecord {
    byte[] bytes = CODEC.encode(finding);
    assertEquals(finding, CODEC.decode(bytes));
    assertArrayEquals(bytes, CODEC.encode(CODEC.decode(bytes)));
    assertEquals(List.of(), TestSchemas.errors("finding", bytes));
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void aLifeSharesItsUidAndCountsUp(CloseReason reason) throws IOException, MalformedRecord {
    Finding updated = TestFindings.updated(BIND_SHELL, FOUR_AM.plusSeconds(900));
    Finding closed = TestFindings.closed(updated, FOUR_AM.plusSeconds(1800), reason);
    int sequence = 0;
    for (Finding event : List.of(BIND_SHELL, updated, closed)) {
      JsonNode json = tree(event);
      sequence++;
      assertEquals(BIND_SHELL.uid(), json.at("/finding_info/uid").textValue());
      assertEquals(sequence, json.at("/metadata/sequence").intValue());
      assertEquals(sequence, json.at("/activity_id").intValue());
      assertEquals(200400 + sequence, json.at("/type_uid").intValue());
      assertEquals(sequence == 1, json.at("/is_alert").booleanValue());
      assertEquals(event, CODEC.decode(CODEC.encode(event)));
      assertEquals(List.of(), TestSchemas.errors("finding", CODEC.encode(event)));
    }
    assertEquals(
        3,
        Stream.of(BIND_SHELL, updated, closed).map(FindingCodecTest::eventUid).distinct().count());
    JsonNode json = tree(closed);
    assertEquals(reason == CloseReason.ACCEPTED ? 3 : 4, json.at("/status_id").intValue());
    assertEquals(reason.words(), json.at("/status_detail").textValue());
  }

  /** Its events of life say what the data do; a person's word is a status or a verdict. */
  @ParameterizedTest
  @CsvSource({
    "INVESTIGATING, 2, 0",
    "CLOSED, 4, 0",
    "TRUE_POSITIVE, 2, 2",
    "FALSE_POSITIVE, 2, 1",
    "NEW, 1, 0"
  })
  void whatAPersonSaysStandsInOcsfsOwnFields(Triage.State state, int status, int verdict)
      throws IOException, MalformedRecord {
    Triage said = new Triage(new Triage.Step(state, "ben"), "asked anna", "kim", FOUR_AM);
    Finding event = TestFindings.updated(BIND_SHELL, FOUR_AM.plusSeconds(900)).with(said);

    JsonNode json = tree(event);

    assertEquals(status, json.at("/status_id").intValue());
    assertEquals(verdict, json.at("/verdict_id").intValue());
    assertEquals("asked anna", json.at("/comment").textValue());
    assertEquals("ben", json.at("/assignee/name").textValue());
    assertEquals(event, CODEC.decode(CODEC.encode(event)));
    assertEquals(List.of(), TestSchemas.errors("finding", CODEC.encode(event)));
  }

  @Test
  void carriesTheTimesOfEachHostAndWhatChanged() throws MalformedRecord {
    Sighting early =
        new Sighting(
            "i-0000000000000003",
            Optional.of(FOUR_AM),
            FOUR_AM.plusSeconds(60),
            Optional.of(FOUR_AM.plusSeconds(30)),
            Map.of("minute", "0"));
    Sighting unknown =
        new Sighting("i-0000000000000005", Optional.empty(), FOUR_AM, Optional.empty(), Map.of());
    Finding finding =
        TestFindings.seen(
            DROPPER_ON_THREE.withChanges(
                List.of(new AttributeChange("minute", "*", "0", List.of(early.instanceId()), 1))),
            List.of(early, unknown));

    byte[] bytes = CODEC.encode(finding);

    assertEquals(finding, CODEC.decode(bytes));
    assertEquals(List.of(), TestSchemas.errors("finding", bytes));
    assertTrue(new String(bytes, UTF_8).contains("\"sightings_left_out\":1"), "the third host");
    assertEquals(Optional.empty(), finding.firstSeenOn("i-0000000000000007"), "not another's");
    assertEquals(
        Optional.of(BIND_SHELL.firstSeen()),
        BIND_SHELL.firstSeenOn(BIND_SHELL.instances().get(0).instanceId()),
        "the only host's is the finding's");
  }

  @Test
  void theRowOfSeveralHostsHoldsWhatIsTrueOfEach() throws IOException, MalformedRecord {
    Finding finding =
        DROPPER_ON_THREE.with(
            DROPPER_ON_THREE.evidence().differingIn(Set.of("path", "no such column")));

    JsonNode json = tree(finding);
    JsonNode diffy = json.at("/unmapped/diffy");

    assertTrue(diffy.at("/row/path").isMissingNode(), diffy::toString);
    assertEquals(DROPPER_ON_THREE.row().get("command"), diffy.at("/row/command").textValue());
    assertEquals("{\"path\":\"/etc/cron.d/.sync\"}", diffy.at("/differs_by_host").toString());
    assertTrue(json.at("/evidences/0/data").textValue().contains(".sync"), "one whole row");
    assertEquals(
        "osquery crontab row of one of the instances", json.at("/evidences/0/name").textValue());
    assertFalse(json.at("/anomaly_analyses").toString().contains(".sync"), "not of all three");
    assertEquals(finding, CODEC.decode(CODEC.encode(finding)));
    assertArrayEquals(CODEC.encode(finding), CODEC.encode(CODEC.decode(CODEC.encode(finding))));
    assertEquals(List.of(), TestSchemas.errors("finding", CODEC.encode(finding)));
  }

  @Test
  void whatOtherHostsShowIsEvidenceToo() throws IOException {
    ShownItem other = new ShownItem("bb", Map.of("command", "/tmp/y"), List.of("i-5", "i-7"));
    Finding finding =
        DROPPER_ON_THREE.with(
            DROPPER_ON_THREE
                .evidence()
                .of(
                    new ShownThing(
                        "c0ffee",
                        List.of(),
                        List.of(new ShownItem("aa", Map.of(), List.of("i-3")), other))));

    JsonNode evidence = tree(finding).at("/evidences/1");

    assertEquals("osquery crontab row of i-5, i-7", evidence.at("/name").textValue());
    assertEquals("{\"command\":\"/tmp/y\"}", evidence.at("/data").textValue());
    assertEquals("/tmp/y", evidence.at("/job/cmd_line").textValue());
    assertEquals(List.of(), TestSchemas.errors("finding", CODEC.encode(finding)));
  }

  @Test
  void carriesHowTheScoreCameAbout() throws MalformedRecord {
    String working =
        "{'sharing':2,'others':3,'exposure':50,'threshold':1.4,'one_story':false,'familiar':true,"
            + "'past':{'novel':1,'answers':1200,'appeared_at':'2026-11-20T03:00:00Z'}}";
    byte[] written =
        new String(CODEC.encode(BIND_SHELL), UTF_8)
            .replace(
                "\"created_at\"", "\"working\":" + working.replace('\'', '"') + ",\"created_at\"")
            .getBytes(UTF_8);
    assertEquals(List.of(), TestSchemas.errors("finding", written));

    Finding finding = CODEC.decode(written);

    assertEquals(
        Optional.of(
            new ScoreBreakdown(
                2,
                3,
                50,
                1.4,
                false,
                true,
                Optional.of(new ScoreBreakdown.Past(1, 1200, THREE_AM)))),
        finding.breakdown());
    assertEquals(finding, CODEC.decode(CODEC.encode(finding)));
    assertEquals(List.of(), TestSchemas.errors("finding", CODEC.encode(finding)));
  }

  @Test
  void saysWhatTheDesignPromises() {
    assertEquals(
        "{'group':'123456789012:us-east-1:web-prod','asg':'web-prod',"
            + "'instance_id':'i-0000000000000007','query':'listening_ports','kind':'unexpected',"
            + "'row':{'address':'0.0.0.0','port':'4444','protocol':'6','family':'2','pid':'6661',"
            + "'name':'ncat','path':'/tmp/.x/ncat','cmdline':'ncat -lk 4444 -e /bin/sh'},"
            + "'method':'cluster','have':1,'covered':40,'cohort':'launch version 7, ami-0a7',"
            + "'score':3.25,'confidence':'high','first_seen':'2026-11-20T03:00:00Z',"
            + "'last_seen':'2026-11-20T03:00:00.123456789Z','evaluated_at':'2026-11-20T04:00:00Z',"
            + "'reason':'1 of 40 instances (launch version 7, ami-0a7) has this',"
            + "'item_uid':'715e680b-61e5-52af-b7eb-3a37bf994b5a','created_at':'2026-11-20T04:00:00Z','sequence':1,'severity':'high',"
            + "'techniques':['T1571','T1053.003'],"
            + "'hosts':[{'instance_id':'i-0000000000000007','launch_version':'7','ami':'ami-0a7',"
            + "'instance_type':'m5.large','az':'us-east-1a','hostname':'ip-10-0-0-7',"
            + "'private_ip':'10.0.0.7'}]}",
        tree(BIND_SHELL).at("/unmapped/diffy").toString().replace('"', '\''));
  }

  @Test
  void severalAndNoInstancesStandInAList() {
    assertEquals(3, tree(DROPPER_ON_THREE).at("/unmapped/diffy/instances").size());
    assertTrue(tree(DROPPER_ON_THREE).at("/unmapped/diffy/instance_id").isMissingNode());
    assertEquals(0, tree(NEW_AGENT_IN_GROUP).at("/unmapped/diffy/instances").size());
    assertTrue(tree(NEW_AGENT_IN_GROUP).at("/unmapped/diffy/instances").isArray());
  }

  @Test
  void missingCountsThePeersThatHaveTheRow() {
    JsonNode analysis = tree(LOGROTATE_MISSING).at("/anomaly_analyses/0");
    assertEquals(39, analysis.at("/baselines/0/observations/0/count").intValue());
    assertEquals(1, analysis.at("/anomalies/0/observations/0/count").intValue());
    assertEquals("absent", analysis.at("/anomalies/0/observations/0/value").textValue());
  }

  @Test
  void theVersionIsThatOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(pom.contains("<version>" + FindingMetadata.PRODUCT_VERSION + "</version>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'class_uid':2004 | 'class_uid':2001 | \"class_uid\": 2001 is not between",
        "'activity_id':1 | 'activity_id':99 | \"activity_id\": 99 is not between 1 and 3",
        "'kind':'unexpected' | 'kind':'odd' | \"unmapped.diffy.kind\": \"odd\" is none of",
        "'have':1 | 'have':-1 | \"unmapped.diffy.have\": -1 is not between",
        "'score':3.25 | 'score':'3' | \"unmapped.diffy.score\" is not a number",
        "'port':'4444' | 'port':4444 | \"unmapped.diffy.row\" is not an object of strings",
        "'asg':'web-prod','instance_id' | 'asg':'web','instance_id' | \"unmapped.diffy.asg\": \"web\" is not the group's",
        "'created_at' | 'made_at' | missing \"unmapped.diffy.created_at\"",
        "'unmapped' | 'mapped' | missing \"unmapped\"",
      })
  void refuses(String right, String wrong, String reason) {
    String json = new String(CODEC.encode(BIND_SHELL), UTF_8);
    String broken = json.replace(right.replace('\'', '"'), wrong.replace('\'', '"'));
    assertFalse(broken.equals(json), "nothing was broken");
    String message =
        assertThrows(MalformedRecord.class, () -> CODEC.decode(broken.getBytes(UTF_8)))
            .getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void readersMeetUnknownFieldsWithCalm() throws MalformedRecord {
    String json = new String(CODEC.encode(BIND_SHELL), UTF_8);
    String grown = json.replace("\"kind\":", "\"novelty\":{\"x\":[1]},\"kind\":");
    assertEquals(BIND_SHELL, CODEC.decode(grown.getBytes(UTF_8)));
  }

  private static String eventUid(Finding finding) {
    return tree(finding).at("/metadata/uid").textValue();
  }

  static JsonNode tree(Finding finding) {
    try {
      return Json.mapper().readTree(CODEC.encode(finding));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
