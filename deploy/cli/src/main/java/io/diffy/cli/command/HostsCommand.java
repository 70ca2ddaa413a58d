package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Finding;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.view.FindingsTable;
import io.diffy.view.HostRanking;
import io.diffy.view.InformationalFindings;
import io.diffy.view.OpenFindings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which instances of a group to look at first. */
@Command(
    name = "hosts",
    description = "Rank the instances of a group by what speaks against them.",
    footer = "Exit code 1 when there are any.")
final class HostsCommand extends ClusterCommand {
  @Mixin private OutputOptions output;
  @Mixin private GroupParameter group;

  HostsCommand(CommandContext context) {
    super(context);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("reading the findings");
    OpenFindings findings = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    progress.idle();
    List<Finding> open =
        findings.ranked(f -> f.group().equals(group.key()) && OpenFindings.isOpen(f));
    print(HostRanking.of(open), open);
    return ExitCode.of(open.stream().anyMatch(Finding::isLead));
  }

  private void print(List<HostRanking.RankedHost> hosts, List<Finding> open) {
    if (!output.isTable()) {
      output.json(context.screen(), hosts.stream().map(HostRanking.RankedHost::json).toList());
      return;
    }
    FindingsTable.on(context.screen()).printSilent(open);
    if (hosts.isEmpty()) {
      context.say("No instance of " + group + " has open findings.");
    } else {
      FindingsTable.on(context.screen()).printHosts(hosts);
    }
    InformationalFindings.of(open).forEach(line -> context.say(line));
  }
}
