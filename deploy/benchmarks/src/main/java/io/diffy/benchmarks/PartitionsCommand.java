package io.diffy.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.diffy.cluster.Cluster;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a row costs one processor when its topics have one partition, and when they have many. The
 * fleet is the same, so is each hour of it.
 */
@Command(
    name = "partitions",
    description = "Measures CPU per row on topics of one partition and of many.")
final class PartitionsCommand implements Callable<Integer> {
  /** Recorded time may lie anywhere. */
  private static final Map<String, String> RECORDED_TIME =
      Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1");

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Option(names = "--partitions", split = ",", defaultValue = "1,4,8,32", paramLabel = "N")
  private List<Integer> partitions;

  @Option(names = "--groups", defaultValue = "100", paramLabel = "N")
  private int groups;

  @Option(names = "--hosts", defaultValue = "10", paramLabel = "N", description = "Of each group.")
  private int hosts;

  @Option(
      names = "--hours",
      defaultValue = "4",
      paramLabel = "N",
      description = "That are measured.")
  private int hours;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description =
          "Of all counts in turn, there and back, after one that is not counted; of each the cheapest is shown.")
  private int rounds;

  @Option(
      names = "--busy",
      defaultValue = "0",
      paramLabel = "N",
      description = "Threads beside it that never rest.")
  private int busy;

  private final CommandContext context;

  PartitionsCommand(CommandContext context) {
    this.context = context;
  }

  /** CPU seconds and seconds by the clock. */
  private record Cost(double step, double all, double seconds) {
    static Cost now() {
      double own = 0;
      double beside = 0;
      for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
        if (thread != null) {
          double cpu = THREADS.getThreadCpuTime(thread.getThreadId()) / 1e9;
          own +=
              thread.getThreadName().contains("StreamThread-")
                      && !thread.getThreadName().contains("|")
                  ? cpu
                  : 0;
          beside += thread.getThreadName().startsWith("busy-") ? cpu : 0;
        }
      }
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Cost(own, system.getProcessCpuTime() / 1e9 - beside, System.nanoTime() / 1e9);
    }

    Cost since(Cost before) {
      return new Cost(step - before.step, all - before.all, seconds - before.seconds);
    }
  }

  @Override
  public Integer call() {
    // A broker forgets a producer whose last record is a day old, and then refuses its next one.
    Instant begin = context.clock().instant().minus(Duration.ofHours(hours + 2));
    SteadyFleet fleet = new SteadyFleet(begin, groups, hosts, 8, 20);
    for (int i = 0; i < busy; i++) {
      Thread spinning = new Thread(PartitionsCommand::spin, "busy-" + i);
      spinning.setDaemon(true);
      spinning.start();
    }
    Map<Integer, Cost> costs = new LinkedHashMap<>();
    try (Progress progress = new Progress(context.screen())) {
      // The first to run pay for the compiler, and each count has loops of its own: one round of
      // all
      // is not counted, and of the others every second goes back the way it came.
      partitions.forEach(count -> measure(fleet, count, 1, progress));
      List<Integer> back = new ArrayList<>(partitions);
      Collections.reverse(back);
      for (int round = 0; round < rounds; round++) {
        for (int count : round % 2 == 0 ? partitions : back) {
          costs.merge(
              count,
              measure(fleet, count, hours, progress),
              (one, other) -> one.all() < other.all() ? one : other);
        }
      }
      progress.idle();
    }
    double million = fleet.rowsOfHour() * hours / 1e6;
    ReportTable table =
        new ReportTable(
            "partitions", "seconds", "CPU s", "per million rows", "of them the processor's thread");
    costs.forEach(
        (count, cost) ->
            table.row(
                count.toString(),
                "%.1f".formatted(cost.seconds()),
                "%.1f".formatted(cost.all()),
                "%.1f".formatted(cost.all() / million),
                "%.1f".formatted(cost.step() / million)));
    table.lines().forEach(context.screen().out()::println);
    return 0;
  }

  private Cost measure(SteadyFleet fleet, int count, int measured, Progress progress) {
    try (Cluster cluster = Cluster.temporary(count, context, progress)) {
      cluster.ensureTopics(RECORDED_TIME);
      fleet.publish(0, cluster);
      catchUp(cluster, progress, count);
      for (int hour = 1; hour <= measured; hour++) {
        fleet.publish(hour, cluster);
      }
      return catchUp(cluster, progress, count);
    }
  }

  private static Cost catchUp(Cluster cluster, Progress progress, int count) {
    Topics topics = cluster.topics();
    DiffyConfig config =
        DiffyConfig.shipped()
            .withoutTicks()
            .on(topics, cluster.kafka(), cluster.state(), cluster.applicationId());
    try (StreamsRunner processor = StreamsRunner.start(config)) {
      progress.step("%d partitions".formatted(count));
      processor.awaitReady(PATIENCE);
      Cost before = Cost.now();
      CommitWatch.seconds(cluster, () -> {}, topics.observations());
      return Cost.now().since(before);
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}
