package io.diffy.standalone.command;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.TriagePack;
import io.diffy.standalone.Shell;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.observe.AnswerOptions;
import io.diffy.standalone.observe.OnDemandRound;
import io.diffy.standalone.processing.LocalProcessor;
import io.diffy.standalone.processing.ProcessorLauncher;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import io.diffy.standalone.view.FindingsTable;
import io.diffy.standalone.view.HostRanking;
import io.diffy.standalone.view.Remarks;
import io.diffy.standalone.view.RowSummary;
import io.diffy.standalone.view.Story;
import io.diffy.standalone.view.StoryJson;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Collects now, judges now, and says which instances and why. */
@Command(
    name = "analysis",
    description = "Collect now, judge now: what is open against which instance, and why.",
    footer = "Exit code 1 when something is unexpected, missing or changed.")
public final class AnalysisCommand implements Callable<Integer> {
  private static final Set<Kind> DEVIATIONS = Set.of(Kind.UNEXPECTED, Kind.MISSING, Kind.CHANGED);

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;
  @Mixin private AnswerOptions answers;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or a plain name.")
  private String group;

  private final Shell shell;
  private final ProcessorLauncher launcher;

  public AnalysisCommand(Shell shell, ProcessorLauncher launcher) {
    this.shell = shell;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    GroupKey key = GroupKey.parse(group);
    try (Progress progress = new Progress(shell.screen())) {
      List<Observation> newest = answers.newest(key, shell, progress);
      try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
        OnDemandRound.Outcome outcome = judge(cluster, key, newest, progress);
        progress.idle();
        print(outcome, cluster);
        return outcome.open().stream().anyMatch(f -> DEVIATIONS.contains(f.kind()))
            ? ExitCode.FINDINGS
            : ExitCode.NOTHING_FOUND;
      }
    }
  }

  private OnDemandRound.Outcome judge(
      Cluster cluster, GroupKey key, List<Observation> newest, Progress progress) {
    OnDemandRound round = new OnDemandRound(cluster, key);
    if (!cluster.needsProcessor()) {
      return round.judge(newest, shell.clock().instant(), () -> {}, progress);
    }
    try (LocalProcessor processor = LocalProcessor.start(launcher, cluster, progress)) {
      return round.judge(newest, shell.clock().instant(), processor::requireRunning, progress);
    }
  }

  private void print(OnDemandRound.Outcome outcome, Cluster cluster) {
    if (output.format != Format.TABLE) {
      new Output(shell.screen())
          .print(
              output.format,
              new StoryJson(cluster.topics().findings().codec()),
              Story.of(outcome.open()));
      return;
    }
    printCoverage(outcome.evaluations());
    PrintStream out = shell.screen().out();
    // What could not be judged was said above; the table is for what was.
    List<Finding> open =
        outcome.open().stream().filter(f -> DEVIATIONS.contains(f.kind())).toList();
    Remarks.ofTheGroup(outcome.open()).forEach(line -> out.println(Terminal.safe(line)));
    if (open.isEmpty()) {
      out.println("Nothing found.");
      return;
    }
    FindingsTable table = new FindingsTable(new RowSummary(TriagePack.load()), shell.screen());
    List<HostRanking.RankedHost> hosts = HostRanking.of(open);
    if (hosts.size() > 1) {
      out.println();
      table.printHosts(hosts);
    }
    out.println();
    table.print(open);
  }

  private void printCoverage(Map<String, Evaluation> evaluations) {
    List<String> unanswered = new ArrayList<>();
    for (Evaluation evaluation : evaluations.values()) {
      if (evaluation.covered().isEmpty()) {
        String why =
            evaluation.absent().isEmpty() ? "no answer" : evaluation.absent().get(0).reason();
        unanswered.add(evaluation.query() + ": " + why);
      }
    }
    PrintStream out = shell.screen().out();
    int asked = evaluations.size();
    out.println((asked - unanswered.size()) + " of " + asked + " queries answered.");
    unanswered.forEach(line -> out.println("  not answered: " + Terminal.safe(line)));
    if (evaluations.values().stream().allMatch(AnalysisCommand::hadNothingToCompare)) {
      out.println(
          "There was nothing to compare with: one instance and no baseline. Take one on a clean"
              + " instance: diffy new baseline "
              + Terminal.safe(group));
    }
  }

  private static boolean hadNothingToCompare(Evaluation evaluation) {
    return evaluation.baselineVersions().isEmpty() && evaluation.covered().size() < 2;
  }
}
