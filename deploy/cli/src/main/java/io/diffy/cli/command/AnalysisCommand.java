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
import io.diffy.replay.CoverageTally;
import io.diffy.replay.TopicRange;
import io.diffy.replay.processing.ProcessingCluster;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.service.CommandContext;
import io.diffy.service.Opening;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.FindingsTable;
import io.diffy.view.HostRanking;
import io.diffy.view.InformationalFindings;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.SetAsideView;
import io.diffy.view.StoryJson;
import io.diffy.view.TimeText;
import io.diffy.view.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    footer =
        "Exit code 1 when something of medium or above is unexpected, missing or changed, 3 when nothing"
            + " could be judged.")
final class AnalysisCommand implements Callable<Integer> {
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

  private final CommandContext context;
  private final DiffyConfig rules;

  AnalysisCommand(CommandContext context, DiffyConfig rules) {
    this.context = context;
    this.rules = rules;
  }

  @Override
  public Integer call() {
    collection.require(group);
    PluginRegistry known = plugins.load(context, clusterOptions.data());
    List<AnalysisPlugin> judges =
        analyses.stream().map(slug -> known.choose(AnalysisPlugin.class, slug)).toList();
    Screen remarks = output.remarks(context.screen());
    AnswerSource source =
        new AnswerSource(answers, collection, known, context, clusterOptions, remarks);
    List<PersistencePlugin> persistence = source.persistence();
    try (Progress progress = new Progress(context.screen());
        Opening<Cluster> opening =
            new Opening<>(
                "open-data-folder",
                () -> Cluster.open(clusterOptions, context, progress),
                Cluster::close);
        Opening<ProcessingCluster> processing =
            new Opening<>(
                "start-the-processor",
                () -> process(opening.await(), progress),
                ProcessingCluster::close)) {
      if (collection.dryRun()) {
        source.dryRun(group, collection.runId(context), UnaryOperator.identity(), progress);
        remarks.say(
            "Then the answers would be judged on %s by %s.",
            clusterOptions.where(), String.join(", ", analyses));
        return ExitCode.NOTHING_FOUND;
      }
      if (!source.collects(group)) {
        // Asking and reading take seconds, about as many as a broker takes to start. The processor
        // would be among what this host answers, and is not in a file.
        Cluster.claimed(clusterOptions, context, progress)
            .ifPresent(
                start -> {
                  opening.begin(start::get);
                  if (answers.fromFile()) {
                    processing.begin();
                  }
                });
      }
      CapturedAnswers given =
          source.answers(group, collection.runId(context), UnaryOperator.identity(), progress);
      Cluster cluster = opening.await();
      PluginContexts contexts = source.contexts().with(cluster, clusterOptions.topicPrefix());
      SavedRun saved = new SavedRun(persistence, contexts, context);
      source.save(saved, given);
      OnDemandRound.Outcome outcome =
          judge(processing.await(), given, new Analyses(judges, contexts), progress);
      progress.idle();
      print(outcome, cluster);
      warnOfTimes(given, outcome);
      return saved.failed() || answers.damaged() ? ExitCode.FAILURE : exitCode(outcome);
    }
  }

  private ProcessingCluster process(Cluster cluster, Progress progress) {
    if (collection.saysPack() && !cluster.needsProcessor()) {
      context.warn(
          "--pack: the processor of %s judges by its own pack".formatted(clusterOptions.where()));
    }
    return ProcessingCluster.on(cluster, new ProcessorLauncher(asked()), progress);
  }

  /** The rules, for the queries that are asked. */
  private DiffyConfig asked() {
    return rules.with(rules.policy().of(collection.meant()));
  }

  private static int exitCode(OnDemandRound.Outcome outcome) {
    if (Verdict.accusesNow(deviations(outcome))) {
      return ExitCode.FINDINGS;
    }
    boolean judged = CoverageTally.of(outcome.evaluations()).nothing().isEmpty();
    return judged ? ExitCode.NOTHING_FOUND : ExitCode.FAILURE;
  }

  private OnDemandRound.Outcome judge(
      ProcessingCluster processing, CapturedAnswers given, Analyses judges, Progress progress) {
    Cluster cluster = processing.cluster();
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
                      .judge(
                          of,
                          context.clock().instant(),
                          processing::requireRunning,
                          progress::step);
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
                    asked(),
                    against,
                    new TopicRange(cluster).exceptions(),
                    collection.incidentId()),
            context.clock());
    return new OnDemandRound.Outcome(evaluations, judges.of(given.newest(), baselines, judge));
  }

  private void print(OnDemandRound.Outcome outcome, Cluster cluster) {
    Optional<String> nothing =
        CoverageTally.of(outcome.evaluations())
            .nothing(
                key ->
                    (answers.fromFile()
                            ? "Take one of the answers of a clean instance: diffy new baseline %s --input CLEAN"
                            : "Take one on a clean instance: diffy new baseline %s")
                        .formatted(collection.again(GroupKey.parse(key))));
    if (!output.isTable()) {
      nothing.ifPresent(why -> context.warn(why));
      output.print(
          context.screen(),
          new StoryJson(cluster.topics().findings().codec()),
          CorrelatedFindings.of(outcome.open()),
          stories -> {});
      return;
    }
    printCoverage(outcome.evaluations());
    // What could not be judged was said above; the table is for what was.
    List<Finding> open = deviations(outcome);
    InformationalFindings.ofTheGroup(outcome.open()).forEach(line -> context.screen().tell(line));
    if (open.isEmpty()) {
      context.say(nothing.orElse("Nothing found."));
    } else {
      print(open);
    }
    SetAsideView aside = new SetAsideView();
    outcome.evaluations().forEach(aside::add);
    aside.print(context.screen(), Optional.empty(), collection.meant());
  }

  private void print(List<Finding> open) {
    FindingsTable table = new FindingsTable(new RowSummary(collection.meant()), context.screen());
    List<HostRanking.RankedHost> hosts = HostRanking.of(open);
    if (hosts.size() > 1) {
      context.say("");
      table.printHosts(hosts);
    }
    context.say("");
    table.print(open);
    if (!Verdict.accusesNow(open)) {
      context.say("");
      context.say("%s.", Verdict.nobody(open));
    }
  }

  private static List<Finding> deviations(OnDemandRound.Outcome outcome) {
    return outcome.open().stream().filter(OpenFindings::isDeviation).toList();
  }

  /** What is older than a processor believes is judged as if it had come now. */
  private void warnOfTimes(CapturedAnswers given, OnDemandRound.Outcome outcome) {
    given.newest().stream()
        .map(Observation::collectedAt)
        .max(Comparator.naturalOrder())
        .filter(last -> deviations(outcome).stream().anyMatch(f -> f.firstSeen().isAfter(last)))
        .ifPresent(
            last ->
                context.warn(
                    "the answers are of %s and before; SINCE is the time of this analysis; the times of a log: diffy replay"
                        .formatted(TimeText.minutes(last))));
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
    int asked = evaluations.size();
    context.say("%d of %d queries answered.", asked - unanswered.size(), asked);
    unanswered.forEach(line -> context.say("  not answered: " + line));
  }
}
