package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.console.Console;
import io.diffy.console.ConsoleOptions;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.service.CommandContext;
import io.diffy.simulator.DemoFleet;
import io.diffy.simulator.Simulation;
import io.diffy.terminal.Progress;
import io.diffy.view.FindingCounts;
import io.diffy.view.FindingsTable;
import io.diffy.view.HostRanking;
import io.diffy.view.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows on a simulated group, in a minute, what this is for. Leaves nothing behind. */
@Command(
    name = "demo",
    description =
        "Watch a compromise of a simulated group being scoped. Needs nothing, leaves nothing.")
final class DemoCommand implements Callable<Integer> {
  private static final Duration INTERVAL = Duration.ofHours(1);

  @Mixin private OutputOptions output;
  @Mixin private ConsoleOptions console;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Another seed, another fleet. Default: ${DEFAULT-VALUE}")
  private long seed;

  private final CommandContext context;
  private final ProcessorLauncher launcher;

  DemoCommand(CommandContext context, ProcessorLauncher launcher) {
    this.context = context;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    console.check();
    DemoFleet fleet = new DemoFleet(seed, INTERVAL);
    GroupKey group = fleet.group();
    say(
        "This group is simulated: %d servers named %s, made up by seed %d. Broker and processor are real.",
        DemoFleet.SIZE, group, seed);
    try (Progress progress = new Progress(context.screen());
        // One group lies on one partition; others would only take time to start.
        Cluster cluster = Cluster.temporary(1, context, progress)) {
      cluster.ensureTopics(Map.of());
      try (LocalProcessor processor = LocalProcessor.start(launcher, cluster, progress)) {
        progress.idle();
        int found =
            story(fleet, new OnDemandRound(cluster, group, ""), processor, cluster, progress);
        show(cluster);
        return found;
      }
    }
  }

  /** Who looks on sees it in a browser, too, until Ctrl-C; a script goes on. */
  private void show(Cluster cluster) {
    if (!console.given() && !(context.screen().outIsTty() && output.isTable())) {
      return;
    }
    try (Console pages = console.startAnywhere(cluster, context, cluster.state())) {
      say("");
      say("The same in a browser, until Ctrl-C: %s", pages.address());
      context.screen().out().flush();
      ConsoleCommand.awaitStop();
    }
  }

  private int story(
      DemoFleet fleet,
      OnDemandRound round,
      LocalProcessor processor,
      Cluster cluster,
      Progress progress) {
    Instant now = context.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    say(
        "1. Every server answers %d queries, as on any day: other pids, other ephemeral ports, own names in command lines.",
        Simulation.queries().size());
    List<Observation> clean = fleet.cleanRound(now.minus(INTERVAL));
    List<Finding> before =
        round.judge(clean, now, processor::requireRunning, progress::step).open();
    progress.idle();
    say("   %,d rows judged, %s.", rows(clean), FindingCounts.of(before));

    say(
        "2. Meanwhile an attacker gets into two of them: a backdoor on one; on the other the audit daemon and a firewall rule go.");
    List<Observation> compromised = fleet.compromisedRound(now);
    List<Finding> open =
        round.judge(compromised, now, processor::requireRunning, progress::step).open();
    progress.idle();
    say(
        "3. Every server answers again: %,d rows judged, %s.",
        rows(compromised), FindingCounts.of(open));
    output.print(context.screen(), cluster.topics().findings().codec(), open, this::print);
    if (context.screen().outIsTty() && output.isTable()) {
      say("");
      say("The same on this host, which is not simulated:");
      say("  diffy new baseline local     keep what it answers now");
      say("  diffy new analysis local     later: what has changed, and why it matters");
    }
    return ExitCode.of(Verdict.accusesNow(open));
  }

  private void print(List<Finding> open) {
    FindingsTable table = FindingsTable.on(context.screen());
    context.say("");
    table.print(open);
    context.say("");
    context.say("Which servers to look at first:");
    context.say("");
    table.printHosts(HostRanking.of(open));
  }

  /** The story belongs to the results for a person, and beside them for a program. */
  private void say(String text, Object... arguments) {
    output.remarks(context.screen()).tell(text, arguments);
  }

  private static int rows(List<Observation> round) {
    return round.stream().mapToInt(observation -> observation.rows().size()).sum();
  }
}
