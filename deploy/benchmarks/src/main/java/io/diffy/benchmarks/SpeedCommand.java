package io.diffy.benchmarks;

import io.diffy.benchmarks.HourlyFleet.Published;
import io.diffy.cluster.Cluster;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.simulator.Simulation;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a row costs a processor in a process of its own, hour after hour, next to reading the tokens
 * of the same bytes: in one big group and in many small ones.
 */
@Command(
    name = "speed",
    description =
        "CPU per million rows of processor and broker, hour after hour, next to parsing alone.")
final class SpeedCommand implements Callable<Integer> {
  /** Recorded time may lie anywhere. */
  private static final Map<String, String> RECORDED_TIME =
      Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1");

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Hosts of the fleet. Default: ${DEFAULT-VALUE}")
  private int instances;

  @Option(
      names = "--groups",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,100",
      description = "In how many groups, one run for each. Default: ${DEFAULT-VALUE}")
  private List<Integer> groups;

  @Option(names = "--hours", paramLabel = "N", defaultValue = "5")
  private int hours;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1")
  private long seed;

  private final CommandContext context;
  private final ReportTable table =
      new ReportTable(
          "fleet",
          "hour",
          "rows",
          "processor, CPU s per million rows",
          "broker",
          "every token",
          "processor, times tokens",
          "state, MB");

  SpeedCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    try (Progress progress = new Progress(context.screen())) {
      for (int count : groups) {
        measure(count, progress);
      }
      progress.idle();
    }
    table.lines().forEach(context.screen().out()::println);
    return 0;
  }

  private void measure(int count, Progress progress) throws IOException {
    String fleet = "%,d hosts in %,d groups".formatted(instances, count);
    // A broker forgets a producer whose last record is a day old, and then refuses its next one.
    Instant begin =
        context.clock().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(hours + 3L));
    HourlyFleet hourly = new HourlyFleet(Simulation.ofSize(instances, seed), begin, count);
    try (Cluster cluster = Cluster.temporary(Topics.DEFAULT_PARTITIONS, context, progress)) {
      cluster.ensureTopics(RECORDED_TIME);
      try (SpeedWorker.Running worker =
          SpeedWorker.Running.start(cluster.kafka().get("bootstrap.servers"), cluster.state())) {
        for (int hour = 0; hour < hours; hour++) {
          progress.step("%s: hour %d of %d".formatted(fleet, hour + 1, hours));
          double before = worker.cpuSeconds();
          double brokerBefore = brokerSeconds();
          Published published = hourly.publish(hour, cluster);
          CommitWatch.seconds(cluster, worker::requireAlive, cluster.topics().observations());
          CommitWatch.seconds(cluster, worker::requireAlive, cluster.topics().control());
          double million = published.rows() / 1e6;
          double cpu = worker.cpuSeconds() - before;
          table.row(
              fleet,
              Integer.toString(hour + 1),
              "%,d".formatted(published.rows()),
              "%.2f".formatted(cpu / million),
              "%.2f".formatted((brokerSeconds() - brokerBefore) / million),
              "%.2f".formatted(published.tokenSeconds() / million),
              "%.1f".formatted(cpu / published.tokenSeconds()),
              "%d".formatted(worker.stateBytes() >> 20));
          context.note(
              "%s, hour %d: %.1f times every token"
                  .formatted(fleet, hour + 1, cpu / published.tokenSeconds()));
        }
      }
    }
  }

  /** Of the threads of this process that answer clients: what writes to it is none of them. */
  private static double brokerSeconds() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double seconds = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains("data-plane-kafka-")) {
        seconds += threads.getThreadCpuTime(thread.getThreadId()) / 1e9;
      }
    }
    return seconds;
  }
}
