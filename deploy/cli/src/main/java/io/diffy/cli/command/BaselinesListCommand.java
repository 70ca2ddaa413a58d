package io.diffy.cli.command;

import io.diffy.baseline.BaselineWriter;
import io.diffy.baseline.KnownBaselines;
import io.diffy.cluster.Cluster;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.view.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which baselines of a group are in force, and which wait for signatures. */
@Command(
    name = "list",
    description = "Show which baselines of a group are in force, and which wait for signatures.",
    footer = "What is in force is by the keys of this call's configuration: trust.keys.")
final class BaselinesListCommand extends ClusterCommand {
  @Mixin private OutputOptions output;
  @Mixin private GroupParameter group;

  BaselinesListCommand(CommandContext context) {
    super(context);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("reading the baselines");
    GroupKey meant = group.in(cluster, context);
    List<Baseline> baselines =
        KnownBaselines.read(cluster, meant, "").all().stream()
            .flatMap(pair -> Stream.concat(pair.inForce().stream(), pair.waiting().stream()))
            .toList();
    progress.idle();
    output.print(
        context.screen(),
        cluster.topics().baselines().codec(),
        baselines,
        found -> print(meant, found, new BaselineWriter(cluster)));
    return ExitCode.NOTHING_FOUND;
  }

  private void print(GroupKey meant, List<Baseline> baselines, BaselineWriter writer) {
    if (baselines.isEmpty()) {
      context.say("No baseline of " + meant + ".");
    } else {
      table(baselines, writer).print(context.screen());
    }
  }

  private static TableView table(List<Baseline> baselines, BaselineWriter writer) {
    TableView table =
        new TableView()
            .column("QUERY")
            .number("VERSION")
            .column("STATE", "TAKEN (UTC)")
            .column("BY", "SIGNED BY")
            .flexible("FOR");
    for (Baseline baseline : baselines) {
      Verdict verdict = writer.verdict(baseline);
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
