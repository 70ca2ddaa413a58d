package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** The compacted topic of last events: under each uid what a reader of all events knows last. */
class FindingsStateTest extends WebProdTest {
  private static final Duration MEMORY = Duration.ofDays(30);

  @Test
  void everyEventIsTheStateUntilTheNext() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), CLEAN);
    rig.end(FIVE_AM);

    List<TestRecord<byte[], byte[]>> events = rig.findingRecords();
    List<TestRecord<byte[], byte[]>> states = rig.findingsState();

    assertEquals(2, events.size());
    assertEquals(2, states.size());
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(events.get(i).key(), states.get(i).key());
      assertArrayEquals(events.get(i).value(), states.get(i).value());
      assertEquals(events.get(i).headers(), states.get(i).headers());
    }
  }

  @Test
  void whatHasBeenClosedForThirtyDaysIsForgottenHereToo() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), CLEAN);
    rig.end(FIVE_AM);
    byte[] uid = rig.findingsState().get(0).key();

    Instant later = FIVE_AM.plus(MEMORY);
    collect(later.plusSeconds(60), CLEAN);
    rig.end(later.plus(HOUR));

    List<TestRecord<byte[], byte[]>> states = rig.findingsState();
    assertEquals(1, states.size());
    assertEquals(new String(uid, UTF_8), new String(states.get(0).key(), UTF_8));
    assertNull(states.get(0).value());
    assertEquals(List.of(), rig.findings().stream().filter(f -> f.sequence() > 2).toList());
  }

  @Test
  void switchedOffItIsNoPartOfTheTopology() {
    DiffyConfig config =
        DiffyConfig.of(
            new Topics("test", 1, false),
            Map.of("bootstrap.servers", "nowhere:9092"),
            Path.of("unused"));

    String described = DiffyTopology.build(config).describe().toString();

    assertEquals(-1, described.indexOf("findings-state"));
  }
}
