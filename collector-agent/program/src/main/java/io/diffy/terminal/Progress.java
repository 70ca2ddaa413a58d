package io.diffy.terminal;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells a person that a long step is under way: a line drawn again and again on a screen, plain
 * lines now and then anywhere else. A step shorter than two seconds says nothing.
 */
public final class Progress implements AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(10);
  private static final long REDRAW_MILLIS = 200;
  private static final String[] FRAMES = {"|", "/", "-", "\\"};
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Screen screen;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> drawing;
  private String step = "";
  private long stepStarted = System.nanoTime();
  private long lastPlainLine;
  private boolean drawn;
  private int frame;

  public Progress(Screen screen) {
    this.screen = screen;
    drawing =
        clock.scheduleAtFixedRate(this::draw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A new step begins, and with it a new two seconds of silence. */
  public synchronized void step(String text) {
    clear();
    step = Terminal.safe(text);
    stepStarted = System.nanoTime();
    lastPlainLine = 0;
  }

  /** The same step has come further: {@code 1,200 of 3,000}. */
  public synchronized void detail(String text) {
    step = Terminal.safe(text);
  }

  /** Nothing to wait for at the moment: the line disappears. */
  public synchronized void idle() {
    clear();
    step = "";
  }

  @Override
  public void close() {
    drawing.cancel(false);
    clock.shutdown();
    synchronized (this) {
      clear();
      step = "";
    }
  }

  private synchronized void draw() {
    long running = System.nanoTime() - stepStarted;
    if (step.isEmpty() || running < QUIET.toNanos()) {
      return;
    }
    String seconds = TimeUnit.NANOSECONDS.toSeconds(running) + " s";
    if (screen.errIsTty()) {
      String line = FRAMES[frame++ % FRAMES.length] + " " + step + " … " + seconds;
      screen.err().print(CLEAR_LINE + Terminal.cut(line, screen.width() - 1));
      screen.err().flush();
      drawn = true;
    } else if (lastPlainLine == 0
        || System.nanoTime() - lastPlainLine > BETWEEN_PLAIN_LINES.toNanos()) {
      screen.err().println(step + " … " + seconds);
      lastPlainLine = System.nanoTime();
    }
  }

  private void clear() {
    if (drawn) {
      screen.err().print(CLEAR_LINE);
      screen.err().flush();
      drawn = false;
    }
  }
}
