package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.store.MapStores;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the first release of this version left in its stores, this one goes on with: nothing that is
 * known is found anew, nothing is lost, an answer of which half had come is whole with the other
 * half, and a round that was open is judged. This is what a changelog brings to another processor
 * in a rolling upgrade.
 */
class StoredStateTest {
  private static final String RELEASED = "/stored/v0.1/state.txt";
  private static final List<String> STORES = List.of("state", "decisions");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant ASKED = FOUR_AM.plus(Duration.ofMinutes(50));
  private static final Base64.Encoder ENCODER = Base64.getEncoder();
  private static final Base64.Decoder DECODER = Base64.getDecoder();

  @TempDir private Path folder;

  /**
   * Writes what the stores of now hold: for a release, and for a format that changed on purpose.
   */
  public static void main(String[] arguments) throws IOException {
    MapStores stores = new MapStores();
    try (TopologyRig rig = rig(Files.createTempDirectory("rig"), stores)) {
      before(rig);
    }
    Files.write(Path.of(arguments[0]), lines(stores));
  }

  @Test
  void goesOnWithWhatTheFirstReleaseLeft() throws IOException {
    MapStores own = new MapStores();
    List<TestRecord<byte[], byte[]>> earlier;
    List<String> expected;
    try (TopologyRig rig = rig(folder.resolve("own"), own)) {
      earlier = before(rig);
      rig.evaluations();
      expected = after(rig);
    }
    // The round is judged, and what is no longer there is closed.
    assertTrue(expected.stream().anyMatch(line -> line.contains(" round-1 ")), expected::toString);
    assertTrue(expected.stream().anyMatch(line -> line.contains(" 2 CLOSE ")), expected::toString);
    try (TopologyRig rig = rig(folder.resolve("released"), released())) {
      rig.follows(earlier);
      assertEquals(String.join("\n", expected), String.join("\n", after(rig)));
    }
  }

  /** Else a format could change unseen. */
  @Test
  void everyKindOfEntryIsAmongThem() throws IOException {
    MapStores stores = released();
    Set<String> names = new TreeSet<>();
    for (String store : STORES) {
      stores.get(store).keys().forEach(key -> names.add(StateKeys.split(key)[0]));
    }
    assertEquals(
        Set.of(
            "answers",
            "baselines",
            "baselines-keys",
            "exceptions",
            "exceptions-keys",
            "findings",
            "histories",
            "item-sets",
            "items",
            "memory",
            "rounds",
            "schedules",
            "snapshot-parts"),
        names);
  }

  /**
   * Two queries, two findings, one of them accepted, a baseline; then half an answer and a round.
   */
  private static List<TestRecord<byte[], byte[]>> before(TopologyRig rig) {
    rig.baseline(
        new Baseline(
            new Baseline.Key(WEB_PROD, "crontab", instance(1).cohort()),
            1,
            new Baseline.Origin(THREE_AM, "alice", "test"),
            List.of(Observation.of(instance(1), "crontab", THREE_AM, CLEAN_CRON))));
    collect(rig, THREE_AM.plusSeconds(60), true);
    collect(rig, FOUR_AM.plusSeconds(180), true);
    List<TestRecord<byte[], byte[]>> events = rig.findingRecords();
    for (Finding found : rig.read(events)) {
      if (found.query().equals("listening_ports")) {
        rig.accept(
            new ExceptionRule(
                "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
                WEB_PROD,
                About.finding(found.uid()),
                Reach.GROUP,
                new Accepted("known", "alice", FOUR_AM.plusSeconds(200)),
                Optional.empty()));
      }
    }
    rig.control(
        new Round(
            WEB_PROD,
            "round-1",
            List.of("crontab"),
            List.of(instance(1).instanceId(), instance(2).instanceId()),
            ASKED,
            ASKED.plusSeconds(60)),
        ASKED);
    rig.observe(
        Observation.of(instance(1), "crontab", ASKED.plusSeconds(1), CLEAN_CRON)
            .withRound("round-1"));
    rig.observe(half(1));
    return events;
  }

  private static List<String> after(TopologyRig rig) {
    rig.observe(half(2));
    rig.observe(
        Observation.of(instance(2), "crontab", ASKED.plusSeconds(2), CLEAN_CRON)
            .withRound("round-1"));
    collect(rig, FOUR_AM.plus(HOUR).plusSeconds(60), false);
    rig.end(FOUR_AM.plus(HOUR.multipliedBy(3)));
    List<String> told = new ArrayList<>();
    for (Finding event : rig.findings()) {
      told.add(
          "%s %d %s %s %s %s"
              .formatted(
                  event.uid(),
                  event.sequence(),
                  event.activity(),
                  event.kind(),
                  event.query(),
                  event.instances().stream().map(Instance::instanceId).toList()));
    }
    rig.evaluations()
        .forEach(
            one ->
                told.add(
                    "%s %s %s %s"
                        .formatted(one.query(), one.evaluatedAt(), one.roundId(), one.covered())));
    return told;
  }

  private static Observation half(int number) {
    Observation whole = Observation.of(instance(3), "crontab", ASKED.plusSeconds(3), CLEAN_CRON);
    return whole.withRows(new Part("s-1", number, 2), whole.rows().subList(number - 1, number));
  }

  private static void collect(TopologyRig rig, Instant at, boolean attacked) {
    int n = 0;
    for (Instance host : instances(10)) {
      Instant then = at.plusSeconds(++n);
      rig.observe(
          WebProdTest.rogueOn(host, then, one -> attacked && one.equals(WebProdTest.ATTACKED)));
      rig.observe(n == 7 ? rogueListener(host, then) : cleanListeners(host, then));
    }
  }

  private static TopologyRig rig(Path folder, MapStores stores) {
    return new TopologyRig(folder, DiffyConfig.shipped().withoutTicks().timing(), stores);
  }

  private static List<String> lines(MapStores stores) {
    List<String> lines = new ArrayList<>();
    for (String store : STORES) {
      try (KeyValueIterator<String, byte[]> all = stores.get(store).all()) {
        while (all.hasNext()) {
          KeyValue<String, byte[]> entry = all.next();
          lines.add(
              "%s %s %s"
                  .formatted(
                      store,
                      ENCODER.encodeToString(entry.key.getBytes(UTF_8)),
                      ENCODER.encodeToString(entry.value)));
        }
      }
    }
    return lines;
  }

  private static MapStores released() throws IOException {
    MapStores stores = new MapStores();
    STORES.forEach(name -> stores.named(name).build());
    try (InputStream in = StoredStateTest.class.getResourceAsStream(RELEASED)) {
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
        if (!line.isEmpty()) {
          String[] cells = line.split(" ", -1);
          String key = new String(DECODER.decode(cells[1]), UTF_8);
          stores.get(cells[0]).put(key, DECODER.decode(cells[2]));
        }
      }
    }
    return stores;
  }
}
