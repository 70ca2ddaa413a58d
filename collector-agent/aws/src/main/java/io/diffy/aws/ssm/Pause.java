package io.diffy.aws.ssm;

import io.diffy.plugin.PluginContext.Stop;
import java.time.Duration;

/** Waits. */
@FunctionalInterface
interface Pause {

  /** Looks at {@code stop} this often. */
  long STEP_MILLIS = 200;

  /** Of the real time. */
  Pause REAL =
      (time, stop) -> {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toMillis();
        while (left > 0 && !stop.asked()) {
          Thread.sleep(Math.min(left, STEP_MILLIS));
          left = (end - System.nanoTime()) / 1_000_000;
        }
      };

  /** Returns when the time is over, or soon after it was asked to stop. */
  void sleep(Duration time, Stop stop) throws InterruptedException;
}
