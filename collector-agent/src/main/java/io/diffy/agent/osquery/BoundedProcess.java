package io.diffy.agent.osquery;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program with bounded time and output; what runs over is killed with all its children. */
final class BoundedProcess {
  private static final int MAX_ERROR_BYTES = 8 * 1024;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private BoundedProcess() {}

  static Result run(List<String> command, Duration timeout, int maxOutputBytes)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectInput(Redirect.from(new File("/dev/null"))).start();
    try (InputStream out = process.getInputStream();
        InputStream err = process.getErrorStream()) {
      Capture output = new Capture(out, maxOutputBytes, () -> killTree(process));
      Capture errors = new Capture(err, MAX_ERROR_BYTES, () -> {});
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        killTree(process);
      }
      // A grandchild may hold the pipe open although the program itself has ended.
      boolean outputWhole = output.await(DRAIN);
      errors.await(DRAIN);
      return new Result(
          ended ? process.exitValue() : -1,
          !ended || (!outputWhole && !output.overflowed()),
          output.overflowed(),
          output.text(),
          errors.text());
    } finally {
      killTree(process);
    }
  }

  private static void killTree(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /**
   * How a run ended and what it printed; bytes that are no UTF-8 show as U+FFFD.
   *
   * @param exitCode -1 when it had to be killed
   * @param outputCut whether it printed more than was allowed; {@code output} is the start of it
   */
  record Result(int exitCode, boolean timedOut, boolean outputCut, String output, String errors) {}

  /** Reads a stream to its end on a thread of its own and keeps at most {@code max} bytes. */
  private static final class Capture implements Runnable {
    private final InputStream in;
    private final int max;
    private final Runnable onOverflow;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;
    private boolean overflowed;

    Capture(InputStream in, int max, Runnable onOverflow) {
      this.in = in;
      this.max = max;
      this.onOverflow = onOverflow;
      this.thread = new Thread(this, "diffy-capture");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void run() {
      byte[] buffer = new byte[16 * 1024];
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          keep(buffer, n);
        }
      } catch (IOException e) {
        // The pipe of a killed process is closed under the reader; what was kept is all there is.
        return;
      }
    }

    private void keep(byte[] buffer, int length) {
      boolean first;
      synchronized (this) {
        int fitting = Math.min(length, max - kept.size());
        kept.write(buffer, 0, fitting);
        first = fitting < length && !overflowed;
        overflowed |= fitting < length;
      }
      if (first) {
        onOverflow.run();
      }
    }

    boolean await(Duration limit) throws InterruptedException {
      thread.join(limit.toMillis());
      return !thread.isAlive();
    }

    synchronized boolean overflowed() {
      return overflowed;
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
