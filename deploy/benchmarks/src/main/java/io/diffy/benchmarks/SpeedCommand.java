package io.diffy.benchmarks;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.simulator.Simulation;
import io.diffy.terminal.Progress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast one big group is read and judged, next to parsing alone in the same run. Broker and
 * processor are real and share this process.
 */
@Command(
    name = "speed",
    description = "Measures rows per second of parsing alone and of the whole path.")
final class SpeedCommand implements Callable<Integer> {
  /** Recorded time may lie anywhere. */
  private static final Map<String, String> RECORDED_TIME =
      Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1");

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Hosts of the group. Default: ${DEFAULT-VALUE}")
  private int instances;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1")
  private long seed;

  private final CommandContext context;

  SpeedCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Simulation simulation = Simulation.ofSize(instances, seed);
    try (Progress progress = new Progress(context.screen());
        Cluster cluster = Cluster.temporary(Topics.DEFAULT_PARTITIONS, context, progress)) {
      cluster.ensureTopics(RECORDED_TIME);
      progress.step("simulating %,d hosts".formatted(instances));
      long latest = publish(simulation, cluster);
      progress.step("parsing");
      ParseRun warm = ParseRun.of(cluster);
      ParseRun parsed = ParseRun.of(cluster);
      HeapWatch heap = HeapWatch.start();
      double read;
      double judged;
      try (LocalProcessor processor =
          LocalProcessor.start(
              new ProcessorLauncher(DiffyConfig.shipped().withoutTicks()), cluster, progress)) {
        progress.step("reading and keeping");
        read =
            CommitWatch.seconds(
                cluster, processor::requireRunning, cluster.topics().observations());
        end(cluster, latest);
        progress.step("judging");
        judged =
            CommitWatch.seconds(cluster, processor::requireRunning, cluster.topics().control());
      }
      progress.idle();
      print(warm, parsed, read, judged, heap);
    }
    return 0;
  }

  /** Returns the time of the latest record, in milliseconds. */
  private static long publish(Simulation simulation, Cluster cluster) {
    Records records = new Records(cluster.topics());
    long[] latest = {0};
    try (RecordWriter writer = new RecordWriter(cluster)) {
      simulation.forEach(
          delivery -> {
            long millis = delivery.arrived().toEpochMilli();
            latest[0] = Math.max(latest[0], millis);
            writer.write(at(millis, records.observation(delivery.observation())));
          });
      writer.flush();
    }
    return latest[0];
  }

  /** All windows are due now. */
  private static void end(Cluster cluster, long latest) {
    Topics topics = cluster.topics();
    Records records = new Records(topics);
    Control end = new Control.End(new GroupKey("", "", "speed"));
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (int partition = 0; partition < topics.control().partitions(); partition++) {
        writer.write(at(latest + 1, records.control(end, partition)));
      }
      writer.flush();
    }
  }

  private static ProducerRecord<byte[], byte[]> at(
      long millis, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), record.partition(), millis, record.key(), record.value());
  }

  private void print(ParseRun warm, ParseRun parsed, double read, double judged, HeapWatch heap) {
    int windows = Simulation.queries().size();
    double whole = read + judged;
    ReportTable table = new ReportTable("step", "seconds", "rows per second", "times parsing");
    table.row("parsing alone, first pass", seconds(warm.seconds()), rate(warm, warm.seconds()), "");
    table.row(
        "parsing alone, again", seconds(parsed.seconds()), rate(parsed, parsed.seconds()), "1.00");
    table.row("reading and keeping", seconds(read), rate(parsed, read), times(read, parsed));
    table.row(
        "judging %d windows".formatted(windows),
        seconds(judged),
        rate(parsed, judged),
        times(judged, parsed));
    table.row("the whole path", seconds(whole), rate(parsed, whole), times(whole, parsed));
    List<String> head =
        List.of(
            "%,d instances, %d queries, %,d rows, %,d MB of JSON; at most %,d MB of heap"
                .formatted(
                    instances,
                    windows,
                    parsed.rows(),
                    parsed.bytes() >> 20,
                    Runtime.getRuntime().maxMemory() >> 20),
            "");
    head.forEach(context.screen().out()::println);
    table.lines().forEach(context.screen().out()::println);
    context.screen().out().println();
    context.say(
        "%.0f ms for one window; heap, broker included: at most %,d MB used, at most %,d MB left by a collection",
        1000 * judged / windows, heap.peakMb(), heap.mostLeftMb());
  }

  private static String seconds(double seconds) {
    return "%.2f".formatted(seconds);
  }

  private static String rate(ParseRun parsed, double seconds) {
    return "%,.0f".formatted(parsed.rows() / seconds);
  }

  private static String times(double seconds, ParseRun parsed) {
    return "%.2f".formatted(seconds / parsed.seconds());
  }
}
