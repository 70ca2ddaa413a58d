package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.baseline.BaselineMaker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.gate.FreshChoice;
import io.diffy.gate.Gate;
import io.diffy.gate.GatePolicy;
import io.diffy.gate.GateVerdict;
import io.diffy.gate.GateView;
import io.diffy.input.InputTally;
import io.diffy.ondemand.AnswerOptions;
import io.diffy.ondemand.AnswerSource;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.CollectionOptions;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.registry.PluginOptions;
import io.diffy.registry.SavedRun;
import io.diffy.replay.LineTerms;
import io.diffy.replay.Recording;
import io.diffy.replay.RecordingReader;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells a pipeline whether a fresh deploy may go on. */
@Command(
    name = "gate",
    description = {
      "Compare fresh instances of a group with the baseline of the version before, for a pipeline.",
      "The live cluster is only read: baselines and what was accepted."
    },
    footer =
        "Exit code 1 when something fails it, 3 when there is no baseline or nothing could be compared.")
final class GateCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;
  @Mixin private AnswerOptions answers;
  @Mixin private CollectionOptions collection;
  @Mixin private PluginOptions plugins;
  @Mixin private ReportOptions reports;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or a plain name.")
  private String group;

  @Option(
      names = "--instance",
      split = ",",
      paramLabel = "ID",
      description = "The fresh instances; may be repeated. Default: all that answer.")
  private List<String> instances = List.of();

  @Option(
      names = "--launch-version",
      split = ",",
      paramLabel = "VERSION",
      description = "Only instances of it are fresh; may be repeated. Default: any.")
  private List<String> versions = List.of();

  @Option(
      names = "--against",
      paramLabel = "VERSION",
      description =
          "Launch version of the baseline. Default: for each query the newest of another version"
              + " than the fresh instances', else the newest.")
  private String against = "";

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Observations of clean instances instead of the baselines topic.")
  private Path baseline;

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "QUERY",
      defaultValue = "deb_packages,rpm_packages",
      description =
          "Queries in which nothing fails it; may be repeated; none for no query. Default:"
              + " ${DEFAULT-VALUE}")
  private List<String> ignored;

  @Option(
      names = "--min-severity",
      paramLabel = "low|medium|high|critical",
      defaultValue = "medium",
      description = "The lowest severity that fails it. Default: ${DEFAULT-VALUE}")
  private Severity from;

  @Option(
      names = "--allow-gaps",
      fallbackValue = "true",
      description =
          "Pass though fresh instances did not answer what the baseline answers. Gaps are shown.")
  private boolean allowGaps;

  private final CommandContext context;
  private final DiffyConfig rules;

  GateCommand(CommandContext context, DiffyConfig rules) {
    this.context = context;
    this.rules = rules;
  }

  @Override
  public Integer call() {
    collection.require(group);
    AnswerSource source =
        new AnswerSource(
            answers,
            collection,
            plugins.load(context, clusterOptions.data()),
            context,
            clusterOptions,
            output.remarks(context.screen()));
    SavedRun saved = new SavedRun(source.persistence(), source.contexts(), context);
    FreshChoice choice = new FreshChoice(Set.copyOf(instances), Set.copyOf(versions));
    try (Progress progress = new Progress(context.screen())) {
      if (collection.dryRun()) {
        source.dryRun(group, collection.runId(context), choice, progress);
        output
            .remarks(context.screen())
            .say("Then the answers would be compared with " + where() + ".");
        return ExitCode.NOTHING_FOUND;
      }
      CapturedAnswers fresh =
          choice.of(source.answers(group, collection.runId(context), choice, progress));
      source.save(saved, fresh);
      GatePolicy policy = new GatePolicy(Set.copyOf(ignored), from, allowGaps);
      List<GateVerdict> verdicts =
          new Gate(rules.with(rules.policy().of(collection.meant())), context.clock(), policy)
              .judge(
                  fresh,
                  known(progress),
                  Optional.of(against).filter(version -> !version.isEmpty()),
                  collection.incidentId(),
                  progress);
      progress.idle();
      reports.write(verdicts);
      print(verdicts, policy);
      return saved.failed() ? ExitCode.FAILURE : exitCode(verdicts);
    }
  }

  /** What was lost, or compared in no query, can't pass; nor does it say what fails. */
  private int exitCode(List<GateVerdict> verdicts) {
    if (answers.damaged() || verdicts.stream().anyMatch(GateVerdict::nothingCompared)) {
      return ExitCode.FAILURE;
    }
    return ExitCode.of(!verdicts.stream().allMatch(GateVerdict::passed));
  }

  private Gate.Known known(Progress progress) {
    List<Baseline> clean = baseline == null ? List.of() : clean();
    if (baseline != null && !clusterOptions.isInUse()) {
      return new Gate.Known(clean, List.of());
    }
    try (Cluster live = Cluster.open(clusterOptions, context, progress)) {
      progress.step("reading baselines and exceptions");
      return new Gate.Known(
          baseline == null ? new TopicRange(live).baselines() : clean,
          new TopicRange(live).exceptions());
    }
  }

  private List<Baseline> clean() {
    InputTally tally = new InputTally();
    try (Recording recording =
        RecordingReader.read(
            baseline.toString(), LineTerms.of(group, collection.meant(), any -> true), tally)) {
      tally.requireWhole(context.screen());
      return BaselineMaker.of(recording, "gate", baseline);
    }
  }

  private String where() {
    return baseline == null
        ? "the baselines of " + clusterOptions.where()
        : "the observations in " + baseline;
  }

  private void print(List<GateVerdict> verdicts, GatePolicy policy) {
    if (output.isTable()) {
      verdicts.forEach(new GateView(context.screen(), policy, collection.meant())::print);
      return;
    }
    output.json(
        context.screen(),
        verdicts.stream()
            .flatMap(verdict -> verdict.findings().stream())
            .map(finding -> new String(new FindingCodec().encode(finding), UTF_8))
            .toList());
    verdicts.forEach(v -> context.note(GateView.result(v)));
  }
}
