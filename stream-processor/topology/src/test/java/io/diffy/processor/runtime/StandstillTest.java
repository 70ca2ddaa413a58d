package io.diffy.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StandstillTest {
  private static final TopicPartition ANSWERS = new TopicPartition("diffy.observations", 2);
  private static final TopicPartition CONTROL = new TopicPartition("diffy.control", 2);
  private static final TopicPartition OTHERS = new TopicPartition("diffy.observations", 3);

  @TempDir private Path folder;

  private final Hand clock = new Hand();
  private Standstill standstill;

  @BeforeEach
  void begin() {
    RecordsInHand records = RecordsInHand.open(folder, "test", Topics.standard());
    standstill = new Standstill(records, Duration.ofMinutes(5), clock);
  }

  @Test
  void whoHasReadAllIsFineForEver() {
    read(ANSWERS, 4, 10, 0);
    committed(ANSWERS, 10);
    polls(600);
    assertEquals(Optional.empty(), standstill.told());
  }

  @Test
  void afterAMinuteWithoutACommitItSaysAtWhichRecord() {
    read(ANSWERS, 4, 10, 3);
    polls(59);
    assertEquals(Optional.empty(), standstill.told());
    polls(2);
    assertEquals(
        Optional.of("stands at diffy.observations-2 offset 4 for 61 s"), standstill.told());
    committed(ANSWERS, 7);
    assertEquals(Optional.empty(), standstill.told());
    polls(61);
    assertTrue(standstill.told().orElseThrow().contains("offset 7"));
  }

  @Test
  void anotherTopicOfTheSameTaskIsProgressAndAnotherTaskIsNot() {
    read(ANSWERS, 4, 10, 3);
    read(CONTROL, 0, 100, 0);
    read(OTHERS, 0, 100, 0);
    polls(50);
    committed(CONTROL, 50);
    committed(OTHERS, 50);
    polls(50);
    assertEquals(Optional.empty(), standstill.told());
    committed(OTHERS, 60);
    polls(20);
    assertTrue(standstill.told().isPresent());
  }

  @Test
  void transactionsThatAreRolledBackAreNoProgress() {
    read(ANSWERS, 4, 10, 0);
    for (int i = 0; i < 7; i++) {
      polls(50);
      standstill.rolledBack();
      read(ANSWERS, 4, 10, 0);
    }
    assertTrue(standstill.told().isPresent());
    assertEquals(
        Optional.of("stands at diffy.observations-2 offset 4 for 350 s"), standstill.hopeless());
  }

  @Test
  void aBrokerThatIsAwayIsToldAndWaitedFor() {
    read(ANSWERS, 4, 10, 3);
    polls(900);
    assertTrue(standstill.told().isPresent());
    assertEquals(Optional.empty(), standstill.hopeless());
  }

  @Test
  void aThreadThatDoesNotComeBackIsToldWithWhatItIsBusyWith() {
    standstill.polled();
    clock.pass(61);
    assertTrue(standstill.told().orElseThrow().startsWith("stands at io.diffy."));
    assertEquals(Optional.empty(), standstill.hopeless());
    clock.pass(240);
    assertTrue(standstill.hopeless().isPresent());
    standstill.polled();
    assertEquals(Optional.empty(), standstill.told());
  }

  @Test
  void aPartitionThatAnotherHasNowIsNotOurs() {
    read(ANSWERS, 4, 10, 3);
    polls(61);
    standstill.left(ANSWERS);
    assertEquals(Optional.empty(), standstill.told());
  }

  private void read(TopicPartition partition, long first, long position, long lag) {
    standstill.polled();
    standstill.read(partition, OptionalLong.of(first), position, lag);
    standstill.polled();
  }

  private void polls(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.pass(1);
      standstill.polled();
    }
  }

  private void committed(TopicPartition partition, long next) {
    standstill.committed(Map.of(partition, new OffsetAndMetadata(next)));
  }

  /** Stands until it is moved. */
  static final class Hand extends Clock {
    private Instant now = Instant.EPOCH;

    void pass(int seconds) {
      now = now.plusSeconds(seconds);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
