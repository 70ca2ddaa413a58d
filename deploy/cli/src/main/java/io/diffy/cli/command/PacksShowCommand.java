package io.diffy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.agent.RowSources;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.osquery.OsqueryiSource;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.cli.command.PackCost.Cost;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.InputFile;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the queries of a pack on this host, and says what each costs. */
@Command(
    name = "show",
    description = {
      "Ask each query of a pack on this host a few times and say what it costs: CPU time of the first and of a later"
          + " answer, rows, bytes, rows sent per hour. Also which built-in tables answer it, and which techniques it shows."
    })
final class PacksShowCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "triage, deep, or a pack's file. Default: triage.")
  private Path file;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      defaultValue = "/",
      description = "Holds the host's file system. Default: ${DEFAULT-VALUE}")
  private Path root;

  @Option(
      names = "--osqueryi",
      paramLabel = "FILE",
      description = "Default: the one on the PATH; without one, the built-in tables.")
  private Path osqueryi;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each is asked. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Mixin private OutputOptions output;

  private final CommandContext context;

  PacksShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Pack pack = InputFile.packOrShipped(file, warning -> context.warn("%s", warning));
    RowSource source = source();
    PackCost cost = new PackCost(pack, source, root);
    try (Progress progress = new Progress(context.screen().aside())) {
      for (int round = 1; round <= Math.max(1, rounds); round++) {
        progress.step("round " + round);
        cost.round();
      }
      progress.idle();
    }
    List<Cost> costs = cost.costs();
    if (output.isTable()) {
      table(costs, source);
    } else {
      output.json(context.screen(), costs.stream().map(PacksShowCommand::json).toList());
    }
    return ExitCode.NOTHING_FOUND;
  }

  private RowSource source() {
    try {
      return RowSources.choose(
          Optional.ofNullable(osqueryi), OsqueryiSource.Options.DEFAULT, root, BuiltInSource::new);
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private void table(List<Cost> costs, RowSource source) {
    TableView table =
        new TableView()
            .names("QUERY")
            .number("EVERY", "FIRST ms", "WARM ms", "ROWS", "KB", "ROWS/h");
    for (Cost each : costs) {
      table.row(
          each.coverage() == Coverage.OK ? Style.PLAIN : Style.DIM,
          List.of(
              each.query().name(),
              every(each.query().intervalSeconds()),
              millis(each.first()),
              millis(each.warm()),
              "%,d".formatted(each.rows()),
              "%,.1f".formatted(each.bytes() / 1e3),
              "%,.0f".formatted(each.rows() * each.hourly())),
          notes(each));
    }
    table.print(context.screen());
    context.say("");
    context.say(
        "Answered by %s: %s.",
        source.describe(), Phrases.count(costs.size(), "query").replace("querys", "queries"));
    context.say(
        "All at once: %s ms of CPU the first time, %s ms later.",
        millis(sum(costs, Cost::first)), millis(sum(costs, Cost::warm)));
    TreeMap<Integer, List<Cost>> due = new TreeMap<>();
    costs.forEach(
        each ->
            due.computeIfAbsent(each.query().intervalSeconds(), k -> new ArrayList<>()).add(each));
    due.forEach(
        (seconds, some) ->
            context.say(
                "Every %s: %d of them, %s ms.",
                every(seconds), some.size(), millis(sum(some, Cost::warm))));
    context.say(
        "In an hour: %,.0f ms of CPU, %,.0f rows, %,.0f KB.",
        costs.stream().mapToDouble(each -> each.hourly() * each.warm().toNanos() / 1e6).sum(),
        costs.stream().mapToDouble(each -> each.hourly() * each.rows()).sum(),
        costs.stream().mapToDouble(each -> each.hourly() * each.bytes() / 1e3).sum());
  }

  private static Duration sum(List<Cost> costs, Function<Cost, Duration> part) {
    return costs.stream().map(part).reduce(Duration.ZERO, Duration::plus);
  }

  private static List<String> notes(Cost cost) {
    List<String> notes = new ArrayList<>();
    notes.add(
        String.join(" ", cost.query().techniques())
            + " · "
            + PacksCheckCommand.tables(cost.query()));
    if (cost.coverage() != Coverage.OK) {
      notes.add(cost.coverage().word() + ": " + cost.error());
    }
    return notes;
  }

  private static String every(int seconds) {
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  private static String millis(Duration time) {
    return "%,.1f".formatted(time.toNanos() / 1e6);
  }

  private static String json(Cost cost) {
    ObjectNode node = Json.mapper().createObjectNode();
    node.put("query", cost.query().name());
    node.put("interval_seconds", cost.query().intervalSeconds());
    node.put("coverage", cost.coverage().word()).put("error", cost.error());
    node.put("first_cpu_ms", cost.first().toNanos() / 1e6);
    node.put("warm_cpu_ms", cost.warm().toNanos() / 1e6);
    node.put("rows", cost.rows()).put("bytes", cost.bytes());
    node.put("rows_per_hour", cost.rows() * cost.hourly());
    node.put("tables", PacksCheckCommand.tables(cost.query()));
    cost.query().techniques().forEach(node.putArray("techniques")::add);
    return node.toString();
  }
}
