package io.diffy.processor.runtime;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The threads of Kafka's clients that stream threads lean on. One that runs out of memory ends with
 * a line on the log, and the client it belongs to seems to work on without heartbeats, or without
 * sending.
 */
final class ClientThreads {
  private static final long LOOK_EVERY_MS = 1_000;

  private Collection<Thread> seen = Set.of();
  private long lookedAt;

  /**
   * Keeps which ones there are, once a second.
   *
   * @param now in ms
   */
  void look(long now) {
    if (now - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = now;
      seen = running();
    }
  }

  /**
   * To be asked after memory ran out.
   *
   * @throws ProcessorFailed when one of those that were seen last has ended
   */
  void requireAll() {
    for (Thread thread : seen) {
      if (!thread.isAlive()) {
        throw new ProcessorFailed(
            "too little memory: "
                + thread.getName()
                + " ended; what was not committed is read again at the next start",
            null);
      }
    }
  }

  private static Set<Thread> running() {
    // Some more than there are, because others begin meanwhile.
    Thread[] all = new Thread[Thread.activeCount() + 32];
    Thread.enumerate(all);
    Set<Thread> kafka = new HashSet<>();
    Arrays.stream(all)
        .filter(Objects::nonNull)
        .filter(thread -> isOurs(thread.getName()))
        .forEach(kafka::add);
    return kafka;
  }

  /** Those that live as long as a stream thread. Others of Kafka's clients come and go. */
  private static boolean isOurs(String name) {
    return name.startsWith("kafka-coordinator-heartbeat-thread")
        || (name.startsWith("kafka-") && name.contains("-StreamThread-"));
  }
}
