package io.diffy.siem;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_CHANGED;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.TestFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** From the topic of findings through the real Kafka Connect, as shipped, into a file. */
@Execution(ExecutionMode.CONCURRENT)
final class ConnectToFileTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many that a worker can be killed among them. */
  private static final int MANY = 500;

  @TempDir private Path folder;
  private Path file;
  private EmbeddedBroker broker;
  private FindingsTopic topic;

  @BeforeEach
  void startBroker() {
    file = folder.resolve("findings.ndjson");
    broker = EmbeddedBroker.temporary();
    topic = new FindingsTopic(broker.bootstrapServers());
  }

  @AfterEach
  void stopBroker() {
    topic.close();
    broker.close();
  }

  @Test
  void everyEventArrivesOnceInTheOrderOfItsFindingAsItStandsInTheTopic() throws Exception {
    topic.commit(List.of(BIND_SHELL, DROPPER_ON_THREE));
    topic.abort(List.of(updated(BIND_SHELL, FOUR_AM), LOGROTATE_CHANGED));
    try (ConnectWorker worker = start()) {
      topic.commit(lifeAfter(BIND_SHELL));
      topic.abort(List.of(LOGROTATE_CHANGED));
      topic.commit(lifeAfter(DROPPER_ON_THREE));
      awaitLines(6);
      worker.stop();
    }

    assertEquals(byUid(topic.committed()), byUid(lines()));
    assertEquals(6, lines().size());
  }

  @Test
  void aStoppedWorkerGoesOnWhereItWas() throws Exception {
    topic.commit(List.of(BIND_SHELL));
    try (ConnectWorker worker = start()) {
      awaitLines(1);
      worker.stop();
    }
    topic.commit(lifeAfter(BIND_SHELL));
    try (ConnectWorker worker = start()) {
      awaitLines(3);
      worker.stop();
    }

    assertEquals(topic.committed(), lines());
  }

  /** At least once: what was written after the last commit of offsets is written again. */
  @Test
  void aKilledWorkerLosesNothingButMayWriteAgain() throws Exception {
    List<Finding> campaign = campaign();
    topic.commit(campaign);
    try (ConnectWorker worker = start()) {
      awaitLines(MANY / 5);
      worker.kill();
    }
    campaign.forEach(created -> topic.commit(lifeAfter(created)));
    try (ConnectWorker worker = start()) {
      awaitAll(topic.committed());
      worker.stop();
    }

    assertEquals(new HashSet<>(topic.committed()), new HashSet<>(lines()));
    List<String> firstTimes = List.copyOf(new LinkedHashSet<>(lines()));
    assertEquals(byUid(topic.committed()), byUid(firstTimes));
  }

  /** Connectors that are not there leave their own properties unread; Connect's own are judged. */
  @Test
  void whatConnectItselfReadsOfTheOtherConnectorsIsValid() throws Exception {
    try (ConnectWorker worker = start()) {
      for (String name : List.of("opensearch", "elasticsearch", "s3", "splunk")) {
        Map<String, String> config = connector(name + "-sink.json");
        config.put("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
        assertEquals(List.of(), worker.errorsIn(config), name);

        config.put("errors.tolerance", "some");
        assertEquals(1, worker.errorsIn(config).size(), name);
      }
    }
  }

  /** As shipped, with secrets from a file that is there. */
  private Map<String, String> connector(String name) throws IOException {
    Path secrets = folder.resolve("secrets.properties");
    Files.writeString(
        secrets, "opensearch.password=a\nelasticsearch.password=b\nsplunk.token=c\n", UTF_8);
    String shipped = Files.readString(ConnectWorker.SHIPPED.resolve(name), UTF_8);
    String here = shipped.replace("/etc/kafka-connect/secrets.properties", secrets.toString());
    return JSON.readValue(here, new TypeReference<HashMap<String, String>>() {});
  }

  private ConnectWorker start() throws Exception {
    return ConnectWorker.start(broker.bootstrapServers(), folder, file);
  }

  private static List<Finding> lifeAfter(Finding created) {
    Finding updated = updated(created, FOUR_AM);
    return List.of(updated, closed(updated, FOUR_AM, CloseReason.ROW_GONE));
  }

  /** The bind shell in many groups. */
  private static List<Finding> campaign() {
    return IntStream.range(0, MANY)
        .mapToObj(i -> new GroupKey("123456789012", "us-east-1", "web-" + i))
        .map(group -> TestFindings.in(group, BIND_SHELL.instances(), BIND_SHELL))
        .toList();
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
  }

  private void awaitLines(int count) throws Exception {
    await(lines -> lines.size() >= count, count + " lines");
  }

  private void awaitAll(List<String> events) throws Exception {
    await(lines -> new HashSet<>(lines).containsAll(events), events.size() + " events");
  }

  private void await(Predicate<List<String>> enough, String what) throws Exception {
    long from = System.nanoTime();
    while (!enough.test(lines())) {
      assertTrue(
          System.nanoTime() - from < PATIENCE.toNanos(),
          () -> "not " + what + " within " + PATIENCE.toSeconds() + " s");
      Thread.sleep(50);
    }
  }

  private static Map<String, List<String>> byUid(List<String> events) throws IOException {
    Map<String, List<String>> lives = new HashMap<>();
    for (String event : events) {
      String uid = JSON.readTree(event).at("/finding_info/uid").textValue();
      lives.computeIfAbsent(uid, none -> new ArrayList<>()).add(event);
    }
    return lives;
  }
}
