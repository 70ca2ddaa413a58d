package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandContext;
import io.diffy.settings.PinnedColumns;
import io.diffy.terminal.Progress;
import io.diffy.view.LearntView;
import io.diffy.view.LearntView.Line;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which columns of a group are not compared, because its hosts agree on no value. */
@Command(
    name = "learnt",
    description =
        "List the columns that a group's hosts showed to be volatile, or that are pinned.",
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
    List<Line> lines =
        views.getOrDefault(meant, new LearntView()).lines(PinnedColumns.of(context.settings()));
    if (!output.isTable()) {
      output.json(context.screen(), lines.stream().map(Line::json).toList());
    } else if (lines.isEmpty()) {
      context.say("In " + meant + " nothing is known to be volatile.");
    } else {
      LearntView.table(lines).print(context.screen());
    }
    return ExitCode.NOTHING_FOUND;
  }
}
