package io.diffy.osquerylog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.PackQuery.OsqueryTerms;
import io.diffy.schemas.packfile.TriagePack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OsquerydLogTest {
  private static final String SSHD = "{\"port\":\"22\",\"name\":\"sshd\"}";
  private static final String NGINX = "{\"port\":\"443\",\"name\":\"nginx\"}";
  private static final String ROGUE = "{\"port\":\"31337\",\"name\":\"nc\"}";
  private static final Map<String, String> SSHD_ROW = Map.of("port", "22", "name", "sshd");
  private static final Map<String, String> NGINX_ROW = Map.of("port", "443", "name", "nginx");
  private static final Map<String, String> ROGUE_ROW = Map.of("port", "31337", "name", "nc");

  private final List<Observation> observations = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();
  private final OsquerydLog log =
      new OsquerydLog(
          HostNames.byDecorations("web-prod"),
          List.of(TriagePack.load(), withoutRemovedRows()),
          observations::add,
          line -> bad.add(line.toString()));

  @Test
  void aSnapshotIsAnObservation() throws IOException {
    read(
        """
        {"snapshot":[%s],"action":"snapshot","name":"pack_linux-triage_listening_ports",\
        "hostIdentifier":"web-1","calendarTime":"Mon Feb 12 20:16:40 2024 UTC",\
        "unixTime":1707769000,"epoch":0,"counter":0,"numerics":false}
        {"snapshot":[],"action":"snapshot","name":"pack/linux-triage/crontab",\
        "hostIdentifier":"web-1","unixTime":1707769001,"epoch":0,"counter":0}
        """
            .formatted(SSHD));

    Observation ports = observations.get(0);
    assertEquals("web-1", ports.instance().instanceId());
    assertEquals("web-prod", ports.instance().asg());
    assertEquals("listening_ports", ports.query());
    assertEquals(Instant.ofEpochSecond(1707769000), ports.collectedAt());
    assertEquals(Coverage.OK, ports.coverage());
    assertEquals(List.of(SSHD_ROW), ports.rows());
    assertEquals("crontab", observations.get(1).query());
    assertEquals(List.of(), observations.get(1).rows());
  }

  @Test
  void changesAreTurnedIntoTheWholeAnswerAfterEachRun() throws IOException {
    read(
        event(100, 0, 0, "added", SSHD),
        event(100, 0, 0, "added", NGINX),
        event(200, 0, 1, "removed", NGINX),
        event(200, 0, 1, "added", ROGUE));

    assertEquals(1, observations.size(), "the second run may still go on");
    log.flush();

    assertEquals(List.of(SSHD_ROW, NGINX_ROW), observations.get(0).rows());
    assertEquals(List.of(SSHD_ROW, ROGUE_ROW), observations.get(1).rows());
    assertEquals(Instant.ofEpochSecond(200), observations.get(1).collectedAt());
    assertOk();
  }

  @Test
  void rowsAreAMultiset() throws IOException {
    read(
        event(100, 0, 0, "added", SSHD),
        event(100, 0, 0, "added", SSHD),
        event(200, 0, 1, "removed", SSHD));
    log.flush();

    assertEquals(List.of(SSHD_ROW, SSHD_ROW), observations.get(0).rows());
    assertEquals(List.of(SSHD_ROW), observations.get(1).rows());
  }

  @Test
  void aBatchIsAnswerEnoughByItself() throws IOException {
    read(batch(100, 0, "", SSHD + "," + NGINX), batch(200, 1, NGINX, ""), batch(200, 1, NGINX, ""));

    assertEquals(List.of(SSHD_ROW, NGINX_ROW), observations.get(0).rows());
    assertEquals(List.of(SSHD_ROW), observations.get(1).rows());
    assertEquals(2, observations.size());
    assertEquals(new OsquerydLog.Counts(3, 0, 1, 2), log.counts());
    assertOk();
  }

  @Test
  void anEmptyFirstBatchProvesThatThereIsNothing() throws IOException {
    read(batch(100, 0, "", ""));

    assertEquals(List.of(), observations.get(0).rows());
    assertOk();
  }

  @Test
  void aNewEpochStartsAgain() throws IOException {
    read(
        event(100, 1, 0, "added", SSHD),
        event(200, 2, 0, "added", NGINX),
        event(300, 2, 1, "added", ROGUE));
    log.flush();

    assertEquals(List.of(NGINX_ROW), observations.get(1).rows());
    assertEquals(List.of(NGINX_ROW, ROGUE_ROW), observations.get(2).rows());
    assertOk();
  }

  @Test
  void withoutTheFirstRunTheAnswerIsTruncatedUntilTheNextFirstRun() throws IOException {
    read(
        event(100, 0, 7, "added", ROGUE),
        event(200, 0, 0, "added", ROGUE),
        event(200, 0, 0, "added", SSHD));
    log.flush();

    assertEquals(Coverage.TRUNCATED, observations.get(0).coverage());
    assertTrue(observations.get(0).error().contains("counter 0"), observations.get(0).error());
    assertEquals(Coverage.OK, observations.get(1).coverage());
    assertEquals(List.of(ROGUE_ROW, SSHD_ROW), observations.get(1).rows());
  }

  @Test
  void aCounterThatFallsBackWhileOnlyChangesAreLoggedIsNoFirstRun() throws IOException {
    read(
        batch(100, 0, "", SSHD + "," + NGINX),
        batch(200, 0, "", ROGUE),
        batch(300, 0, "", SSHD + "," + NGINX + "," + ROGUE));

    assertEquals(Coverage.TRUNCATED, observations.get(1).coverage());
    assertEquals(List.of(ROGUE_ROW), observations.get(1).rows(), "what is certain");
    assertEquals(Coverage.OK, observations.get(2).coverage(), "it lists what was there before");
  }

  @Test
  void aRunThatWasSentTwiceCountsOnce() throws IOException {
    read(
        event(100, 0, 0, "added", SSHD),
        event(200, 0, 1, "added", ROGUE),
        event(200, 0, 1, "added", ROGUE),
        event(300, 0, 2, "removed", ROGUE));
    log.flush();

    assertEquals(List.of(SSHD_ROW), observations.get(2).rows());
    assertOk();
  }

  @Test
  void ofAHostWhoseClockWasSetBackTheHigherCounterIsNewer() throws IOException {
    read(batch(900, 0, "", SSHD), batch(300, 1, "", ROGUE));

    assertEquals(List.of(SSHD_ROW, ROGUE_ROW), observations.get(1).rows());
    assertEquals(Instant.ofEpochSecond(901), observations.get(1).collectedAt());
    assertTrue(log.notes().get(0).startsWith("the clock of web-1 was set back"), log::toString);
  }

  @Test
  void anAnswerThatLacksACutLineIsNotWhole() throws IOException {
    String cut = event(100, 0, 0, "added", NGINX);
    read(event(100, 0, 0, "added", SSHD), cut.substring(0, 90));
    log.flush();
    read(event(500, 1, 0, "added", SSHD), "erics\":false,\"columns\":{}}", batch(600, 1, "", ""));

    assertEquals("line 2 of results.log could not be read", observations.get(0).error());
    assertEquals(Coverage.TRUNCATED, observations.get(1).coverage());
  }

  @Test
  void clonesOfOneIdentifierHaveStatesOfTheirOwn() throws IOException {
    String clone = "\"numerics\":false,\"decorations\":{\"instance_id\":\"i-%d\"}";
    for (int i = 1; i <= 2; i++) {
      read(event(100, 0, 0, "added", SSHD).replace("\"numerics\":false", clone.formatted(i)));
    }
    read(event(200, 0, 1, "added", ROGUE).replace("\"numerics\":false", clone.formatted(2)));
    log.flush();

    assertEquals(
        List.of("i-2 1", "i-1 1", "i-2 2"),
        observations.stream().map(o -> o.instance().instanceId() + " " + o.rows().size()).toList());
    assertTrue(log.notes().get(0).contains("several instances (i-1, i-2)"), log::toString);
  }

  @Test
  void decorationsMayStandBesideTheFields() throws IOException {
    read(event(100, 0, 0, "added", SSHD).replace("\"epoch\"", "\"instance_id\":\"i-7\",\"epoch\""));
    log.flush();

    assertEquals("i-7", observations.get(0).instance().instanceId());
  }

  @Test
  void rowsOfEventTablesAreNoState() throws IOException {
    read(event(100, 0, 1, "added", SSHD).replace("listening_ports", "pack_x_process_events"));
    log.flush();

    assertEquals(List.of(), observations);
    assertTrue(bad.get(0).contains("pack_x_process_events is not judged"), bad::toString);
    assertEquals(0, log.counts().bad());
  }

  @Test
  void anUnchangedAnswerStandsAsLongAsItsHostIsHeardOf() throws IOException {
    read(batch(100, 0, "", SSHD));
    Instant later = Instant.ofEpochSecond(100).plusSeconds(86_400);
    log.carry(later);
    log.carry(later.plusSeconds(1));
    log.carry(later.plus(OsquerydLog.LONGEST_SILENCE));

    assertEquals(2, observations.size());
    assertEquals(later, observations.get(1).collectedAt());
    assertEquals(
        "\"1970-01-01T00:01:40Z\"", observations.get(1).more().get(Observation.UNCHANGED_SINCE));
  }

  @Test
  void lostRunsShowAsAGapOfTheCounter() throws IOException {
    read(event(100, 0, 0, "added", SSHD), event(300, 0, 2, "added", ROGUE));
    log.flush();

    assertEquals(Coverage.OK, observations.get(0).coverage());
    assertEquals("the log lacks runs between counter 0 and 2", observations.get(1).error());
  }

  @Test
  void aRemovedRowThatNeverWasMakesTheAnswerTruncated() throws IOException {
    read(event(100, 0, 0, "added", SSHD), event(200, 0, 1, "removed", ROGUE));
    log.flush();

    assertEquals(Coverage.TRUNCATED, observations.get(1).coverage());
  }

  @Test
  void aRunThatComesAgainChangesNothing() throws IOException {
    read(
        event(100, 0, 0, "added", SSHD),
        event(200, 0, 1, "added", ROGUE),
        event(100, 0, 0, "added", SSHD));
    log.flush();

    assertEquals(2, observations.size());
    assertEquals(1, log.counts().repeated());
  }

  @Test
  void aQueryThatDoesNotLogRemovedRowsIsNeverWhole() throws IOException {
    read(event(100, 0, 0, "added", SSHD).replace("listening_ports", "events_only"));
    log.flush();

    assertEquals(Coverage.TRUNCATED, observations.get(0).coverage());
    assertTrue(observations.get(0).error().contains("\"removed\": false"));
  }

  @Test
  void snapshotsLoggedRowByRowAreCollectedUntilTheNextRun() throws IOException {
    read(
        event(100, 0, 0, "snapshot", SSHD),
        event(100, 0, 0, "snapshot", NGINX),
        event(200, 0, 0, "snapshot", SSHD));
    log.flush();

    assertEquals(List.of(SSHD_ROW, NGINX_ROW), observations.get(0).rows());
    assertEquals(List.of(SSHD_ROW), observations.get(1).rows());
    assertOk();
  }

  @Test
  void oldAgentsWriteNumbersAsTextsAndNewOnesValuesAsNumbers() throws IOException {
    read(
        """
        {"name":"users","hostIdentifier":"h","unixTime":"1512649280","epoch":"0","counter":"0",\
        "columns":{"uid":0,"shell":"\\/bin\\/sh"},"action":"added"}
        """);
    log.flush();

    assertEquals(List.of(Map.of("uid", "0", "shell", "/bin/sh")), observations.get(0).rows());
    assertEquals(Instant.ofEpochSecond(1512649280), observations.get(0).collectedAt());
    assertOk();
  }

  @Test
  void decorationsSayWhichInstanceItIs() throws IOException {
    read(
        """
        {"snapshot":[],"name":"users","hostIdentifier":"ip-10-0-0-1","unixTime":1,"decorations":\
        {"asg":"api-prod","instance_id":"i-0abc","region":"us-east-1","account_id":"123456789012"}}
        """);

    assertEquals(
        "123456789012:us-east-1:api-prod", observations.get(0).instance().group().toString());
    assertEquals("i-0abc", observations.get(0).instance().instanceId());
  }

  @Test
  void anEmptyDecorationIsNoneAndTheGroupIsTakenAsItIsGiven() throws IOException {
    OsquerydLog full =
        new OsquerydLog(
            HostNames.byDecorations("123456789012:us-east-1:web-prod"),
            List.of(),
            observations::add,
            line -> bad.add(line.toString()));
    String line =
        """
        {"snapshot":[],"name":"users","hostIdentifier":"web-1","unixTime":1,"decorations":\
        {"asg":"","instance_id":"","region":"eu-west-1","ami_id":"ami-1"}}
        """;
    full.line("results.log", 1, line);

    Instance instance = observations.get(0).instance();
    assertEquals("123456789012:us-east-1:web-prod", instance.group().toString());
    assertEquals("web-1", instance.instanceId());
    assertEquals("ami-1", instance.ami());
  }

  @Test
  void aNameThatNoObservationMayCarryIsABadLine() throws IOException {
    read(
        """
        {"snapshot":[],"name":"users","hostIdentifier":"h","unixTime":1,"decorations":\
        {"asg":"evil\\u001b[2J"}}
        """,
        """
        {"snapshot":[],"name":"users","hostIdentifier":"h","unixTime":1,"decorations":\
        {"instance_id":"%s"}}
        """
            .formatted("i".repeat(300)));

    assertEquals(0, observations.size());
    assertEquals(2, bad.size());
    assertTrue(bad.get(0).startsWith("results.log: line 1: \"asg\": a control"), bad.get(0));
  }

  @Test
  void aRunThatNothingJoinsAnyMoreEnds() throws IOException {
    read(event(100, 0, 0, "added", SSHD));
    log.endQuietRuns();
    assertEquals(0, observations.size(), "it was joined a moment ago");
    log.endQuietRuns();
    assertEquals(List.of(SSHD_ROW), observations.get(0).rows());
    log.endQuietRuns();
    assertEquals(1, observations.size(), "it is emitted once");
  }

  @Test
  void aRunThatGoesOnAllTheSameIsEmittedAgainWhole() throws IOException {
    read(event(100, 0, 0, "added", SSHD));
    log.endQuietRuns();
    log.endQuietRuns();
    read(event(100, 0, 0, "added", NGINX));
    log.flush();

    assertEquals(List.of(SSHD_ROW, NGINX_ROW), observations.get(1).rows());
    assertOk();
  }

  @Test
  void itsLinesAreToldFromObservations() {
    assertTrue(isMeant(event(100, 0, 0, "added", SSHD)));
    assertTrue(isMeant(batch(100, 0, "", SSHD)));
    assertTrue(isMeant("{\"snapshot\":[{\"asg\":\"\u0001"), "as far as it tells");
    assertTrue(isMeant("{\"name\":\"x\",\"columns\":{}}"), "broken, but meant");
    assertFalse(isMeant("{\"asg\":\"web-prod\",\"instance_id\":\"i-1\",\"snapshot\":1}"));
    assertFalse(isMeant("{\"x\":{\"hostIdentifier\":\"h\"},\"rows\":[]}"));
    assertFalse(isMeant("I1015 10:36:06.894544 init.cpp:263] osqueryd initialized"));
    assertFalse(isMeant("[]"));
    assertFalse(isMeant(""));
  }

  @Test
  void badLinesAreReportedWithTheirPlaceAndStopNothing() throws IOException {
    read(
        "I1015 10:36:06.894544 2032685056 init.cpp:263] osqueryd initialized",
        "",
        "[]",
        "{\"name\":\"x\",\"hostIdentifier\":\"h\",\"columns\":{},\"action\":\"added\"}",
        "{\"name\":\"x\",\"unixTime\":1,\"columns\":{},\"action\":\"added\"}",
        "{\"name\":\"x\",\"hostIdentifier\":\"h\",\"unixTime\":1,\"columns\":{},\"action\":\"no\"}",
        "{\"name\":\"x\",\"hostIdentifier\":\"h\",\"unixTime\":-1,\"snapshot\":[]}",
        "{\"name\":\"topic1\",\"hostIdentifier\":\"h\",\"unixTime\":1,\"snapshot\":\"3\"}",
        batch(100, 0, "", SSHD));

    assertEquals(1, observations.size());
    assertEquals(7, bad.size());
    assertTrue(bad.get(0).startsWith("results.log: line 1: not JSON"), bad.get(0));
    assertEquals("results.log: line 3: not a JSON object", bad.get(1));
    assertEquals("results.log: line 4: has no unixTime", bad.get(2));
    assertEquals("results.log: line 5: has no hostIdentifier", bad.get(3));
    assertEquals(new OsquerydLog.Counts(8, 7, 0, 1), log.counts());
  }

  private void assertOk() {
    for (Observation observation : observations) {
      assertEquals(Coverage.OK, observation.coverage(), observation.error());
    }
    assertEquals(List.of(), bad);
  }

  private static boolean isMeant(String line) {
    return !LogShape.of(line.getBytes(StandardCharsets.UTF_8)).isEmpty();
  }

  private void read(String... lines) {
    long number = 1;
    for (String line : String.join("\n", lines).split("\n", -1)) {
      log.line("results.log", number++, line);
    }
  }

  private static String event(long time, int epoch, int counter, String action, String row) {
    return """
        {"name":"listening_ports","hostIdentifier":"web-1","unixTime":%d,"epoch":%d,"counter":%d,\
        "numerics":false,"columns":%s,"action":"%s"}"""
        .formatted(time, epoch, counter, row, action);
  }

  private static String batch(long time, int counter, String removed, String added) {
    return """
        {"diffResults":{"removed":[%s],"added":[%s]},"name":"listening_ports",\
        "hostIdentifier":"web-1","unixTime":%d,"epoch":0,"counter":%d}"""
        .formatted(removed, added, time, counter);
  }

  private static Pack withoutRemovedRows() {
    PackQuery query =
        new PackQuery(
            "events_only",
            "SELECT 1",
            new PackQuery.Execution(60, "", ""),
            new OsqueryTerms(false, false, "", 100),
            PackQuery.Columns.ALL,
            PackQuery.Meaning.NONE);
    return new Pack("monitoring", "", List.of(), Map.of(query.name(), query));
  }
}
