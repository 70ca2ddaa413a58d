package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.OwnThread;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.TypedCommands;
import io.diffy.follow.CollectorSummary;
import io.diffy.follow.LogCollector;
import io.diffy.osquerylog.HostNames;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Topics;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** osqueryd's logs and kept observations become records; each test has a topic of its own. */
final class CollectorCommandTest extends TypedCommands {
  private static final long NOW = 1_795_144_200L;
  private static final String SSHD = "{\"name\":\"sshd\",\"port\":\"22\"}";
  private static final String ROGUE = "{\"name\":\"nc\",\"port\":\"31337\"}";
  private static final String SNAPSHOT =
      """
      {"snapshot":[%s],"action":"snapshot","name":"pack_linux-triage_listening_ports",\
      "hostIdentifier":"web-1","unixTime":%d,"epoch":0,"counter":0,"numerics":false}
      """
          .formatted(SSHD, NOW);
  private static final String BATCH =
      """
      {"diffResults":{"removed":[],"added":[%s]},"name":"pack_linux-triage_listening_ports",\
      "hostIdentifier":"web-2","unixTime":%d,"epoch":0,"counter":0,"decorations":{"asg":"api-prod",\
      "account_id":"123456789012","region":"us-east-1","instance_id":"i-0abc","ami_id":"ami-1"}}
      """
          .formatted(SSHD, NOW);
  private static final String STARTED = event(NOW - 60, 0, "added", SSHD);
  private static final String CHANGED =
      event(NOW, 1, "removed", SSHD) + event(NOW, 1, "added", ROGUE);
  private static final String KEPT =
      """
      {"asg":"db-prod","instance_id":"db-1","query":"users","collected_at":"%s","rows":[]}
      """
          .formatted(Instant.ofEpochSecond(NOW));

  private static final String SNAPSHOT_SEEN =
      "web-prod web-1 listening_ports [{name=sshd, port=22}]";
  private static final String BATCH_SEEN =
      "123456789012:us-east-1:api-prod i-0abc listening_ports [{name=sshd, port=22}]";
  private static final String STARTED_SEEN =
      "web-prod web-3 listening_ports [{name=sshd, port=22}]";
  private static final String CHANGED_SEEN =
      "web-prod web-3 listening_ports [{name=nc, port=31337}]";
  private static final String KEPT_SEEN = "db-prod db-1 users []";

  private static EmbeddedBroker broker;

