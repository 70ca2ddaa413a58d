package io.diffy.service;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** What a command opens beside something else, or when it needs it; closed if it was opened. */
public final class Opening<T> implements AutoCloseable {
  private final String name;
  private final Consumer<T> closing;
  private FutureTask<T> task;
  private volatile boolean asked;

  /**
   * Opens nothing yet.
   *
   * @param name of the thread, in words
   */
  public Opening(String name, Callable<T> how, Consumer<T> closing) {
    this.name = name;
    this.closing = closing;
    task = new FutureTask<>(how);
  }

  /** Begins beside this thread, in another way than it would be opened later. */
  public void begin(Callable<T> how) {
    task = new FutureTask<>(how);
    begin();
  }

  /** Begins beside this thread. */
  public void begin() {
    asked = true;
    Thread beside = new Thread(task, name);
    beside.setDaemon(true);
    beside.start();
  }

  /** What is open; throws why it isn't. */
  public T await() {
    asked = true;
    // Does nothing where it was begun.
    task.run();
    try {
      return opened();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException why
          ? why
          : new IllegalStateException(e.getCause());
    }
  }

  /** Closes what it opened, also when what was waited for meanwhile failed. */
  @Override
  public void close() {
    if (asked) {
      try {
        closing.accept(opened());
      } catch (ExecutionException e) {
        // Nothing is open, and why was said to whoever awaited it.
        asked = false;
      }
    }
  }

  private T opened() throws ExecutionException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while it waited to " + name.replace('-', ' '), e);
    }
  }
}
