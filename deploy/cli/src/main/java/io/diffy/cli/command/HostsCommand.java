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
import io.diffy.view.HostRanking;
import io.diffy.view.HostsJson;
import io.diffy.view.InformationalFindings;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows which instances of a group to look at first. */
@Command(
    name = "hosts",
    description = "Rank the instances of a group by what speaks against them.",
    footer = "Exit code 1 when there are any.")
public final class HostsCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

  private final CommandContext shell;

  public HostsCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the findings");
      OpenFindings findings = new OpenFindings();
      TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
      progress.idle();
      GroupKey key = GroupKey.parse(group);
      List<Finding> open = findings.ranked(f -> f.group().equals(key) && OpenFindings.isOpen(f));
      print(HostRanking.of(open), open);
      return open.stream().anyMatch(OpenFindings::isDeviation)
          ? ExitCode.FINDINGS
          : ExitCode.NOTHING_FOUND;
    }
  }

  private void print(List<HostRanking.RankedHost> hosts, List<Finding> open) {
    if (output.format != OutputFormat.TABLE) {
      List<String> lines = hosts.stream().map(HostsJson::line).map(Terminal::safeJson).toList();
      shell
          .screen()
          .out()
          .println(
              output.format == OutputFormat.JSON
                  ? "[" + String.join(",\n", lines) + "]"
                  : String.join("\n", lines));
      return;
    }
    if (hosts.isEmpty()) {
      shell
          .screen()
          .out()
          .println("No instance of " + Terminal.safe(group) + " has open findings.");
    } else {
      new FindingsTable(new RowSummary(TriagePack.load()), shell.screen()).printHosts(hosts);
    }
    InformationalFindings.of(open)
        .forEach(line -> shell.screen().out().println(Terminal.safe(line)));
  }
}
