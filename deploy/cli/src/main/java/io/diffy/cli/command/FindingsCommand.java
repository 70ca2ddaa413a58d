package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import io.diffy.view.FindingsTable;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is open now, highest score first. */
@Command(
    name = "findings",
    description = "Show the open findings, highest score first.",
    footer = "Exit code 1 when there are any.")
public final class FindingsCommand implements Callable<Integer> {
  private static final Duration WATCH = Duration.ofMillis(500);

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  @Option(names = "--group", paramLabel = "GROUP", description = "Only this group's.")
  private String group = "";

  @Option(names = "--all", fallbackValue = "true", description = "The closed ones too.")
  private boolean all;

  @Option(
      names = "--follow",
      fallbackValue = "true",
      description = "Go on with every event as it comes, until Ctrl-C.")
  private boolean follow;

  private final CommandContext shell;

  public FindingsCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the findings");
      OpenFindings findings = new OpenFindings();
      try (TopicReader<Finding> reader =
          TopicReader.fromStart(cluster, cluster.topics().findings())) {
        reader.readToEnd(findings::add);
        progress.idle();
        List<Finding> shown = findings.ranked(f -> isWanted(f) && (all || OpenFindings.isOpen(f)));
        print(shown, cluster);
        if (follow) {
          watch(reader, cluster);
        }
        return shown.stream().anyMatch(f -> OpenFindings.isOpen(f) && OpenFindings.isDeviation(f))
            ? ExitCode.FINDINGS
            : ExitCode.NOTHING_FOUND;
      }
    }
  }

  private boolean isWanted(Finding finding) {
    return group.isEmpty() || finding.group().equals(GroupKey.parse(group));
  }

  private void print(List<Finding> findings, Cluster cluster) {
    if (output.format != OutputFormat.TABLE) {
      new CommandOutput(shell.screen())
          .print(output.format, cluster.topics().findings().codec(), findings);
    } else if (findings.isEmpty()) {
      shell.screen().out().println(all ? "No findings." : "No open findings.");
    } else {
      table().print(findings);
    }
  }

  private void watch(TopicReader<Finding> reader, Cluster cluster) {
    while (true) {
      List<Finding> events = reader.poll(WATCH).stream().filter(this::isWanted).toList();
      if (output.format != OutputFormat.TABLE) {
        new CommandOutput(shell.screen())
            .print(OutputFormat.NDJSON, cluster.topics().findings().codec(), events);
      } else {
        events.forEach(event -> shell.screen().out().println(Terminal.safe(table().line(event))));
      }
    }
  }

  private FindingsTable table() {
    return new FindingsTable(new RowSummary(TriagePack.load()), shell.screen());
  }
}
