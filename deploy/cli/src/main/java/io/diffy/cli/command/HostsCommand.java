package io.diffy.cli.command;

import io.diffy.cli.command.FilterOptions.Chosen;
import io.diffy.cli.command.FilterOptions.State;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.view.FindingsCsv;
import io.diffy.view.FindingsTable;
import io.diffy.view.HostRanking;
import io.diffy.view.HostRanking.RankedHost;
import io.diffy.view.InformationalFindings;
import io.diffy.view.OpenFindings;
import io.diffy.view.SetAsideView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows which instances of a group to look at first. */
@Command(
    name = "hosts",
    description = "Rank the instances of a group, or of all, by what speaks against them.",
    footer =
        "Exit code 1 when something of medium or above is open on one, 3 when there is nothing that"
            + " was judged.")
final class HostsCommand extends ClusterCommand {
  @Mixin private RankedOutput output;
  @Mixin private FilterOptions filter;
  @Mixin private FindingsInput input;

  @Parameters(
      paramLabel = "GROUP",
      arity = "0..1",
      defaultValue = "",
      description = "Its key, or its plain name. Default: all groups.")
  private String group = "";

  HostsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    filter.group = group.isEmpty() ? filter.group : group;
    if (!input.given()) {
      return super.call();
    }
    try (Progress progress = new Progress(context.screen())) {
      OpenFindings findings = new OpenFindings();
      KnownGroups known = input.read(context, progress, findings);
      return input.exitCode(show(findings, known, new SetAsideView()));
    }
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("reading the findings");
    OpenFindings findings = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    SetAsideView aside = new SetAsideView();
    if (output.plain().isTable()) {
      TopicReader.readAll(cluster, cluster.topics().evaluations(), aside::add);
    }
    progress.idle();
    return ExitCode.of(show(findings, KnownGroups.in(cluster, findings.groups()), aside));
  }

  /** Whether anybody is accused. */
  private boolean show(OpenFindings findings, KnownGroups known, SetAsideView aside) {
    Chosen chosen = filter.of(findings, State.OPEN, known, context);
    List<RankedHost> hosts =
        HostRanking.of(chosen.shown()).stream()
            .filter(host -> filter.isWantedHost(host.instance()))
            .toList();
    if (!output.printed(context.screen(), () -> FindingsCsv.hosts(hosts))) {
      print(hosts, chosen, known, aside);
    }
    return chosen.accuses();
  }

  private void print(List<RankedHost> hosts, Chosen chosen, KnownGroups known, SetAsideView aside) {
    if (!output.plain().isTable()) {
      output.plain().json(context.screen(), hosts.stream().map(RankedHost::json).toList());
      return;
    }
    FindingsTable.on(context.screen()).printSilent(chosen.shown());
    String where =
        chosen
            .group()
            .map(Object::toString)
            .orElseGet(() -> Phrases.some(known.names(), 3, "groups"));
    if (hosts.isEmpty()) {
      context.say("No instance of %s has open findings%s.", where, chosen.others());
    } else {
      FindingsTable.on(context.screen()).printHosts(hosts);
      context.say("");
      context.say("%s of %s%s.", Phrases.count(hosts.size(), "instance"), where, chosen.others());
      chosen.onlyTold().ifPresent(said -> context.say(said));
    }
    InformationalFindings.of(chosen.shown()).forEach(line -> context.screen().tell(line));
    aside.print(context.screen(), chosen.group(), ShippedPacks.all());
  }
}
