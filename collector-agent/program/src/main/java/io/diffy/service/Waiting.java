package io.diffy.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what others do. */
public final class Waiting {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private Waiting() {}

  /** Looks again and again; false when it has not come in time. */
  public static boolean until(BooleanSupplier there, Duration patience, String doing) {
    long end = System.nanoTime() + patience.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pause(BETWEEN_LOOKS, doing);
    }
    return true;
  }

  /** Whether what counts down is done in time; false too when this thread is interrupted. */
  public static boolean done(CountDownLatch finished, Duration patience) {
    try {
      return finished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Does nothing for a while.
   *
   * @param doing for the message: stopped while …
   */
  public static void pause(Duration time, String doing) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while " + doing, e);
    }
  }
}
