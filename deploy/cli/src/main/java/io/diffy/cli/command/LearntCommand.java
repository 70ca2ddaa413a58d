package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.CommandContext;
import io.diffy.settings.judging.PinnedColumns;
import io.diffy.terminal.Progress;
import io.diffy.view.LearntView;
import io.diffy.view.LearntView.Line;
import io.diffy.view.LearntView.Visitor;
import io.diffy.view.RowSummary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which columns of a group are not compared, and what is known to come and go in it. */
@Command(
    name = "learnt",
    description =
        "List the columns that a group's hosts showed to be volatile or that are pinned, and what"
            + " comes and goes.",
    footer = {
      "Pins are volatile.<query>=<column>,… and never-volatile.<query>=… in the --config file;",
      "those shown are of this call's configuration."
    })
final class LearntCommand extends ClusterCommand {
  @Mixin private OutputOptions output;
  @Mixin private GroupParameter group;

  LearntCommand(CommandContext context) {
    super(context);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("reading the evaluations");
    Map<GroupKey, LearntView> views = new TreeMap<>();
    TopicReader.readAll(
        cluster,
        cluster.topics().evaluations(),
        evaluation ->
            views.computeIfAbsent(evaluation.group(), g -> new LearntView()).add(evaluation));
    progress.idle();
    GroupKey meant = group.in(cluster, context);
    LearntView view = views.getOrDefault(meant, new LearntView());
    List<Line> lines = view.lines(PinnedColumns.of(context.settings()));
    List<Visitor> visitors = view.visitors();
    if (!output.isTable()) {
      output.json(
          context.screen(),
          Stream.concat(lines.stream().map(Line::json), visitors.stream().map(Visitor::json))
              .toList());
      return ExitCode.NOTHING_FOUND;
    }
    if (lines.isEmpty()) {
      context.say("In " + meant + " nothing is known to be volatile.");
    } else {
      LearntView.table(lines).print(context.screen());
    }
    if (!visitors.isEmpty()) {
      LearntView.visitors(visitors, new RowSummary(ShippedPacks.all())).print(context.screen());
    }
    if (view.leftOut() > 0) {
      context.say("There is no room to remember %d more that came.".formatted(view.leftOut()));
    }
    return ExitCode.NOTHING_FOUND;
  }
}
