package io.diffy.cli.command;

import io.diffy.baseline.KnownBaselines;
import io.diffy.baseline.Promotion;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.terminal.Terminal;
import io.diffy.view.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows which baselines of a group are in force, and which wait for signatures. */
@Command(
    name = "list",
    description = "Show which baselines of a group are in force, and which wait for signatures.",
    footer = "What is in force is by the keys of this call's configuration: trust.keys.")
public final class BaselinesListCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

  private final CommandContext shell;

  public BaselinesListCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the baselines");
      List<Baseline> baselines =
          KnownBaselines.read(cluster, GroupKey.parse(group), "").all().stream()
              .flatMap(pair -> Stream.concat(pair.inForce().stream(), pair.waiting().stream()))
              .toList();
      progress.idle();
      if (output.format != OutputFormat.TABLE) {
        new CommandOutput(shell.screen())
            .print(output.format, cluster.topics().baselines().codec(), baselines);
      } else if (baselines.isEmpty()) {
        shell.screen().out().println("No baseline of " + Terminal.safe(group) + ".");
      } else {
        table(baselines, new Promotion(cluster)).print(shell.screen());
      }
      return ExitCode.NOTHING_FOUND;
    }
  }

  private static TableView table(List<Baseline> baselines, Promotion promotion) {
    TableView table =
        new TableView()
            .column("QUERY")
            .number("VERSION")
            .column("STATE")
            .column("TAKEN (UTC)")
            .column("BY")
            .column("SIGNED BY")
            .flexible("FOR");
    for (Baseline baseline : baselines) {
      Verdict verdict = promotion.verdict(baseline);
      List<String> notes = new ArrayList<>();
      notes.add(
          (baseline.withdrawn() ? "no baseline from this version on: " : "from: ")
              + baseline.source());
      if (!verdict.valid()) {
        notes.add("not in force: " + verdict.reason());
      }
      table.row(
          verdict.valid() ? Style.PLAIN : Style.DIM,
          List.of(
              baseline.query(),
              String.valueOf(baseline.version()),
              state(baseline, verdict),
              TimeText.minutes(baseline.takenAt()),
              baseline.takenBy(),
              String.join(", ", verdict.keys()),
              baseline.cohort().label()),
          notes);
    }
    return table;
  }

  private static String state(Baseline baseline, Verdict verdict) {
    return switch (verdict.standing()) {
      case VALID -> baseline.withdrawn() ? "withdrawn" : "in force";
      case PROPOSED -> "proposed";
      case REFUSED -> "refused";
    };
  }
}
