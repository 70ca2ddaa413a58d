package io.diffy.agent.process;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs a program with bounded time and output; what runs over is killed with all its children.
 *
 * @param time the longest run
 * @param output bytes of standard output
 * @param toTidyUp how long a program that is stopped may take to end by itself
 * @param stop whether to stop it before its time is over
 */
public record BoundedProcess(Duration time, int output, Duration toTidyUp, BooleanSupplier stop) {
  private static final int MAX_ERRORS = 8 * 1024;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration TO_DRAIN = Duration.ofSeconds(2);

  /** What a program needs of our environment; the rest may hold our passwords. */
  private static final Set<String> PASSED_ON =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME");

  /** The last ones, for {@link #started}. */
  private static final Set<ProcessStat> STARTED =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ProcessStat, Boolean> eldest) {
                  return size() > 64;
                }
              }));

  /** Bounds of a program that leaves nothing to tidy up. */
  public BoundedProcess(Duration time, int output) {
    this(time, output, Duration.ZERO, () -> false);
  }

  /** Why a program ended. */
  public enum End {
    BY_ITSELF,
    OUT_OF_TIME,
    TOO_MUCH_OUTPUT,
    ASKED_TO_STOP
  }

  /**
   * How a program ended.
   *
   * @param exit its exit code; of no meaning unless it ended by itself
   * @param whole whether all of its output came: a child that lives on may hold the pipe open
   * @param output at most as much as is allowed
   * @param errors the start of its standard error
   */
  public record Result(End end, int exit, boolean whole, byte[] output, String errors) {

    /** The output; bytes that are no UTF-8 show as U+FFFD. */
    public String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /** What this process started last under a pid, of the last few; it may have ended. */
  public static Optional<ProcessStat> started(String pid) {
    synchronized (STARTED) {
      return STARTED.stream().filter(its -> its.pid().equals(pid)).reduce((a, b) -> b);
    }
  }

  /** What of an environment a program gets that says nothing of its own. */
  private static void clean(Map<String, String> environment) {
    Map<String, String> ours = System.getenv();
    environment
        .entrySet()
        .removeIf(
            its ->
                !PASSED_ON.contains(its.getKey()) && its.getValue().equals(ours.get(its.getKey())));
  }

  /** Starts a program without input, and returns when it and its children are gone. */
  public Result run(ProcessBuilder program) throws IOException, InterruptedException {
    if (stop.getAsBoolean()) {
      return new Result(End.ASKED_TO_STOP, -1, true, new byte[0], "");
    }
    clean(program.environment());
    Process process = program.redirectInput(Redirect.from(new File("/dev/null"))).start();
    ProcessStat.of(Path.of("/proc"), Long.toString(process.pid())).ifPresent(STARTED::add);
    try (InputStream out = process.getInputStream();
        InputStream err = process.getErrorStream()) {
      Capture kept = new Capture(out, output);
      Capture errors = new Capture(err, MAX_ERRORS);
      End end = await(process, kept);
      if (end != End.BY_ITSELF) {
        end(process);
      }
      boolean whole = kept.await();
      errors.await();
      return new Result(
          kept.isFull() && end == End.BY_ITSELF ? End.TOO_MUCH_OUTPUT : end,
          process.isAlive() ? -1 : process.exitValue(),
          whole,
          kept.bytes(),
          new String(errors.bytes(), StandardCharsets.UTF_8));
    } finally {
      kill(process);
    }
  }

  private End await(Process process, Capture kept) throws InterruptedException {
    long last = System.nanoTime() + time.toNanos();
    while (true) {
      long left = last - System.nanoTime();
      if (process.waitFor(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
        return End.BY_ITSELF;
      }
      if (stop.getAsBoolean()) {
        return End.ASKED_TO_STOP;
      }
      if (kept.isFull()) {
        return End.TOO_MUCH_OUTPUT;
      }
      if (last - System.nanoTime() <= 0) {
        return End.OUT_OF_TIME;
      }
    }
  }

  private void end(Process process) throws InterruptedException {
    if (!toTidyUp.isZero()) {
      process.destroy();
    }
    if (!process.waitFor(toTidyUp.toMillis(), TimeUnit.MILLISECONDS)) {
      kill(process);
      // Not for ever: a system call that hangs holds even a killed process.
      process.waitFor(TO_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void kill(Process process) {
    if (!process.isAlive()) {
      return; // and its children are somebody else's: to look for them reads all of /proc
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Reads a stream to its end on a thread of its own, and keeps the start of it. */
  private static final class Capture {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;
    private boolean full;

    Capture(InputStream in, int max) {
      this.thread = new Thread(() -> read(in, max), "diffy-capture");
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
        // The pipe of a killed process is closed under the reader; what was kept is all there is.
        return;
      }
    }

    private synchronized void keep(byte[] buffer, int length, int max) {
      int fitting = Math.min(length, max - kept.size());
      kept.write(buffer, 0, fitting);
      full |= fitting < length;
    }

    boolean await() throws InterruptedException {
      thread.join(TO_DRAIN.toMillis());
      return !thread.isAlive();
    }

    synchronized boolean isFull() {
      return full;
    }

    synchronized byte[] bytes() {
      return kept.toByteArray();
    }
  }
}