  @TempDir private Path folder;
  private Topics topics;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.temporary();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topics = new Topics(test.getTestMethod().orElseThrow().getName(), 1);
    create(Map.of());
  }

  @Test
  void publishesWhatTheFilesHold() throws Exception {
    Path results = file("osqueryd.results.log", BATCH + STARTED + CHANGED);
    Path snapshots = zipped("osqueryd.snapshots.log.gz", SNAPSHOT);
    Path kept = file("kept.ndjson", KEPT);

    assertEquals(ExitCode.NOTHING_FOUND, collect(results, snapshots, kept), this::said);
    assertEquals(
        List.of(BATCH_SEEN, STARTED_SEEN, SNAPSHOT_SEEN, KEPT_SEEN, CHANGED_SEEN).stream()
            .sorted()
            .toList(),
        published().stream().sorted().toList());
    assertEquals(
        "lines 6 = osqueryd 5 (0 repeated) + recorded 1 + malformed 0;"
            + " observations 5 = too old 0 + sent 5;"
            + " records 5 = published 5 + failed 0 + dropped 0\n",
        out.toString(UTF_8));
  }

  @Test
  void malformedLinesAreNamedAndStopNothing() throws Exception {
    Path mixed = file("mixed.log", "osqueryd started\u001b[2J\n\n" + SNAPSHOT + "{\"asg\":1}\n");

    assertEquals(ExitCode.NOTHING_FOUND, collect(mixed), this::said);
    assertEquals(List.of(SNAPSHOT_SEEN), published());
    assertTrue(said().contains("diffy: " + mixed + ", line 1: "), said());
    assertTrue(said().contains("diffy: " + mixed + ", line 4: "), said());
    assertTrue(said().indexOf('\u001b') < 0, said());
    assertTrue(out.toString(UTF_8).startsWith("lines 3 = osqueryd 1"), out.toString(UTF_8));
    assertTrue(out.toString(UTF_8).contains("malformed 2"), out.toString(UTF_8));
  }

  @Test
  void whatKafkaDoesNotTakeIsExitCodeThree() throws Exception {
    topics = new Topics("narrow", 1);
    create(Map.of("max.message.bytes", "400"));
    String wide = SNAPSHOT.replace("sshd", noise(2000));

    assertEquals(ExitCode.FAILURE, collect(file("wide.log", SNAPSHOT + wide)));
    assertEquals(List.of(SNAPSHOT_SEEN), published());
    assertTrue(
        out.toString(UTF_8).contains("records 2 = published 1 + failed 1 + dropped 0"),
        out.toString(UTF_8));
  }

  @Test
  void aBigAnswerGoesInParts() throws Exception {
    String row = "{\"name\":\"%s\"},".formatted("x".repeat(50_000));
    Path big = file("big.log", SNAPSHOT.replace(SSHD, row.repeat(39) + SSHD));

    assertEquals(ExitCode.NOTHING_FOUND, collect(big), this::said);
    assertTrue(out.toString(UTF_8).contains("records 3 = published 3"), out.toString(UTF_8));
    assertEquals(3, published().size());
  }

  @Test
  void oldObservationsAreSaidAndCanBeLeftOut() throws Exception {
    long now = Instant.now().getEpochSecond();
    String fresh = SNAPSHOT.replace("" + NOW, "" + now);
    String old = SNAPSHOT.replace("" + NOW, "" + (now - 7200));
    Path log = file("old.log", old + fresh);

    collect(log);
    assertTrue(said().contains("1 observations were more than an hour old"), said());
    assertEquals(ExitCode.NOTHING_FOUND, diffy("--max-age", "1h", log.toString()));
    assertTrue(out.toString(UTF_8).contains("observations 2 = too old 1 + sent 1"), this::said);
    assertEquals(3, published().size());
  }

  @Test
  void wrongUseIsSaidBeforeAnythingIsPublished() throws Exception {
    Path log = file("good.log", SNAPSHOT);
    Path missing = folder.resolve("missing.log");

    assertEquals(ExitCode.FAILURE, collect(log, missing));
    assertTrue(said().contains("there is no file " + missing), said());
    assertEquals(ExitCode.FAILURE, collect(log, folder));
    assertEquals(ExitCode.USAGE, diffy("--follow", "-"));
    assertEquals(ExitCode.USAGE, diffy("--max-age", "soon", log.toString()));
    assertEquals(ExitCode.USAGE, diffy());
    assertEquals(List.of(), published());
  }

  @Test
  void followsAFileThroughItsRotation() throws Exception {
    Path log = file("osqueryd.results.log", STARTED);
    List<CollectorSummary> reports = new ArrayList<>();
    ObservationPublisher publisher =
        ObservationPublisher.open(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            topics,
            ObservationPublisher.Limits.DEFAULT);
    LogCollector.Terms terms =
        new LogCollector.Terms(
            HostNames.byDecorations("web-prod"),
            List.of(TriagePack.load()),
            Optional.empty(),
            Duration.ofMillis(50));
    CompletableFuture<CollectorSummary> running;
    try (Progress progress = new Progress(screen());
        LogCollector collector =
            new LogCollector(terms, publisher, Clock.systemUTC(), line -> {}, reports::add)) {
      running =
          CompletableFuture.supplyAsync(
              () -> collector.run(List.of(log.toString()), true, progress), OwnThread::start);
      awaitPublished(STARTED_SEEN);
      Files.writeString(log, CHANGED, StandardOpenOption.APPEND);
      Files.move(log, folder.resolve("osqueryd.results.log.1"));
      file("osqueryd.results.log", SNAPSHOT);
      awaitPublished(STARTED_SEEN, SNAPSHOT_SEEN, CHANGED_SEEN);
    }
    assertTrue(running.get(10, TimeUnit.SECONDS).allPublished());
    assertEquals(1, reports.size());
    assertEquals(new CollectorSummary.Read(4, 4, 0, 0, 0, 3), reports.get(0).read());
  }

  private int collect(Path... files) {
    String[] names = new String[files.length];
    for (int i = 0; i < files.length; i++) {
      names[i] = files[i].toString();
    }
    return diffy(names);
  }

  private int diffy(String... arguments) {
    out.reset();
    err.reset();
    List<String> all =
        new ArrayList<>(List.of("collector", "--group", "web-prod", "--topic-prefix", prefix()));
    all.addAll(List.of(arguments));
    return run(
        Map.of("DIFFY_BOOTSTRAP_SERVER", broker.bootstrapServers()), all.toArray(String[]::new));
  }

  private String prefix() {
    return topics.observations().name().replace(".observations", "");
  }

  private String said() {
    return err.toString(UTF_8);
  }

  private void create(Map<String, String> settings) throws Exception {
    try (Admin admin = Admin.create(client())) {
      NewTopic topic = new NewTopic(topics.observations().name(), 1, (short) 1).configs(settings);
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private void awaitPublished(String... expected) throws Exception {
    List<String> sorted = List.of(expected).stream().sorted().toList();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < end && published().size() < expected.length) {
      Thread.sleep(20);
    }
    assertEquals(sorted, published().stream().sorted().toList());
  }

  private List<String> published() throws Exception {
    TopicPartition partition = new TopicPartition(topics.observations().name(), 0);
    List<String> seen = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          Observation o = new ObservationCodec().decode(record.value());
          seen.add(
              "%s %s %s %s"
                  .formatted(o.instance().group(), o.instance().instanceId(), o.query(), o.rows()));
        }
      }
    }
    return seen;
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path zipped(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }
    return file;
  }

  /** Text that does not compress. */
  private static String noise(int length) {
    StringBuilder text = new StringBuilder();
    long x = 42;
    while (text.length() < length) {
      x = x * 6364136223846793005L + 1442695040888963407L;
      text.append(Long.toHexString(x >>> 16));
    }
    return text.toString();
  }

  private static String event(long time, int counter, String action, String row) {
    return """
        {"name":"pack_linux-triage_listening_ports","hostIdentifier":"web-3","unixTime":%d,\
        "epoch":0,"counter":%d,"numerics":false,"columns":%s,"action":"%s"}
        """
        .formatted(time, counter, row, action);
  }
}
