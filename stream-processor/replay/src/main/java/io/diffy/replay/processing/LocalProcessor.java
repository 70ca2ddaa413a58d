package io.diffy.replay.processing;

import io.diffy.cluster.Cluster;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.service.OnExit;
import io.diffy.terminal.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** A processor of this process: closed once, before the broker it talks to, at Ctrl-C too. */
public final class LocalProcessor implements AutoCloseable {
  /** While it restores, it is waited for as long as it gets on. */
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  private StreamsRunner running;

  private LocalProcessor(StreamsRunner running) {
    this.running = running;
  }

  /** Returns when it takes records. */
  public static LocalProcessor start(
      ProcessorLauncher launcher, Cluster cluster, Progress progress) {
    progress.step("starting the processor");
    LocalProcessor processor =
        OnExit.close(
            new LocalProcessor(
                launcher.start(
                    cluster.topics(),
                    clients(cluster),
                    cluster.state(),
                    cluster.applicationId(),
                    cluster.trust())));
    try {
      processor.running.awaitReady(START_TIMEOUT);
      return processor;
    } catch (RuntimeException e) {
      processor.close();
      throw e;
    }
  }

  /** Throws what made it fail, if it failed. */
  public synchronized void requireRunning() {
    if (running != null && running.stopped()) {
      running.awaitStop();
    }
  }

  /** Returns when another thread closed it; throws what made it fail. */
  public void awaitStop() {
    StreamsRunner current;
    synchronized (this) {
      current = running;
    }
    if (current != null) {
      current.awaitStop();
    }
  }

  @Override
  public synchronized void close() {
    if (running != null) {
      StreamsRunner closing = running;
      running = null;
      try {
        closing.close();
      } finally {
        OnExit.forget(this);
      }
    }
  }

  @Override
  public String toString() {
    return "the processor";
  }

  /**
   * The one processor of a folder keeps its name, so that a killed one is not waited for. Somebody
   * waits for what it finds, and its broker is near: it commits and looks often.
   */
  private static Map<String, String> clients(Cluster cluster) {
    Map<String, String> clients = new TreeMap<>(cluster.kafka());
    if (cluster.needsProcessor()) {
      clients.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "local");
      clients.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
      clients.putIfAbsent(StreamsConfig.POLL_MS_CONFIG, "20");
    }
    return clients;
  }
}
