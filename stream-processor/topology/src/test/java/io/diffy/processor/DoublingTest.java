package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.step.RecordGuard;
import io.diffy.processor.store.MapStores;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Control;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Twice as much of anything is twice the work in the stores, counted by entries that are used. */
class DoublingTest {
  private static final Topics TOPICS = new Topics("test", 1);

  /** What is doubled; the others stay. */
  enum What {
    HOSTS,
    GROUPS,
    QUERIES,
    ROWS,
    FINDINGS,
    EXCEPTIONS,
    BASELINES,
    COLUMNS,
    WINDOWS
  }

  @ParameterizedTest
  @EnumSource(What.class)
  void fourTimesAsMuchIsAboutFourTimesTheWork(What what) {
    double exponent = Math.log((double) work(what, 16) / work(what, 4)) / Math.log(4);

    assertTrue(exponent <= 1.1, what + " grow with the exponent " + exponent);
  }

  @Test
  void theSameGroupsOnMorePartitionsAreTheSameWork() {
    double more = 16.0 * work(What.GROUPS, 1) / work(What.GROUPS, 16);

    assertEquals(1, more, 0.1, "16 tasks with a group each, and one with all");
  }

  private static long work(What what, int times) {
    DiffyConfig config =
        DiffyConfig.of(TOPICS, Map.of("bootstrap.servers", "nowhere:9092"), Path.of("unused"));
    MapStores stores = new MapStores();
    Topology topology = DiffyTopology.build(config, stores::named, RecordGuard.NONE);
    try (TopologyTestDriver driver =
        new TopologyTestDriver(topology, StreamsProperties.of(config), Instant.EPOCH)) {
      for (int n = 0; what == What.EXCEPTIONS && n < times; n++) {
        new Records(TOPICS).exceptions(exception(n)).forEach(one -> pipe(driver, one, THREE_AM));
      }
      for (int n = 0; what == What.BASELINES && n < times; n++) {
        pipe(driver, new Records(TOPICS).baseline(baseline(n)), THREE_AM);
      }
      int windows = what == What.WINDOWS ? times : 2;
      for (int hour = 0; hour < windows; hour++) {
        answer(driver, what, times, THREE_AM.plusSeconds(60 + 3600L * hour));
      }
      Instant end = FOUR_AM.plusSeconds(3600L * windows);
      pipe(driver, new Records(TOPICS).control(new Control.Tick(group(0), end)), end);
      return stores.get("state").work() + stores.get("decisions").work();
    }
  }

  private static void answer(TopologyTestDriver driver, What what, int times, Instant at) {
    int hosts = what == What.HOSTS ? 2 * times : 6;
    for (int group = 0; group < (what == What.GROUPS ? times : 1); group++) {
      for (int host = 0; host < hosts; host++) {
        for (int query = 0; query < (what == What.QUERIES ? 2 * times : 2); query++) {
          List<Map<String, String>> rows = new ArrayList<>();
          for (int row = 0; row < (what == What.ROWS ? times : 4); row++) {
            rows.add(row("program " + row, what == What.COLUMNS ? times : 0));
          }
          for (int odd = 0; host == 0 && what == What.FINDINGS && odd < times; odd++) {
            rows.add(Map.of("name", "odd " + odd, "path", "/opt/odd-" + odd));
          }
          Observation answer =
              Observation.of(Instance.named(group(group), "i-" + host), "query-" + query, at, rows)
                  .withInterval(3600);
          pipe(driver, new Records(TOPICS).observation(answer), at);
        }
      }
    }
  }

  private static Map<String, String> row(String name, int more) {
    Map<String, String> row = new TreeMap<>(Map.of("name", name, "path", "/usr/bin/" + name));
    for (int n = 0; n < more; n++) {
      row.put("column_" + n, "value " + n);
    }
    return row;
  }

  /** Of a cohort of its own. */
  private static Baseline baseline(int n) {
    Cohort cohort = new Cohort("ami-" + n, "", "");
    Instance clean = new Instance(group(0), "i-clean-" + n, cohort, Address.UNKNOWN);
    return new Baseline(
        new Baseline.Key(group(0), "query-0", cohort),
        1,
        new Baseline.Origin(THREE_AM, "alice", "a test"),
        List.of(Observation.of(clean, "query-0", THREE_AM, List.of(row("clean", 0)))));
  }

  private static GroupKey group(int number) {
    return GroupKey.named("group-" + number);
  }

  private static ExceptionRule exception(int n) {
    return new ExceptionRule(
        "exception-" + n,
        group(0),
        About.finding(new UUID(n, 8).toString()),
        Reach.GROUP,
        new Accepted("expected", "alice", THREE_AM),
        Optional.empty());
  }

  private static void pipe(
      TopologyTestDriver driver, ProducerRecord<byte[], byte[]> record, Instant at) {
    driver
        .createInputTopic(record.topic(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(record.key(), record.value(), at));
  }
}
