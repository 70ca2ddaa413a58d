package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.baseline.BaselineMaker;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A live processor judges a night: windows, a baseline that comes in the middle, ticks once the
 * group is silent, and a round. {@code diffy replay} of any window of it says what was said live,
 * byte for byte.
 */
final class WindowReplayTest {
  private static final Topics TOPICS = Topics.standard();

  /** What the shipped pack says of a cron line. */
  private static final String CRON_TECHNIQUE = "T1053.003";

  private static final int HOSTS = 12;
  private static final int HOURS = 8;
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::evaluatedAt)
          .thenComparing(Finding::uid)
          .thenComparingInt(Finding::sequence);

  /** Within the topic's retention, which goes by the wall clock. */
  private static Instant first;

  private static Instant two;
  private static Instant five;

  @TempDir private static Path folder;

  private static EmbeddedBroker broker;

  /** All events of the live run. */
  private static List<String> live;

  @BeforeAll
  static void liveNight() throws Exception {
    first = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(HOURS + 4, ChronoUnit.HOURS);
    two = first.plus(2, ChronoUnit.HOURS);
    five = first.plus(5, ChronoUnit.HOURS);
    broker = EmbeddedBroker.temporary();
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers()))) {
      // So that the test chooses the times.
      new TopicAdmin(admin)
          .ensure(
              List.of(TOPICS.observations(), TOPICS.baselines()),
              Map.of("message.timestamp.type", "CreateTime"));
    }
    publishNight();
    String data = folder.resolve("data").toString();
    try (DiffyProcess processor =
        DiffyProcess.start(folder, "processor", "--bootstrap-server", servers(), "--data", data)) {
      processor.awaitLine("Processing");
      round();
      try (CommittedRecords evaluations =
          new CommittedRecords(servers(), TOPICS.evaluations().name())) {
        evaluations.until(WindowReplayTest::isOver, "the last window of the silent group");
      }
      assertEquals(143, processor.stop());
    }
    live = liveEvents();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void aReplayOfAWindowSaysWhatWasSaidLiveByteForByte() throws Exception {
    List<String> liveWindow = between(live, two, five);
    assertTrue(liveWindow.size() > 2, live::toString);
    assertTrue(live.stream().anyMatch(event -> !finding(event).roundId().isEmpty()), "a round");

    assertEquals(
        live, events("night", "--bootstrap-server", servers(), "--from", first.toString()));
    Cli window = replay("window", ofWindow("--bootstrap-server", servers(), "--compare"));
    assertEquals(liveWindow, written("window"), window::err);
    assertFalse(window.out().contains("Found by"), window::out);
    assertTrue(
        window
            .out()
            .contains(liveWindow.size() + " events the same, 0 only here, 0 only there, 0 differ."),
        window::out);
    assertTellsWhoIsGoneAndWhatIsOlder(window);

    for (String topic : List.of("observations", "baselines", "exceptions", "control")) {
      archive(topic);
    }
    String archive = folder.resolve("archive").toString();
    assertEquals(live, events("archived", "--input", archive, "--from", first.toString()));
    Cli archivedWindow =
        replay(
            "archived-window",
            ofWindow("--input", archive, "--bootstrap-server", servers(), "--compare"));
    assertEquals(liveWindow, written("archived-window"), archivedWindow::err);
    assertTrue(
        archivedWindow.out().contains(liveWindow.size() + " events the same, 0 only here"),
        archivedWindow::out);
    assertTrue(
        archivedWindow.err().contains("of the archive too: 2 baselines, 0 exceptions"),
        archivedWindow::err);
    assertEquals(live, liveEvents(), "a replay leaves the live findings alone");
  }

  @Test
  void withoutAWarmUpWhatWasOpenIsTakenForNewAndAComparisonSaysSo() throws Exception {
    Cli cold =
        replay("cold", ofWindow("--bootstrap-server", servers(), "--compare", "--warm-up", "0s"));
    assertTrue(cold.out().contains("Found by this replay, not by the live run:"), cold::out);
    assertTrue(cold.out().contains("create"), cold::out);
    assertFalse(cold.out().contains("Open already at"), cold::out);

    Cli nobody =
        Cli.diffy(
            "replay",
            "--bootstrap-server",
            servers(),
            "--group",
            "nobody",
            "--from",
            two.toString());
    assertEquals(ExitCode.FAILURE, nobody.exitCode(), nobody::err);
    assertTrue(nobody.err().contains("there is no group \"nobody\""), nobody::err);
    Cli later =
        Cli.diffy(
            "replay", "--bootstrap-server", servers(), "--to", first.minusSeconds(9).toString());
    assertEquals(ExitCode.FAILURE, later.exitCode(), later::err);
    assertTrue(later.err().contains("nothing to judge from the beginning to"), later::err);
    Cli endless = Cli.diffy("replay", "--bootstrap-server", servers(), "--compare");
    assertEquals(ExitCode.USAGE, endless.exitCode(), endless::err);
  }

  @Test
  void othersRulesAndOthersBaselinesFindOtherThings() throws Exception {
    String all = first.toString();
    List<String> today = events("today", "--bootstrap-server", servers(), "--from", all, "--today");
    assertTrue(
        today.stream()
            .map(WindowReplayTest::finding)
            .anyMatch(
                event ->
                    event.evaluatedAt().isBefore(five) && event.method() != Finding.Method.CLUSTER),
        "a baseline that was taken later counts from the beginning");

    Path pack =
        Files.writeString(
            folder.resolve("older.conf"),
            """
            {"queries": {"crontab": {"query": "SELECT command, path FROM crontab;", "interval": 3600,
              "diffy": {"severity": 1}}}}
            """);
    List<String> older =
        events("older", "--bootstrap-server", servers(), "--from", all, "--pack", pack.toString());
    assertTrue(live.stream().anyMatch(event -> event.contains(CRON_TECHNIQUE)));
    assertFalse(older.stream().anyMatch(event -> event.contains(CRON_TECHNIQUE)));
    assertTrue(older.stream().map(WindowReplayTest::finding).anyMatch(WindowReplayTest::isCron));
  }

  private static boolean isCron(Finding finding) {
    return finding.query().equals("crontab") && finding.kind() == Kind.UNEXPECTED;
  }

  /** Host 7 is odd up to hour 3, host 9 from hour 3 on; host 11 is odd and goes away. */
  private static void publishNight() throws Exception {
    Records records = new Records(TOPICS);
    Map<String, Object> clients = Map.of("bootstrap.servers", servers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int hour = 0; hour < HOURS; hour++) {
        for (int host = 1; host <= HOSTS; host++) {
          if (host == 11 && hour > 1) {
            continue;
          }
          Instant took = first.plus(Duration.ofHours(hour)).plusSeconds(240L * host);
          Instant said = took.minusSeconds(20L * host);
          boolean cron = (host == 7 && hour <= 3) || host == 11;
          boolean listener = host == 9 && hour >= 3;
          send(
              producer,
              took,
              records.observation(
                  cron ? rogueCron(instance(host), said) : cleanCron(instance(host), said)));
          send(
              producer,
              took.plusMillis(7),
              records.observation(
                  listener
                      ? rogueListener(instance(host), said)
                      : cleanListeners(instance(host), said)));
        }
      }
      Instant takenAt = first.plus(Duration.ofMinutes(270));
      new BaselineMaker(WEB_PROD, "test", "one host")
          .make(List.of(cleanCron(instance(1), takenAt), cleanListeners(instance(1), takenAt)))
          .forEach(baseline -> sendUnchecked(producer, takenAt, records.baseline(baseline)));
    }
  }

  /** The group is silent from then on. */
  private static boolean isOver(List<ConsumerRecord<byte[], byte[]>> evaluations) {
    Instant last = first.plus(HOURS + 2, ChronoUnit.HOURS);
    return evaluations.stream()
        .anyMatch(record -> new String(record.value(), UTF_8).contains("\"" + last + "\""));
  }

  private static void round() throws IOException {
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/bash\n");
    Files.writeString(root.resolve("etc/hostname"), "web-1\n");
    Cli analysis =
        Cli.diffy(
            "new", "analysis", "local", "--root", root.toString(), "--bootstrap-server", servers());
    assertTrue(analysis.out().contains("there was nothing to compare with"), analysis::err);
  }

  private static List<String> liveEvents() throws Exception {
    try (CommittedRecords findings = new CommittedRecords(servers(), TOPICS.findings().name())) {
      return findings.toEnd().stream()
          .map(record -> new String(record.value(), UTF_8))
          .sorted(Comparator.comparing(WindowReplayTest::finding, ORDER))
          .toList();
    }
  }

  /** What was answered between; an evaluation is of what came before it. */
  private static List<String> between(List<String> events, Instant from, Instant to) {
    return events.stream()
        .filter(event -> finding(event).evaluatedAt().isAfter(from))
        .filter(event -> !finding(event).evaluatedAt().isAfter(to))
        .toList();
  }

  private void assertTellsWhoIsGoneAndWhatIsOlder(Cli window) {
    assertTrue(window.out().contains("Open already at"), window::out);
    assertTrue(window.out().contains("As of"), window::out);
    assertTrue(
        window.lines().stream()
            .anyMatch(
                line -> line.startsWith(instance(11).instanceId()) && line.endsWith("terminated")),
        window::out);
    assertFalse(
        window.lines().stream()
            .anyMatch(
                line -> line.startsWith(instance(7).instanceId()) && line.endsWith("terminated")),
        window::out);
  }

  private String[] ofWindow(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--from", two.toString(), "--to", five.toString()));
    return arguments.toArray(String[]::new);
  }

  private List<String> events(String name, String... more) throws IOException {
    replay(name, more);
    return written(name);
  }

  private Cli replay(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("replay", "--output", folder.resolve(name + ".out").toString()));
    arguments.addAll(List.of(more));
    Cli replay = Cli.diffy(arguments.toArray(String[]::new));
    assertEquals(ExitCode.FINDINGS, replay.exitCode(), replay::err);
    return replay;
  }

  private List<String> written(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name + ".out"));
  }

  private void archive(String topic) throws IOException {
    Cli sink =
        Cli.diffy(
            "sink",
            "file",
            "--topic",
            topic,
            "--until-end",
            "--bootstrap-server",
            servers(),
            "--config",
            archiveConfig().toString());
    assertEquals(ExitCode.NOTHING_FOUND, sink.exitCode(), sink::err);
  }

  private Path archiveConfig() throws IOException {
    return Files.write(
        folder.resolve("config"),
        List.of("plugin.file.archive-folder=" + folder.resolve("archive")));
  }

  private static String servers() {
    return broker.bootstrapServers();
  }

  private static void sendUnchecked(
      KafkaProducer<byte[], byte[]> producer, Instant at, ProducerRecord<byte[], byte[]> record) {
    try {
      send(producer, at, record);
    } catch (Exception e) {
      throw new AssertionError("could not publish", e);
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, Instant at, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                record.topic(),
                record.partition(),
                at.toEpochMilli(),
                record.key(),
                record.value(),
                record.headers()))
        .get();
  }

  private static Finding finding(String event) {
    try {
      return new FindingCodec().decode(event.getBytes(UTF_8));
    } catch (MalformedRecord e) {
      throw new AssertionError("a malformed finding", e);
    }
  }
}
