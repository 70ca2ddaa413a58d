package io.diffy.processor.evaluation.state;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which window an answer counts for, also when another process takes the partition over. */
class WindowScheduleTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final Instant CLOSED = FOUR_AM.plus(GRACE).plusSeconds(1);

  private final KeyValueStore<String, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(WindowSchedule.SCHEDULES),
              Serdes.String(),
              Serdes.ByteArray())
          .withLoggingDisabled()
          .build();

  @BeforeEach
  void open() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whoTakesThePartitionOverOpensNoWindowAgain() {
    WindowSchedule before = new WindowSchedule(store, GRACE);
    before.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, THREE_AM);
    before.closed(before.first().orElseThrow());
    before.closedAt(CLOSED);

    WindowSchedule after = new WindowSchedule(store, GRACE);
    // Taken in time, but read after the tick that closed its window.
    Instant counted = after.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, after.clock()).firstEnd();

    assertEquals(FOUR_AM.plus(HOUR), counted);
    assertEquals(FOUR_AM.plus(HOUR), after.first().orElseThrow().end());
    assertEquals(List.of("crontab"), after.queries(WEB_PROD));
  }

  @Test
  void norOneOfAGroupThatWasSilentByThen() {
    WindowSchedule before = new WindowSchedule(store, GRACE);
    before.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, THREE_AM);
    before.silent(before.first().orElseThrow());
    before.closedAt(CLOSED);

    WindowSchedule after = new WindowSchedule(store, GRACE);

    assertEquals(true, after.first().isEmpty());
    assertEquals(
        FOUR_AM.plus(HOUR),
        after.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, after.clock()).firstEnd());
  }
}
