package io.diffy.ondemand;

import io.diffy.plugin.PluginContext;
import io.diffy.service.OnExit;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C while something runs elsewhere: raises a flag, and keeps the process alive until what was
 * started there is called back and said to be so.
 */
final class StopAtExit implements PluginContext.Stop, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Hook hook = new Hook();
  private volatile boolean asked;

  private StopAtExit() {}

  static StopAtExit open() {
    StopAtExit stop = new StopAtExit();
    OnExit.close(stop.hook);
    return stop;
  }

  @Override
  public boolean asked() {
    return asked;
  }

  /** By the one who runs it: all is said. */
  @Override
  public void close() {
    finished.countDown();
    OnExit.forget(hook);
  }

  private final class Hook implements AutoCloseable {
    @Override
    public void close() {
      asked = true;
      if (!Waiting.done(finished, PATIENCE)) {
        throw new IllegalStateException("it did not stop within " + PATIENCE.toSeconds() + " s");
      }
    }

    @Override
    public String toString() {
      return "the collection";
    }
  }
}
