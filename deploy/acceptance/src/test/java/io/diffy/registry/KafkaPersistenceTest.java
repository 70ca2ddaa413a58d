package io.diffy.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.MadeTopics;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is saved on the topics comes back by its key. */
final class KafkaPersistenceTest {
  private static final Instance HOST = Instance.named("web", "i-1");
  private static final Observation CRON =
      Observation.of(
          HOST,
          "crontab",
          Instant.parse("2026-11-20T03:10:00Z"),
          List.of(Map.of("command", "run-parts /etc/cron.hourly")));

  private static EmbeddedBroker broker;
  private static PluginContext context;

  private final PersistencePlugin kafka = new KafkaPersistence();

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.temporary();
    MadeTopics.on(Map.of("bootstrap.servers", broker.bootstrapServers()), new Topics("diffy", 2));
    context =
        new PluginContext(
            Map.of("kafka.bootstrap.servers", broker.bootstrapServers()),
            Path.of("."),
            Clock.systemUTC(),
            note -> {},
            PluginContext.Stop.NEVER);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void resultsComeBackByGroupAndRun() {
    save(List.of("web", "run-1"), CRON);
    save(List.of("web", "run-2"), CRON.withInterval(60));

    assertEquals(
        Optional.of(line(CRON.withRound("run-1"))), text(Shelf.RESULTS, List.of("web", "run-1")));
    assertEquals(Optional.empty(), text(Shelf.RESULTS, List.of("web", "run-3")));
    List<List<String>> keys = new ArrayList<>();
    kafka.getAll(Shelf.RESULTS, List.of("web"), (key, document) -> keys.add(key), context);
    assertEquals(List.of(List.of("web", "run-1"), List.of("web", "run-2")), keys);
  }

  @Test
  void onlyTheNewestBaselineStands() {
    for (int version = 1; version <= 2; version++) {
      byte[] document = new BaselineCodec().encode(baseline(version));
      kafka.save(Shelf.BASELINES, List.of("web", "run-" + version), document, context);
    }

    assertEquals(
        Optional.of(new String(new BaselineCodec().encode(baseline(2)), UTF_8) + "\n"),
        text(Shelf.BASELINES, List.of("web", "run-1")));
  }

  @Test
  void whatIsNoObservationIsRefusedWithItsLine() {
    byte[] document = (line(CRON) + "not one\n").getBytes(UTF_8);

    PluginFailure refused =
        assertThrows(
            PluginFailure.class,
            () -> kafka.save(Shelf.RESULTS, List.of("web", "run-9"), document, context));

    assertTrue(refused.getMessage().startsWith("line 2 can't be kept"), refused::getMessage);
    assertEquals(Optional.empty(), text(Shelf.RESULTS, List.of("web", "run-9")));
  }

  private void save(List<String> key, Observation observation) {
    kafka.save(Shelf.RESULTS, key, line(observation).getBytes(UTF_8), context);
  }

  private Optional<String> text(Shelf shelf, List<String> key) {
    return kafka.get(shelf, key, context).map(document -> new String(document, UTF_8));
  }

  private static String line(Observation observation) {
    return new String(new ObservationCodec().encode(observation), UTF_8) + "\n";
  }

  private static Baseline baseline(int version) {
    return new Baseline(
        new Baseline.Key(new GroupKey("", "", "web"), "crontab", HOST.cohort()),
        version,
        new Baseline.Origin(CRON.collectedAt(), "alice", "local"),
        List.of(CRON));
  }
}
