package io.diffy.agent;

import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.publish.AgentMetrics;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service that stays on a host: asks each query of its pack in its interval, one at a time, and
 * publishes what it hears. It goes on until {@link #close}.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final Pack pack;
  private final String instanceId;
  private final CollectionRound round;
  private final ObservationPublisher publisher;
  private final Clock clock;
  private final Duration closeTimeout;
  private final Object lock = new Object();
  private final Map<String, String> told = new HashMap<>();
  private boolean closing;
  private Thread runner;

  /**
   * An agent that waits for {@link #run}.
   *
   * @param publisher closed together with the agent
   */
  public Agent(
      AgentConfig config,
      Pack pack,
      RowSource source,
      ObservationPublisher publisher,
      Clock clock) {
    this.pack = pack;
    this.instanceId = config.instance().instanceId();
    this.round = new CollectionRound(source, config.instance(), config.ownProcess(), clock);
    this.publisher = publisher;
    this.clock = clock;
    this.closeTimeout = config.limits().closeTimeout();
    LOG.info("{} on {} answers {} queries", source.describe(), instanceId, pack.queries().size());
  }

  /** Asks and publishes on this thread until the agent is closed. */
  public void run() {
    synchronized (lock) {
      if (runner != null) {
        throw new IllegalStateException("the agent runs already");
      }
      runner = Thread.currentThread();
    }
    try {
      QuerySchedule schedule =
          new QuerySchedule(instanceId, CollectionRound.linuxQueries(pack), clock.instant());
      while (awaitDue(schedule)) {
        PackQuery query = schedule.take(clock.instant());
        publish(query.name(), round.discoverAndAsk(pack, query));
      }
    } catch (InterruptedException e) {
      // Whoever interrupts the runner wants it to stop; the thread is theirs, so pass it on.
      Thread.currentThread().interrupt();
    } finally {
      synchronized (lock) {
        if (closing) {
          // That was close() itself: what is still to be sent must not be interrupted with the
          // query.
          Thread.interrupted();
        }
        runner = null;
        lock.notifyAll();
      }
    }
  }

  /** The numbers of the publisher. */
  public AgentMetrics metrics() {
    return publisher.metrics();
  }

  /** Stops the query that runs, sends what was heard before, and closes the publisher. */
  @Override
  public void close() {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
      if (runner != null && runner != Thread.currentThread()) {
        runner.interrupt();
        awaitRunner();
      }
    }
    publisher.close();
  }

  /** Waits for the next query to be due; false when the agent is closed instead. */
  private boolean awaitDue(QuerySchedule schedule) throws InterruptedException {
    synchronized (lock) {
      while (!closing) {
        if (schedule.isEmpty()) {
          lock.wait();
          continue;
        }
        Instant now = clock.instant();
        if (!schedule.next().isAfter(now)) {
          return true;
        }
        lock.wait(Math.max(1, Duration.between(now, schedule.next()).toMillis()));
      }
      return false;
    }
  }

  private void publish(String query, List<Observation> parts) throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      // The answer was cut off by close; a failure that is ours must not be put on the host.
      throw new InterruptedException();
    }
    tell(
        query,
        parts.isEmpty()
            ? "not asked: discovery of its pack returns no rows here"
            : parts.stream()
                .filter(part -> part.coverage() != Coverage.OK)
                .map(part -> part.coverage().word() + ": " + part.error())
                .findFirst()
                .orElse(""));
    for (Observation part : parts) {
      publisher.publish(part);
    }
  }

  /** Says what is wrong with a query when that begins, and not at each interval. */
  private void tell(String query, String wrong) {
    String before = told.put(query, wrong);
    if (!wrong.isEmpty() && !wrong.equals(before)) {
      LOG.warn("query {}: {}", query, wrong);
    }
  }

  private void awaitRunner() {
    long deadline = System.nanoTime() + closeTimeout.toNanos();
    boolean interrupted = false;
    while (runner != null && deadline - System.nanoTime() > 0) {
      try {
        lock.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
        break;
      }
    }
    if (runner != null) {
      LOG.warn("the query that runs did not stop within {} s", closeTimeout.toSeconds());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
