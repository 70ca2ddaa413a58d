package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.rogueListener;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.TopicAdmin;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.Control;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy accept --preview} before a cluster in use: it reads its topics, and only reads. */
final class PreviewOfTopicsTest {
  private static final Topics TOPICS = Topics.standard();
  private static final int HOSTS = 12;
  private static final int BOTH = 2;

  /** The broker's time is not for the test to choose, and a host's must be near it. */
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @TempDir private Path folder;

  @Test
  void itJudgesWhatTheTopicsHoldWithTheExceptionsThereAreAndWritesNothing() throws Exception {
    try (EmbeddedBroker embedded = EmbeddedBroker.start(folder.resolve("data"), 0);
        StreamsRunner processor = recordedProcessor(embedded.bootstrapServers())) {
      processor.awaitReady(Duration.ofSeconds(60));
      String broker = embedded.bootstrapServers();
      publishCronOnHost7AndListenerOnHost9(broker);
      List<Finding> found = twoFindings(broker);
      Finding cron = of("crontab", found);
      Finding listener = of("listening_ports", found);
      Cli accepted = accept(listener, broker, "--reason", "a debug port");
      assertEquals(ExitCode.NOTHING_FOUND, accepted.exitCode(), accepted::err);
      Cli before = Cli.diffy("accept", "--list", "--bootstrap-server", broker);

      Cli preview = accept(cron, broker, "--reason", "known job", "--preview");

      assertEquals(ExitCode.NOTHING_FOUND, preview.exitCode(), preview::err);
      assertTrue(preview.out().contains("It would have hidden:"), preview.out());
      assertTrue(preview.out().contains(cron.uid().substring(0, 8)), preview.out());
      assertTrue(preview.out().contains("on " + instance(7).instanceId()), preview.out());
      assertFalse(preview.out().contains("listening_ports"), "accepted already: " + preview.out());
      assertTrue(preview.out().contains("Nothing else would have changed."), preview.out());
      assertTrue(preview.err().contains(2 * HOSTS + " observations judged twice"), preview.err());

      Cli other = accept(listener, broker, "--reason", "a debug port", "--dry-run");
      assertTrue(other.out().contains("It would have hidden nothing."), other.out());

      Cli tooOld = accept(cron, broker, "--reason", "known job", "--preview", "--to", "2001-01-01");
      assertEquals(ExitCode.NOTHING_FOUND, tooOld.exitCode(), tooOld::err);
      assertTrue(tooOld.err().contains("0 observations judged twice"), tooOld.err());
      assertTrue(
          tooOld.out().contains("The observations that were judged do not show this finding."),
          tooOld.out());

      assertEquals(before.out(), Cli.diffy("accept", "--list", "--bootstrap-server", broker).out());
    }
  }

  /** One for which recordings end: for a live one an hour would have to be over. */
  private StreamsRunner recordedProcessor(String broker) {
    Map<String, String> kafka = Map.of("bootstrap.servers", broker);
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafka))) {
      new TopicAdmin(admin).ensure(TOPICS.all(), Map.of());
    }
    return StreamsRunner.start(
        DiffyConfig.shipped()
            .on(TOPICS, kafka, folder.resolve("state"), "diffy-processor")
            .withoutTicks());
  }

  private static Cli accept(Finding finding, String broker, String... more) {
    List<String> arguments = new ArrayList<>(List.of("accept", finding.uid().substring(0, 8)));
    arguments.addAll(List.of("--bootstrap-server", broker));
    arguments.addAll(List.of(more));
    return Cli.diffy(arguments.toArray(String[]::new));
  }

  /** Then says that nothing more comes, so that the hour need not be over. */
  private void publishCronOnHost7AndListenerOnHost9(String broker) throws Exception {
    Records records = new Records(TOPICS);
    List<ProducerRecord<byte[], byte[]>> answers = new ArrayList<>();
    for (int n = 1; n <= HOSTS; n++) {
      Instance host = instance(n);
      answers.add(records.observation(n == 7 ? rogueCron(host, now) : cleanCron(host, now)));
      answers.add(
          records.observation(n == 9 ? rogueListener(host, now) : cleanListeners(host, now)));
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> answer : answers) {
        producer.send(answer).get();
      }
      producer.send(records.control(new Control.End(instance(1).group()))).get();
    }
  }

  private static List<Finding> twoFindings(String broker) throws MalformedRecord {
    List<Finding> findings = new ArrayList<>();
    try (CommittedRecords topic = new CommittedRecords(broker, TOPICS.findings().name())) {
      for (ConsumerRecord<byte[], byte[]> record :
          topic.until(records -> records.size() >= BOTH, "both findings")) {
        findings.add(new FindingCodec().decode(record.value()));
      }
    }
    return findings;
  }

  private static Finding of(String query, List<Finding> findings) {
    return findings.stream().filter(f -> f.query().equals(query)).findFirst().orElseThrow();
  }
}
