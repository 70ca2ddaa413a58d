package io.diffy.console.api;

import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started here, one after the other. What it finds may lie on the topics; the tasks
 * themselves are forgotten when the console stops.
 */
final class ConsoleTasks {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleTasks.class);
  private static final int MOST_KEPT = 100;

  private final Deque<ConsoleTask> tasks = new ArrayDeque<>();
  private final String what;
  private final int most;
  // One thread: what it does is heavy, or plugins are used by one at a time.
  private final ExecutorService worker;

  /**
   * @param what they are, for a sentence
   * @param most under way, the waiting ones among them
   */
  ConsoleTasks(String what, int most) {
    this.what = what;
    this.most = most;
    worker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "console-" + what);
              thread.setDaemon(true);
              return thread;
            });
  }

  synchronized void start(ConsoleTask task, Runnable work) {
    if (tasks.stream().filter(one -> !one.isOver()).count() >= most) {
      throw Problem.of(
          Kind.BUSY, "%d %s under way; ask again when one is done".formatted(most, what));
    }
    tasks.addFirst(task);
    if (tasks.size() > MOST_KEPT) {
      tasks.removeLast();
    }
    worker.execute(
        () -> {
          try {
            work.run();
          } catch (RuntimeException bug) {
            LOG.error("the task {} failed", task.id(), bug);
          }
        });
  }

  /** Newest first. */
  synchronized List<ConsoleTask> all() {
    return List.copyOf(tasks);
  }

  void close() {
    all().forEach(ConsoleTask::cancel);
    worker.shutdown();
  }
}
