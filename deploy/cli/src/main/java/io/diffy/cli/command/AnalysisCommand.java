package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.ondemand.Analyses;
import io.diffy.ondemand.AnswerOptions;
import io.diffy.ondemand.AnswerSource;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.CollectionOptions;
import io.diffy.ondemand.IsolatedRounds;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.ondemand.RoundJudge;
import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginOptions;
import io.diffy.registry.PluginRegistry;
import io.diffy.registry.SavedRun;
import io.diffy.replay.TopicRange;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.FindingsTable;
import io.diffy.view.HostRanking;
import io.diffy.view.InformationalFindings;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.StoryJson;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
  @Mixin private CollectionOptions collection;
  @Mixin private PluginOptions plugins;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or a plain name.")
  private String group;

  @Option(
      names = "--analysis-plugin",
      split = ",",
      paramLabel = "SLUG",
      defaultValue = "baseline,cluster",
      description = "Says what is odd; may be repeated. Default: ${DEFAULT-VALUE}")
  private List<String> analyses;

  private final CommandContext shell;
  private final ProcessorLauncher launcher;
  private final DiffyConfig rules;

  public AnalysisCommand(CommandContext shell, ProcessorLauncher launcher, DiffyConfig rules) {
    this.shell = shell;
    this.rules = rules;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    collection.require(group);
    PluginRegistry known = plugins.load(shell, clusterOptions.data());
    List<AnalysisPlugin> judges =
        analyses.stream().map(slug -> known.choose(AnalysisPlugin.class, slug)).toList();
    AnswerSource source =
        new AnswerSource(answers, collection, known, shell, clusterOptions, told());
    List<PersistencePlugin> persistence = source.plans().persistence();
    try (Progress progress = new Progress(shell.screen())) {
      if (collection.dryRun()) {
        source.dryRun(group, collection.runId(shell), UnaryOperator.identity(), progress);
        told()
            .println(
                Terminal.safe(
                    "Then the answers would be judged on %s by %s."
                        .formatted(clusterOptions.where(), String.join(", ", analyses))));
        return ExitCode.NOTHING_FOUND;
      }
      CapturedAnswers given =
          source.answers(group, collection.runId(shell), UnaryOperator.identity(), progress);
      try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
        PluginContexts contexts = source.contexts().with(cluster, clusterOptions.topicPrefix());
        SavedRun saved = new SavedRun(persistence, contexts, shell);
        source.save(saved, given);
        OnDemandRound.Outcome outcome =
            judge(cluster, given, new Analyses(judges, contexts), progress);
        progress.idle();
        print(outcome, cluster);
        return saved.failed() ? ExitCode.FAILURE : exitCode(outcome);
      }
    }
  }

  private static int exitCode(OnDemandRound.Outcome outcome) {
    return outcome.open().stream().anyMatch(f -> DEVIATIONS.contains(f.kind()))
        ? ExitCode.FINDINGS
        : ExitCode.NOTHING_FOUND;
  }

  private OnDemandRound.Outcome judge(
      Cluster cluster, CapturedAnswers given, Analyses judges, Progress progress) {
    if (!cluster.needsProcessor()) {
      return judge(cluster, given, judges, () -> {}, progress);
    }
    try (LocalProcessor processor = LocalProcessor.start(launcher, cluster, progress)) {
      return judge(cluster, given, judges, processor::requireRunning, progress);
    }
  }

  private OnDemandRound.Outcome judge(
      Cluster cluster,
      CapturedAnswers given,
      Analyses judges,
      Runnable requireProcessor,
      Progress progress) {
    List<Baseline> baselines =
        new TopicRange(cluster)
            .baselines().stream()
                .filter(baseline -> given.byGroup().containsKey(baseline.group()))
                .toList();
    List<Evaluation> evaluations = new ArrayList<>();
    List<Finding> open = new ArrayList<>();
    given
        .byGroup()
        .forEach(
            (key, of) -> {
              OnDemandRound.Outcome one =
                  new OnDemandRound(cluster, key, collection.incidentId())
                      .judge(of, shell.clock().instant(), requireProcessor, progress);
              evaluations.addAll(one.evaluations());
              open.addAll(one.open());
            });
    open.sort(OpenFindings.RANK);
    progress.step("analysing by " + String.join(", ", analyses));
    RoundJudge judge =
        new RoundJudge(
            given,
            baselines,
            List.copyOf(open),
            against ->
                new IsolatedRounds(
                    rules, against, new TopicRange(cluster).exceptions(), collection.incidentId()),
            shell.clock());
    return new OnDemandRound.Outcome(evaluations, judges.of(given.newest(), baselines, judge));
  }

  /** What is said beside the results; among them where nobody parses them. */
  private PrintStream told() {
    return output.format == OutputFormat.TABLE ? shell.screen().out() : shell.screen().err();
  }

  private void print(OnDemandRound.Outcome outcome, Cluster cluster) {
    if (output.format != OutputFormat.TABLE) {
      new CommandOutput(shell.screen())
          .print(
              output.format,
              new StoryJson(cluster.topics().findings().codec()),
              CorrelatedFindings.of(outcome.open()));
      return;
    }
    printCoverage(outcome.evaluations());
    PrintStream out = shell.screen().out();
    // What could not be judged was said above; the table is for what was.
    List<Finding> open =
        outcome.open().stream().filter(f -> DEVIATIONS.contains(f.kind())).toList();
    InformationalFindings.ofTheGroup(outcome.open())
        .forEach(line -> out.println(Terminal.safe(line)));
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

  private void printCoverage(List<Evaluation> evaluations) {
    List<String> unanswered = new ArrayList<>();
    for (Evaluation evaluation : evaluations) {
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
    if (evaluations.stream().allMatch(AnalysisCommand::hadNothingToCompare)) {
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
