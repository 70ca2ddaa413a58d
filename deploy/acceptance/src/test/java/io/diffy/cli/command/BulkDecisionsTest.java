package io.diffy.cli.command;

import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.TypedCommands;
import io.diffy.cluster.MadeTopics;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several findings of web-prod decided on at once: a look first, and an undo for each. */
final class BulkDecisionsTest extends TypedCommands {
  private static final Finding DBA = shown("users", "dba", 3, 5);
  private static final Finding OPS = shown("users", "ops", 4);
  private static final Finding CRON = shown("crontab", "backup", 4);
  private static final Finding SILENT =
      finding(
          Kind.COVERAGE,
          "users",
          Map.of("coverage", "silent", "detail", "no answer"),
          Map.of(),
          List.of(instance(9)));

  private static EmbeddedBroker broker;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.temporary();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void publishFindings() throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    Topics topics = new Topics(prefix(), 2);
    MadeTopics.on(client, topics);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Finding finding : List.of(DBA, OPS, CRON, SILENT)) {
        producer
            .send(
                new ProducerRecord<>(
                    topics.findings().name(),
                    finding.uid().getBytes(UTF_8),
                    new FindingCodec().encode(finding)))
            .get();
      }
    }
  }

  @Test
  void severalAreShownFirstAndWithoutAYesNothingIsDone() {
    assertEquals(ExitCode.USAGE, diffy("accept", DBA.uid(), CRON.uid(), "--reason", "our own"));

    assertTrue(
        text(out).contains("2 findings will be accepted, on these hosts, until "), text(out));
    assertTrue(text(out).contains("username=dba"), text(out));
    assertTrue(text(out).contains(instance(5).instanceId()), text(out));
    assertTrue(text(err).contains("--yes"), text(err));
    assertEquals("Nothing was accepted.\n", listed());
  }

  @Test
  void aFilterTakesWhatIsOpenButNoSilence() {
    assertEquals(
        ExitCode.NOTHING_FOUND,
        diffy("accept", "--query", "users", "--group", "web-prod", "--reason", "our own", "--yes"));

    String all = listed();
    assertTrue(all.contains("username=dba") && all.contains("username=ops"), all);
    assertFalse(all.contains("crontab") || all.contains("no answer"), all);

    diffy("accept", "--undo", DBA.uid().substring(0, 8), OPS.uid(), "--reason", "not ours");
    assertFalse(listed().contains("in force"), text(out));
    assertEquals(ExitCode.FAILURE, diffy("accept", "--query", "mounts", "--reason", "x", "--yes"));
  }

  @Test
  void whatWasDecidedStandsInTheListBeforeItIsJudgedAgain() {
    diffy("accept", "--query", "users", "--row", "username=db*", "--reason", "anna's", "--yes");
    assertTrue(text(out).contains("1 finding will be accepted"), text(out));
    diffy("triage", CRON.uid(), "--state", "true_positive", "--note", "case 12", "--by", "kim");
    out.reset();

    assertEquals(ExitCode.FINDINGS, diffy("findings"));

    String shown = text(out);
    assertTrue(shown.contains("DECIDED since it was judged, accepted by "), shown);
    assertTrue(shown.contains("DECIDED since it was judged, true positive by kim: case 12"), shown);
    assertTrue(
        shown.contains("1 of them is accepted since, and left out when judged next."), shown);
    diffy("accept", "--undo", DBA.uid());
    out.reset();
    diffy("findings");
    assertFalse(text(out).contains("accepted by"), text(out));
  }

  @Test
  void theFilterIsThatOfFindingsSoThatWhatWasSeenIsWhatIsDecided() {
    String host = instance(3).hostname();
    assertEquals(ExitCode.FINDINGS, diffy("findings", "--host", host, "--query", "user*"));
    assertTrue(text(out).contains("username=dba"), text(out));
    out.reset();
    String[] those = {"--host", host, "--query", "user*", "--since", "2026-11-01"};
    List<String> triage = new ArrayList<>(List.of("triage", "--state", "investigating", "--yes"));
    triage.addAll(List.of(those));

    assertEquals(ExitCode.NOTHING_FOUND, diffy(triage.toArray(String[]::new)));

    assertTrue(text(out).contains("username=dba"), text(out));
    assertFalse(text(out).contains("crontab"), text(out));
    assertEquals(ExitCode.FAILURE, diffy("accept", "--host", "web-77", "--reason", "x", "--yes"));
    assertTrue(text(err).contains("names the host \"web-77\""), text(err));
  }

  @Test
  void aFileHoldsAReasonForEach() throws Exception {
    Path file = folder.resolve("decided.txt");
    Files.writeString(
        file, "# of the night\n" + DBA.uid() + " anna's account\n" + CRON.uid() + "\n");

    assertEquals(ExitCode.USAGE, diffy("accept", "--file", file.toString(), "--yes"));
    assertTrue(text(err).contains(CRON.uid() + " has no reason"), text(err));
    assertEquals("Nothing was accepted.\n", listed());

    diffy("accept", "--file", file.toString(), "--reason", "the backup", "--yes");
    assertTrue(listed().contains("because: anna's account"), text(out));
    assertTrue(text(out).contains("because: the backup"), text(out));
  }

  @Test
  void theConfirmationSaysWhatWhereUntilWhenAndHowToTakeItBack() {
    Instant before = Instant.now();
    diffy("accept", DBA.uid(), "--reason", "anna's account");

    String said = text(out);
    String month =
        before.plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    assertTrue(said.contains("until " + month), said);
    assertTrue(said.contains(instance(3).instanceId() + ", " + instance(5).instanceId()), said);
    assertTrue(said.contains("users unexpected: username=dba uid=1005"), said);
    assertTrue(said.contains("another row or another host opens it again"), said);
    assertTrue(said.contains("It leaves the list when users of "), said);
    assertTrue(said.contains("diffy accept --remove " + DBA.uid().substring(0, 8)), said);
  }

  @Test
  void forEverAndForTheWholeGroupOnlyWhenAsked() {
    diffy("accept", DBA.uid(), "--reason", "ours", "--all-hosts", "--forever");
    assertTrue(listed().contains("group"), text(out));
    assertTrue(text(out).contains("forever"), text(out));
    assertEquals(
        ExitCode.USAGE,
        diffy("accept", DBA.uid(), "--reason", "x", "--forever", "--until", "2999-01-01"));
    assertEquals(
        ExitCode.USAGE,
        diffy("accept", DBA.uid(), "--reason", "x", "--all-hosts", "--scope", "cohort"));
  }

  @Test
  void triageIsANoteOfSomebodyThatHidesNothing() {
    assertEquals(
        ExitCode.NOTHING_FOUND,
        diffy(
            "triage",
            "--query",
            "users",
            "--state",
            "investigating",
            "--note",
            "asked anna\u001b[2J",
            "--assignee",
            "ben",
            "--by",
            "kim",
            "--yes"));
    assertTrue(text(out).contains("is investigating now"), text(out));
    assertEquals("Nothing was accepted.\n", listed());

    out.reset();
    assertEquals(ExitCode.NOTHING_FOUND, diffy("triage", "--list"));
    assertTrue(text(out).contains("asked anna\\x1b[2J"), text(out));
    assertTrue(text(out).contains("ben") && text(out).contains("kim"), text(out));
    assertEquals(2, text(out).lines().filter(line -> line.contains("investigating")).count());

    out.reset();
    diffy("explain", DBA.uid());
    assertTrue(text(out).contains("investigating, says kim, for ben: asked anna"), text(out));
    for (String words : List.of("true-positive", "true positive", "TRUE_POSITIVE")) {
      assertEquals(ExitCode.NOTHING_FOUND, diffy("triage", DBA.uid(), "--state", words), words);
    }
    assertEquals(ExitCode.USAGE, diffy("triage", DBA.uid(), "--state", "true_positve"));
    assertTrue(text(err).contains("did you mean true_positive?"), text(err));
    assertEquals(ExitCode.USAGE, diffy("triage", DBA.uid(), "--note", "no state"));
    assertEquals(ExitCode.USAGE, diffy("triage", "--state", "closed"));
  }

  private String listed() {
    out.reset();
    assertEquals(ExitCode.NOTHING_FOUND, diffy("accept", "--list"));
    return text(out);
  }

  private int diffy(String... arguments) {
    return run(
        Map.of("DIFFY_BOOTSTRAP_SERVER", broker.bootstrapServers(), "DIFFY_TOPIC_PREFIX", prefix()),
        arguments);
  }

  /** Each test has topics of its own. */
  private String prefix() {
    return folder.getFileName().toString();
  }

  private static Finding shown(String query, String name, int... hosts) {
    Map<String, String> row =
        query.equals("users")
            ? Map.of("username", name, "uid", "1005")
            : Map.of("path", "/etc/crontab", "command", name);
    Finding found =
        finding(
            Kind.UNEXPECTED,
            query,
            row,
            Map.of(),
            Arrays.stream(hosts).mapToObj(n -> instance(n)).toList());
    return found.with(
        found
            .evidence()
            .of(
                new ShownThing(
                    "c0", List.of(), List.of(new ShownItem("aa", Map.of(), List.of())))));
  }
}
