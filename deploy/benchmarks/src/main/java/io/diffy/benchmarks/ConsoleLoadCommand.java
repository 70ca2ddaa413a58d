package io.diffy.benchmarks;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Finding;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a console takes until it knows a big fleet, what heap it needs, and how fast it answers
 * what its pages ask while findings come. It is a process of its own, as it is run.
 */
@Command(
    name = "console",
    description = "Measures start, heap and answers of a console over many groups.")
final class ConsoleLoadCommand implements Callable<Integer> {
  private static final Map<String, String> RECORDED_TIME =
      Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1");
  private static final int PARTITIONS = 8;

  @Option(names = "--groups", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}")
  private int groups;

  @Option(
      names = "--hosts",
      defaultValue = "500",
      description = "Of each. Default: ${DEFAULT-VALUE}")
  private int hosts;

  @Option(
      names = "--findings",
      defaultValue = "10000",
      description = "Open. Default: ${DEFAULT-VALUE}")
  private int findings;

  @Option(
      names = "--hours",
      defaultValue = "24",
      description = "How far back evaluations go. Default: ${DEFAULT-VALUE}")
  private int hours;

  @Option(names = "--heap", defaultValue = "512m", description = "Default: ${DEFAULT-VALUE}")
  private String heap;

  @Option(
      names = "--times",
      defaultValue = "40",
      description = "Each question. Default: ${DEFAULT-VALUE}")
  private int times;

  private final CommandContext context;

  ConsoleLoadCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ConsoleFleet fleet =
        new ConsoleFleet(
            groups, hosts, findings, hours, Instant.now().truncatedTo(ChronoUnit.HOURS));
    try (Progress progress = new Progress(context.screen());
        Cluster cluster = Cluster.temporary(PARTITIONS, context, progress)) {
      cluster.ensureTopics(RECORDED_TIME);
      progress.step("writing what a processor would have");
      long records = fleet.publish(cluster);
      progress.idle();
      context.say(
          "%,d groups of %,d hosts, %,d open findings, %,d records; -Xmx%s",
          groups, hosts, findings, records, heap);
      for (String start : List.of("first start", "restart", "restart after kill")) {
        progress.step(start);
        try (ConsoleProcess console =
            ConsoleProcess.start(cluster.bootstrapServers(), cluster.state(), heap)) {
          console.awaitReady();
          progress.idle();
          context.say(
              "%s: ready after %.1f s, %.1f s of CPU, %,d MB of heap live",
              start, console.readyAfter(), console.cpuSeconds(), console.liveHeapMb());
          if (start.equals("restart")) {
            ask(fleet, cluster, console);
            context.say("%,d MB of heap live after that", console.liveHeapMb());
            console.kill();
          }
        }
      }
    }
    return 0;
  }

  /** While findings come: what was counted for the last answer does not serve the next. */
  private void ask(ConsoleFleet fleet, Cluster cluster, ConsoleProcess console) {
    ReportTable table = new ReportTable("question", "kB", "gzip kB", "p50 ms", "p99 ms", "CPU ms");
    try (RecordWriter writer = new RecordWriter(cluster)) {
      Finding event = fleet.finding(0);
      for (String question : questions(fleet)) {
        double[] millis = new double[times];
        long[] sizes = new long[2];
        double before = console.cpuSeconds();
        for (int i = 0; i < times; i++) {
          for (int skip = 0; skip < 10; skip++) {
            event = ConsoleFleet.next(event);
          }
          writer.write(ConsoleFleet.record(cluster.topics().findings(), event.group(), event));
          writer.flush();
          millis[i] = console.millis(question, i % 2 == 0, sizes);
        }
        Arrays.sort(millis);
        table.row(
            question.length() > 60 ? question.substring(0, 60) : question,
            "%,d".formatted(sizes[0] >> 10),
            "%,d".formatted(sizes[1] >> 10),
            "%.0f".formatted(millis[times / 2]),
            "%.0f".formatted(millis[Math.min(times - 1, times * 99 / 100)]),
            "%.0f".formatted(1_000 * (console.cpuSeconds() - before) / times));
      }
    }
    table.lines().forEach(context.screen().out()::println);
  }

  /** What the pages ask when they open. */
  private static List<String> questions(ConsoleFleet fleet) {
    String group = "group=" + encoded(ConsoleFleet.group(7).toString());
    Finding one = fleet.finding(7);
    return List.of(
        "/v1/health",
        "/v1/status",
        "/v1/status?since=-2h",
        "/v1/groups?limit=12",
        "/v1/groups?limit=500",
        "/v1/stories?limit=8&min_severity=medium",
        "/v1/stories?limit=200",
        "/v1/stories?limit=200&text=fontd-77",
        "/v1/findings?limit=200&sort=recent",
        "/v1/findings/" + one.uid(),
        "/v1/exceptions?state=in_force&limit=500",
        "/v1/group?" + group,
        "/v1/group/matrix?limit=500&" + group,
        "/v1/evaluations?limit=500&" + group,
        "/v1/instances?limit=200",
        "/v1/instances?limit=200&text=ip-10-7",
        "/v1/instance?" + group + "&instance=" + one.instances().get(0).instanceId(),
        "/v1/as-of?limit=200&at=-3h",
        "/v1/seen?value=fontd-77",
        "/v1/audit",
        "/v1/baselines");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
