package io.diffy.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * What must be closed however this process ends: what was opened last is closed first, once, by its
 * owner or at Ctrl-C by the one shutdown hook. Several hooks would run side by side, and a broker
 * would go while its clients still commit.
 */
public final class OnExit {
  private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
  private static boolean hooked;
  private static volatile boolean stopping;
  private static volatile OptionalInt code = OptionalInt.empty();
  private static volatile IntConsumer end = ended -> {};

  private OnExit() {}

  /** Remembers the resource until {@link #forget}. */
  public static synchronized <T extends AutoCloseable> T close(T resource) {
    hook();
    OPEN.push(resource);
    return resource;
  }

  /**
   * What the process ends with at Ctrl-C where that is how its command is meant to end; empty: as
   * the system has it.
   */
  public static synchronized void endWith(OptionalInt meant) {
    hook();
    code = meant;
  }

  /** How the process is ended once all is closed; nobody but a main method may say so. */
  public static void endBy(IntConsumer halt) {
    end = halt;
  }

  private static void hook() {
    if (!hooked) {
      Runtime.getRuntime().addShutdownHook(new Thread(OnExit::closeAll, "close-at-exit"));
      hooked = true;
    }
  }

  /** Its owner has closed it: not before, or the process could end in the middle of the closing. */
  public static synchronized void forget(AutoCloseable resource) {
    OPEN.remove(resource);
  }

  /** Whether the process is going down: what fails from now on fails because of that. */
  public static boolean stopping() {
    return stopping;
  }

  private static void closeAll() {
    stopping = true;
    for (AutoCloseable next = poll(); next != null; next = poll()) {
      try {
        next.close();
      } catch (Exception failed) {
        System.err.println("diffy: could not close " + next + ": " + failed.getMessage());
      }
    }
    code.ifPresent(end);
  }

  private static synchronized AutoCloseable poll() {
    return OPEN.poll();
  }
}
