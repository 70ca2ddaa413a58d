package io.diffy.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.diffy.cluster.Cluster;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

  /** In a second, as proc(5) counts CPU. */
  private static final double TICKS = 100;

  /** Place of {@code utime} behind a thread's name in its {@code stat}; {@code stime} follows. */
  private static final int USER = 11;

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

  /**
   * CPU seconds and seconds by the clock.
   *
   * @param step of the processor's own thread
   * @param all of the whole process without Java's compiler: it works for every run that follows,
   *     and on a busy machine it works late
   * @param compiler of Java's compiler
   */
  private record Cost(double step, double all, double compiler, double seconds) {
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
      double compiler = compilerSeconds();
      return new Cost(
          own,
          system.getProcessCpuTime() / 1e9 - beside - compiler,
          compiler,
          System.nanoTime() / 1e9);
    }

    Cost since(Cost before) {
      return new Cost(
          step - before.step,
          all - before.all,
          compiler - before.compiler,
          seconds - before.seconds);
    }

    /**
     * As Linux counts it, since Java hides those threads; elsewhere 0, and it is among the rest.
     */
    private static double compilerSeconds() {
      try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
        return threads.mapToLong(Cost::compilerTicks).sum() / TICKS;
      } catch (IOException e) {
        return 0;
      }
    }

    private static long compilerTicks(Path thread) {
      try {
        String stat = Files.readString(thread.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return stat.contains("CompilerThre")
            ? Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])
            : 0;
      } catch (IOException e) {
        return 0; // it has ended meanwhile
      }
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
      // Each count has loops of its own, slow until they are compiled: one round of all is not
      // counted, and of the others every second goes back the way it came.
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
            "partitions",
            "seconds",
            "CPU s",
            "per million rows",
            "of them the processor's thread",
            "beside them Java's compiler");
    costs.forEach(
        (count, cost) ->
            table.row(
                count.toString(),
                "%.1f".formatted(cost.seconds()),
                "%.1f".formatted(cost.all()),
                "%.1f".formatted(cost.all() / million),
                "%.1f".formatted(cost.step() / million),
                "%.1f".formatted(cost.compiler() / million)));
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
      Cost whole = catchUp(cluster, progress, count);
      // Of several partitions some are read before all are ready, so the start counts, and goes.
      return whole.since(catchUp(cluster, progress, count));
    }
  }

  private static Cost catchUp(Cluster cluster, Progress progress, int count) {
    Topics topics = cluster.topics();
    DiffyConfig config =
        DiffyConfig.shipped()
            .withoutTicks()
            .on(topics, cluster.kafka(), cluster.state(), cluster.applicationId());
    Cost before = Cost.now();
    try (StreamsRunner processor = StreamsRunner.start(config)) {
      progress.step("%d partitions".formatted(count));
      processor.awaitReady(PATIENCE);
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
