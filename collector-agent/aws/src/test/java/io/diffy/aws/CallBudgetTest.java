package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallBudgetTest {
  private final List<Long> waits = new ArrayList<>();
  private long now = -5_000_000_000L; // System.nanoTime may be negative.

  private final CallBudget twoPerSecond =
      new CallBudget(
          2,
          () -> now,
          nanos -> {
            waits.add(TimeUnit.NANOSECONDS.toMillis(nanos));
            now += nanos;
          });

  @Test
  void oneSecondsCallsGoAtOnceAndTheRestAtTheRate() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      twoPerSecond.take("Ssm.ListCommands");
    }

    assertEquals(List.of(500L, 500L, 500L), waits);
  }

  @Test
  void eachOperationHasItsOwn() throws InterruptedException {
    twoPerSecond.take("Ssm.ListCommands");
    twoPerSecond.take("Ssm.ListCommands");
    twoPerSecond.take("Ssm.SendCommand");

    assertEquals(List.of(), waits);
  }

  @Test
  void whatWasNotUsedIsNotSavedUpBeyondOneSecond() throws InterruptedException {
    twoPerSecond.take("Ssm.ListCommands");
    now += TimeUnit.MINUTES.toNanos(10);
    for (int i = 0; i < 3; i++) {
      twoPerSecond.take("Ssm.ListCommands");
    }

    assertEquals(List.of(500L), waits);
  }

  @Test
  void aRetryIsPaidByTheCallsThatFollow() throws InterruptedException {
    twoPerSecond.take("Ssm.ListCommands");
    twoPerSecond.charge("Ssm.ListCommands");
    twoPerSecond.charge("Ssm.ListCommands");
    twoPerSecond.take("Ssm.ListCommands");

    assertEquals(List.of(1_000L), waits);
  }
}
