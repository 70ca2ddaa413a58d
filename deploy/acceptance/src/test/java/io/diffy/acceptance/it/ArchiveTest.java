package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.S3MockProcess;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code diffy sink file} and {@code diffy sink s3}, then {@code diffy replay} of what they wrote:
 * the findings are those of the topic, byte for byte.
 */
final class ArchiveTest {
  private static final Topics TOPICS = Topics.standard();
  private static final int HOSTS = 12;
  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "aws.accessKeyId",
          "AKIATESTKEYOFNOBODY0",
          "aws.secretAccessKey",
          "secret-key-of-the-tests");

  /** Within the topic's retention, which goes by the wall clock. */
  private final Instant first =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(6, ChronoUnit.HOURS);

  @TempDir private Path folder;

  @BeforeEach
  void configure() throws IOException, InterruptedException {
    CREDENTIALS.forEach(System::setProperty);
    S3MockProcess mock = S3MockProcess.shared();
    mock.bucket("diffy-it");
    Map<String, String> config = new TreeMap<>(mock.settings());
    config.put("plugin.s3.bucket", "diffy-it");
    config.put("plugin.file.archive-folder", folder.resolve("archive").toString());
    List<String> lines = new ArrayList<>();
    config.forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(folder.resolve("config"), lines);
  }

  @AfterEach
  void forget() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  @Test
  void aReplayOfTheArchiveIsTheReplayOfTheTopic() throws Exception {
    publish();
    for (String slug : List.of("file", "s3")) {
      Cli sink = archive(slug);
      assertEquals(ExitCode.NOTHING_FOUND, sink.exitCode(), sink::err);
      assertTrue(sink.err().contains("not archived: not whole JSON"), sink.err());
    }
    String inFolder = folder.resolve("archive").toString();
    String inBucket = "s3://diffy-it/diffy-archive";

    byte[] ofTopic = replay("topic", "--data", folder.resolve("data").toString());

    assertArrayEquals(ofTopic, replay("folder", "--input", inFolder));
    assertArrayEquals(ofTopic, replay("bucket", "--input", inBucket));
    assertArrayEquals(ofTopic, replay("both", "--input", inBucket, "--input", inFolder));
    byte[] byHostsClocks = replay("plain", "--input", withoutTheBrokersTimes().toString());
    assertFalse(
        new String(ofTopic, UTF_8).equals(new String(byHostsClocks, UTF_8)),
        "the broker's times make a difference here");
  }

  /** Host 7 has a cron job for two hours, host 9 a listener, and host 5 a wrong clock. */
  private void publish() throws Exception {
    Records records = new Records(TOPICS);
    Map<Instant, ProducerRecord<byte[], byte[]>> appended =
        new TreeMap<>(Comparator.naturalOrder());
    for (int hour = 0; hour < 3; hour++) {
      for (int host = 1; host <= HOSTS; host++) {
        // Agents send late, each by its own time.
        Instant took = first.plus(Duration.ofHours(hour)).plusSeconds(240L * host);
        Instant said = host == 5 ? took.plus(Duration.ofDays(2)) : took.minusSeconds(30L * host);
        boolean cron = host == 7 && hour < 2;
        boolean listener = host == 9 && hour > 0;
        appended.put(
            took,
            records.observation(
                cron ? rogueCron(instance(host), said) : cleanCron(instance(host), said)));
        appended.put(
            took.plusMillis(7),
            records.observation(
                listener
                    ? rogueListener(instance(host), said)
                    : cleanListeners(instance(host), said)));
      }
    }
    ProducerRecord<byte[], byte[]> any = appended.values().iterator().next();
    appended.put(first.plusSeconds(1), with(any, "{\"asg\":"));
    appended.put(
        first.plusSeconds(2),
        with(
            any, new String(any.value(), UTF_8).replaceFirst("\\{", "{\"appended_at\":\"2001\",")));
    write(appended);
  }

  private void write(Map<Instant, ProducerRecord<byte[], byte[]>> appended) throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("data").resolve("broker"), 0)) {
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(clients)) {
        // So that the test chooses the times.
        new TopicAdmin(admin)
            .ensure(List.of(TOPICS.observations()), Map.of("message.timestamp.type", "CreateTime"));
      }
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
        for (Map.Entry<Instant, ProducerRecord<byte[], byte[]>> one : appended.entrySet()) {
          ProducerRecord<byte[], byte[]> record = one.getValue();
          producer
              .send(
                  new ProducerRecord<>(
                      record.topic(),
                      record.partition(),
                      one.getKey().toEpochMilli(),
                      record.key(),
                      record.value(),
                      record.headers()))
              .get();
        }
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> with(
      ProducerRecord<byte[], byte[]> record, String value) {
    return new ProducerRecord<>(
        record.topic(), record.partition(), record.key(), value.getBytes(UTF_8));
  }

  private Cli archive(String slug) {
    return Cli.diffy(
        "sink",
        slug,
        "--topic",
        "observations",
        "--until-end",
        "--data",
        folder.resolve("data").toString(),
        "--config",
        folder.resolve("config").toString());
  }

  private byte[] replay(String name, String... more) throws IOException {
    Path output = folder.resolve(name + ".out");
    List<String> arguments = new ArrayList<>(List.of("replay", "--output", output.toString()));
    arguments.addAll(List.of("--config", folder.resolve("config").toString()));
    arguments.addAll(List.of(more));
    Cli replay = Cli.diffy(arguments.toArray(String[]::new));
    assertEquals(ExitCode.FINDINGS, replay.exitCode(), replay::err);
    return Files.readAllBytes(output);
  }

  private Path withoutTheBrokersTimes() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("archive"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
          in.lines()
              .map(line -> line.replaceFirst(",\"appended_at\":\"[^\"]*\"}$", "}"))
              .forEach(lines::add);
        }
      }
    }
    return Files.write(folder.resolve("plain.ndjson"), lines);
  }
}
