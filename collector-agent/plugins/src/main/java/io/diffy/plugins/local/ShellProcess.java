package io.diffy.plugins.local;

import io.diffy.plugin.PluginContext.Stop;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Runs a script with bounded time and output. What is stopped may first tidy up. */
final class ShellProcess {
  private static final int MAX_ERRORS = 8 * 1024;
  private static final Duration LOOK = Duration.ofMillis(50);

  /** Longer than a payload gives what it runs. */
  private static final Duration TO_TIDY_UP = Duration.ofSeconds(5);

  private static final Duration TO_DRAIN = Duration.ofSeconds(2);

  private ShellProcess() {}

  /** Why a script ended. */
  enum Why {
    BY_ITSELF,
    OUT_OF_TIME,
    TOO_MUCH_OUTPUT,
    ASKED_TO_STOP
  }

  /**
   * How a script ended.
   *
   * @param exit its exit code; of no meaning unless it ended by itself
   * @param errors the start of its standard error
   */
  record Ended(Why why, int exit, byte[] output, String errors) {}

  static Ended run(String script, Duration patience, int maxOutput, Stop stop)
      throws IOException, InterruptedException {
    if (stop.asked()) {
      return new Ended(Why.ASKED_TO_STOP, -1, new byte[0], "");
    }
    Process process =
        new ProcessBuilder("/bin/sh", "-c", script)
            .directory(new File("/"))
            .redirectInput(Redirect.from(new File("/dev/null")))
            .start();
    try (InputStream out = process.getInputStream();
        InputStream err = process.getErrorStream()) {
      Capture output = new Capture(out, maxOutput);
      Capture errors = new Capture(err, MAX_ERRORS);
      Why why = await(process, patience, output, stop);
      if (why != Why.BY_ITSELF) {
        end(process);
      }
      output.await();
      errors.await();
      return new Ended(
          output.isFull() && why == Why.BY_ITSELF ? Why.TOO_MUCH_OUTPUT : why,
          process.exitValue(),
          output.bytes(),
          new String(errors.bytes(), StandardCharsets.UTF_8));
    } finally {
      kill(process);
    }
  }

  private static Why await(Process process, Duration patience, Capture output, Stop stop)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      if (stop.asked()) {
        return Why.ASKED_TO_STOP;
      }
      if (output.isFull()) {
        return Why.TOO_MUCH_OUTPUT;
      }
      if (System.nanoTime() - end > 0) {
        return Why.OUT_OF_TIME;
      }
    }
    return Why.BY_ITSELF;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(TO_TIDY_UP.toMillis(), TimeUnit.MILLISECONDS)) {
      kill(process);
      process.waitFor();
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Reads a stream to its end on a thread of its own, and keeps the start of it. */
  private static final class Capture {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;
    private boolean full;

    Capture(InputStream in, int max) {
      this.thread = new Thread(() -> read(in, max), "diffy-local-shell");
      thread.setDaemon(true);
      thread.start();
    }

    private void read(InputStream in, int max) {
      byte[] buffer = new byte[16 * 1024];
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          keep(buffer, n, max);
        }
      } catch (IOException e) {
        // The pipe of a stopped script is closed under the reader; what was kept is all there is.
        return;
      }
    }

    private synchronized void keep(byte[] buffer, int length, int max) {
      int fitting = Math.min(length, max - kept.size());
      kept.write(buffer, 0, fitting);
      full |= fitting < length;
    }

    void await() throws InterruptedException {
      thread.join(TO_DRAIN.toMillis());
    }

    synchronized boolean isFull() {
      return full;
    }

    synchronized byte[] bytes() {
      return kept.toByteArray();
    }
  }
}
