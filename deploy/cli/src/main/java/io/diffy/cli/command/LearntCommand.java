package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandContext;
import io.diffy.settings.PinnedColumns;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import io.diffy.view.LearntView;
import io.diffy.view.LearntView.Line;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows which columns of a group are not compared, because its hosts agree on no value. */
@Command(
    name = "learnt",
    description =
        "List the columns that a group's hosts showed to be volatile, or that are pinned.",
    footer = {
      "Pins are volatile.<query>=<column>,… and never-volatile.<query>=… in the --config file;",
      "those shown are of this call's configuration."
    })
public final class LearntCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

  private final CommandContext shell;

  public LearntCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the evaluations");
      GroupKey key = GroupKey.parse(group);
      LearntView view = new LearntView();
      TopicReader.readAll(
          cluster,
          cluster.topics().evaluations(),
          evaluation -> {
            if (evaluation.group().equals(key)) {
              view.add(evaluation);
            }
          });
      progress.idle();
      print(view.lines(PinnedColumns.of(shell.settings())));
      return ExitCode.NOTHING_FOUND;
    }
  }

  private void print(List<Line> lines) {
    if (output.format == OutputFormat.TABLE) {
      if (lines.isEmpty()) {
        shell
            .screen()
            .out()
            .println("In " + Terminal.safe(group) + " nothing is known to be volatile.");
      } else {
        LearntView.table(lines).print(shell.screen());
      }
      return;
    }
    List<String> json = lines.stream().map(Line::json).map(Terminal::safeJson).toList();
    if (output.format == OutputFormat.JSON) {
      shell.screen().out().println("[" + String.join(",\n", json) + "]");
    } else {
      json.forEach(shell.screen().out()::println);
    }
  }
}
