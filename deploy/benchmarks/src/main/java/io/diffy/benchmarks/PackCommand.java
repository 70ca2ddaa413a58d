package io.diffy.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.cli.command.PackCost;
import io.diffy.cli.command.PackCost.Cost;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.service.CommandContext;
import io.diffy.service.InputFile;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a round of a pack costs the host that is asked: all its queries, one after the other. The
 * agent asks only those that are due, so its rounds are cheaper.
 */
@Command(
    name = "pack",
    description =
        "CPU and memory of a round of a pack on this host by the built-in tables, the first and later ones; rows per hour.")
final class PackCommand implements Callable<Integer> {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @Option(
      names = "--pack",
      paramLabel = "FILE",
      defaultValue = "triage",
      description = "triage, deep, or a pack's file. Default: ${DEFAULT-VALUE}")
  private Path pack;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      defaultValue = "/",
      description = "Holds the host's file system. Default: ${DEFAULT-VALUE}")
  private Path root;

  @Option(names = "--rounds", defaultValue = "10", paramLabel = "N")
  private int rounds;

  private static final double FLEET = 1000;
  private static final double SECONDS = 3600;

  private final CommandContext context;

  PackCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Pack asked = InputFile.packOrShipped(pack);
    BuiltInSource source = new BuiltInSource(root);
    long packages = count(source, "deb_packages");
    long files = count(source, "file WHERE path LIKE '/etc/%%' OR path LIKE '/usr/bin/%'");
    long processes = count(source, "processes");
    long before = live();
    long resident = resident();
    PackCost cost = new PackCost(asked, source, root);
    List<Long> cpu = new ArrayList<>();
    try (Progress progress = new Progress(context.screen().aside())) {
      for (int round = 1; round <= Math.max(2, rounds); round++) {
        progress.step("round " + round);
        long start = PROCESS.getProcessCpuTime();
        cost.round();
        cpu.add(PROCESS.getProcessCpuTime() - start);
      }
      progress.idle();
    }
    long grown = resident() - resident;
    long kept = live() - before;
    List<Cost> costs = cost.costs();
    long[] later = cpu.stream().skip(1).mapToLong(nanos -> nanos).sorted().toArray();
    ReportTable table = new ReportTable("round of " + asked.name(), "first", "later");
    table.row(
        "CPU s of the process, compiling included",
        seconds(cpu.get(0)),
        seconds(later[later.length / 2]));
    table.row(
        "CPU s of the threads and commands that answer",
        seconds(sum(costs, Cost::first)),
        seconds(sum(costs, Cost::warm)));
    table.row("least CPU s of a later round", "", seconds(Arrays.stream(later).min().orElse(0)));
    costs.stream()
        .mapToInt(each -> each.query().intervalSeconds())
        .distinct()
        .sorted()
        .forEach(
            every -> {
              List<Cost> due =
                  costs.stream().filter(each -> each.query().intervalSeconds() == every).toList();
              table.row(
                  "of it, due every %d s: %d queries".formatted(every, due.size()),
                  seconds(sum(due, Cost::first)),
                  seconds(sum(due, Cost::warm)));
            });
    table.lines().forEach(context.screen().out()::println);
    context.say(
        "%,d packages, %,d files below /etc and in /usr/bin, %,d processes.",
        packages, files, processes);
    context.say(
        "Memory: %.1f MB more are kept, %.1f MB more were resident at the end.",
        kept / 1e6, grown / 1e6);
    double rows = costs.stream().mapToDouble(each -> each.hourly() * each.rows()).sum();
    double bytes = costs.stream().mapToDouble(each -> each.hourly() * each.bytes()).sum();
    context.say(
        "An hour: %,.0f rows, %,.0f KB, %.2f s of CPU, which is %.3f %% of a core.",
        rows, bytes / 1e3, hourly(costs), hourly(costs) / 36);
    context.say(
        "1,000 such hosts: %,.0f rows and %,.0f KB a second.",
        rows * FLEET / SECONDS, bytes / 1e3 * FLEET / SECONDS);
    costs.stream()
        .filter(each -> each.coverage() != Coverage.OK)
        .forEach(each -> context.note("%s: %s", each.query().name(), each.error()));
    return 0;
  }

  private static double hourly(List<Cost> costs) {
    return costs.stream().mapToDouble(each -> each.hourly() * each.warm().toNanos() / 1e9).sum();
  }

  private static long sum(List<Cost> costs, Function<Cost, Duration> part) {
    return costs.stream().map(part).mapToLong(Duration::toNanos).sum();
  }

  private static long count(BuiltInSource source, String from) {
    PackQuery query = PackQuery.of("count", "SELECT count(*) AS n FROM " + from, 3600);
    return source.ask(query).rows().stream()
        .mapToLong(row -> Long.parseLong(row.get("n")))
        .findFirst()
        .orElse(0);
  }

  private static String seconds(long nanos) {
    return "%.2f".formatted(nanos / 1e9);
  }

  private static long live() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long resident() {
    try (var lines = Files.lines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
