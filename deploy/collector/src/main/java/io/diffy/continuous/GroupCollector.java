package io.diffy.continuous;

import io.diffy.agent.publish.AgentMetrics;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.cluster.Cluster;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandFailure;
import io.diffy.service.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Collects groups at the intervals of a pack. Of the groups in the file, those are this collector's
 * whose partitions Kafka gave it; when they are taken away, their runs are stopped first. One
 * thread runs it; {@link #close} from another ends it.
 */
public final class GroupCollector implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Terms terms;
  private final Cluster cluster;
  private final RunWorkers workers;
  private final ObservationPublisher publisher;
  private final Clock clock;
  private final Optional<Inventory> inventory;
  private final GroupMetrics metrics;
  private final Consumer<String> lines;
  private final NavigableMap<Integer, Pack> packs;
  private final Map<String, OwnedGroup> owned = new TreeMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean started;

  /**
   * What to collect, and how much of it at once.
   *
   * @param groups of the file
   * @param pack whose queries are asked, each at its interval
   * @param groupId of Kafka's consumer group: collectors with the same share the groups
   * @param full whether the publisher has enough to send; meanwhile no run begins
   * @param stopping how long a run may take to stop when its group is taken away
   * @param closing how long the publisher may take to close
   */
  record Terms(
      List<GroupPlan> groups,
      Pack pack,
      String groupId,
      Predicate<AgentMetrics> full,
      Duration stopping,
      Duration closing) {
    static final Duration STOPPING = Duration.ofMinutes(2);
  }

  /**
   * A collector that has not begun.
   *
   * @param workers run the runs; closed by the collector
   * @param publisher closed by the collector
   * @param inventory knows of deploys; closed by the collector
   * @param lines take what a person may want to know; may hold text of plugins
   */
  GroupCollector(
      Terms terms,
      Cluster cluster,
      RunWorkers workers,
      ObservationPublisher publisher,
      Optional<Inventory> inventory,
      Clock clock,
      GroupMetrics metrics,
      Consumer<String> lines) {
    this.terms = terms;
    this.cluster = cluster;
    this.workers = workers;
    this.publisher = publisher;
    this.inventory = inventory;
    this.clock = clock;
    this.metrics = metrics;
    this.lines = lines;
    this.packs = PackByInterval.of(terms.pack());
  }

  /** Returns when it was closed, or throws when it can't go on. */
  public void run() {
    started = true;
    try (PartitionAssignment assignment =
        new PartitionAssignment(cluster, terms.groupId(), new Ownership())) {
      try {
        while (!isStopped()) {
          assignment.poll(POLL);
          advance(clock.instant());
        }
      } finally {
        lose(List.copyOf(owned.values()));
      }
    } finally {
      inventory.ifPresent(Inventory::close);
      workers.close();
      publisher.close();
      lines.accept("Observations: " + publisher.metrics());
      finished.countDown();
    }
  }

  /** Stops what runs, publishes what was answered, and leaves the groups to others. */
  @Override
  public void close() {
    stop.countDown();
    if (started) {
      boolean unused = Waiting.done(finished, terms.stopping().plus(terms.closing()));
    } else {
      inventory.ifPresent(Inventory::close);
      workers.close();
      publisher.close();
    }
  }

  @Override
  public String toString() {
    return "the collector";
  }

  private void advance(Instant now) {
    for (OwnedGroup group : owned.values()) {
      int skipped = group.timetable.pass(now);
      if (skipped > 0) {
        metrics.skipped(group.plan.name(), skipped);
        lines.accept(
            "%s: %d runs skipped, they were not begun in time"
                .formatted(group.plan.name(), skipped));
      }
    }
    inventory.ifPresent(known -> lookForDeploys(known, now));
    takeBaselines();
    beginRuns();
  }

  private void lookForDeploys(Inventory known, Instant now) {
    try {
      for (Deploy deploy : known.fresh(now)) {
        owned.values().stream()
            .filter(group -> group.plan.isOf(deploy))
            .forEach(group -> group.want(new BaselineRun.Task(group.plan, deploy, known, now)));
      }
    } catch (CommandFailure e) {
      lines.accept(e.getMessage());
    }
  }

  private void takeBaselines() {
    for (OwnedGroup group : owned.values()) {
      if (workers.free() > 0) {
        group.wanted().ifPresent(task -> group.take(workers.begin(task, terms.pack(), group.stop)));
      }
    }
  }

  private void beginRuns() {
    List<OwnedGroup> ready =
        owned.values().stream()
            .filter(group -> group.running().isEmpty() && group.ready().isPresent())
            .sorted(Comparator.comparing(group -> group.ready().orElseThrow().due()))
            .toList();
    for (OwnedGroup group : ready) {
      Timetable.Slot slot = group.ready().orElseThrow();
      if (terms.full().test(publisher.metrics())) {
        if (group.holdBack(slot)) {
          metrics.heldBack(group.plan.name());
        }
      } else if (workers.free() > 0) {
        Pack queries = packs.get(slot.intervalSeconds());
        group.run(slot, workers.begin(group.plan, slot, queries, group.stop));
      }
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Stops their runs and forgets them. */
  private void lose(Collection<OwnedGroup> lost) {
    lost.forEach(OwnedGroup::askToStop);
    long end = System.nanoTime() + terms.stopping().toNanos();
    for (OwnedGroup group : lost) {
      group.running().ifPresent(run -> awaitEnd(group, run, end));
      owned.remove(group.plan.name());
    }
  }

  private void awaitEnd(OwnedGroup group, Future<?> run, long end) {
    try {
      Object unused = run.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      lines.accept(
          "%s: its run did not stop within %d s; another collector may ask it meanwhile"
              .formatted(group.plan.name(), terms.stopping().toSeconds()));
    } catch (ExecutionException e) {
      lines.accept("%s: %s".formatted(group.plan.name(), e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }

  /** Groups come and go with their partitions. */
  private final class Ownership implements PartitionAssignment.Owner {
    private List<String> reported = List.of();

    @Override
    public void gain(Collection<Integer> partitions) {
      Instant now = clock.instant();
      for (GroupPlan plan : terms.groups()) {
        if (partitions.contains(partition(plan))) {
          OwnedGroup group = new OwnedGroup(plan, packs.keySet(), now);
          for (int interval : packs.keySet()) {
            workers
                .begun()
                .interrupted(plan.name(), interval, now)
                .ifPresent(group.timetable::resume);
          }
          owned.put(plan.name(), group);
        }
      }
      tell();
    }

    @Override
    public void lose(Collection<Integer> partitions) {
      GroupCollector.this.lose(
          owned.values().stream()
              .filter(group -> partitions.contains(partition(group.plan)))
              .toList());
    }

    /** Most changes are about partitions without groups. */
    private void tell() {
      List<String> names = List.copyOf(owned.keySet());
      if (!names.equals(reported)) {
        reported = names;
        lines.accept(
            "Collecting %d of %d groups%s%s"
                .formatted(
                    names.size(),
                    terms.groups().size(),
                    names.isEmpty() ? "" : ": ",
                    String.join(", ", names)));
      }
    }

    private static int partition(GroupPlan plan) {
      return Partitioning.of(plan.name(), Topics.COLLECTOR_PARTITIONS);
    }
  }
}
