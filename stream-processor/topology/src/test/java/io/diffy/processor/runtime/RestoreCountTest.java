package io.diffy.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each restore is said to be done, and a long one how far it is. */
final class RestoreCountTest {
  private static final TopicPartition STATE = new TopicPartition("state-changelog", 0);

  private final Said said = new Said();
  private final RestoreCount restores = new RestoreCount();

  @AfterEach
  void end() {
    said.close();
  }

  @Test
  void howFarItIsAndThatItIsDone() {
    restores.tell();
    restores.onRestoreStart(STATE, "state", 100, 150);
    restores.onBatchRestored(STATE, "state", 119, 20);
    restores.tell();
    restores.onBatchRestored(STATE, "state", 149, 30);
    restores.onRestoreEnd(STATE, "state", 50);
    restores.tell();
    restores.tell();
    assertEquals(
        List.of("INFO restoring: 20 records done, 30 to do", "INFO restored: 50 records"),
        said.lines());
  }

  @Test
  void aShortOneAfterAnotherIsCountedByItself() {
    for (int records : new int[] {3, 4}) {
      restores.onRestoreStart(STATE, "state", 0, records);
      restores.onBatchRestored(STATE, "state", records - 1, records);
      restores.onRestoreEnd(STATE, "state", records);
      restores.tell();
    }
    assertEquals(List.of("INFO restored: 3 records", "INFO restored: 4 records"), said.lines());
    assertEquals(7, restores.records());
  }
}
