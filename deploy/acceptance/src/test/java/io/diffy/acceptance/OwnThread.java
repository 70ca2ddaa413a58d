package io.diffy.acceptance;

/** Runs what a test waits for. The common pool has a single thread on a machine with two cores. */
public final class OwnThread {
  private OwnThread() {}

  public static void start(Runnable task) {
    Thread thread = new Thread(task, "test-task");
    thread.setDaemon(true);
    thread.start();
  }
}
