package io.diffy.cli.command;

import static java.util.function.Predicate.not;

import io.diffy.accept.Acceptance;
import io.diffy.accept.Effect;
import io.diffy.accept.EffectView;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.TopicReader;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.Recording;
import io.diffy.replay.ReplayRun;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Two runs over the same records; what differs is the exception's doing. */
final class AcceptPreview {
  /** They are gone, left out, accepted, or answers to a round, which is over. */
  private static final String NOT_SHOWN =
      "The observations that were judged do not show this finding.";

  private final ClusterOptions cluster;
  private final PreviewOptions options;
  private final CommandContext context;
  private final RowSummary summary;
  private final OpenFindings found = new OpenFindings();

  AcceptPreview(
      ClusterOptions cluster, PreviewOptions options, CommandContext context, RowSummary summary) {
    this.cluster = cluster;
    this.options = options;
    this.context = context;
    this.summary = summary;
  }

  void show(Acceptance acceptance, String uid, DiffyConfig rules, Progress progress) {
    List<Baseline> baselines = new ArrayList<>();
    List<ExceptionRule> known = new ArrayList<>();
    ReplayRun runs = new ReplayRun(rules, cluster.declared());
    try (Recording recording =
        options.record(
            cluster,
            context,
            live -> concerned(acceptance, uid, live),
            baselines,
            known,
            progress)) {
      List<Finding> without = runs.judge(recording, baselines, known, progress);
      without.forEach(found::add);
      Finding finding = FindingChoice.find(found, uid, "these observations", options.lists());
      List<ExceptionRule> written = acceptance.records(finding, summary.of(finding), known);
      List<Finding> with = runs.judge(recording, baselines, with(known, written), progress);
      progress.idle();
      new EffectView(summary, context.screen()).print(Effect.of(without, with));
      if (without.stream().noneMatch(event -> event.uid().equals(finding.uid()))) {
        context.screen().out().println(NOT_SHOWN);
      }
      context.note(
          "%,d observations judged twice, %,d lines left out as malformed; nothing was written.",
          recording.size(), recording.badLines());
    }
  }

  /** The exceptions there would be: of the same id the written one counts. */
  private static List<ExceptionRule> with(List<ExceptionRule> known, List<ExceptionRule> written) {
    List<String> ids = written.stream().map(ExceptionRule::id).toList();
    List<ExceptionRule> all =
        new ArrayList<>(known.stream().filter(not(rule -> ids.contains(rule.id()))).toList());
    all.addAll(written);
    return List.copyOf(all);
  }

  /** What is accepted in one group changes nothing in the others. */
  private Predicate<Observation> concerned(Acceptance acceptance, String uid, Cluster live) {
    OpenFindings all = new OpenFindings();
    TopicReader.readAll(live, live.topics().findings(), all::add);
    Finding finding =
        FindingChoice.find(all, uid, live.topics().findings().name(), FindingChoice.all(List.of()));
    // It may be older than the observations that are kept.
    found.add(finding);
    GroupKey group = finding.group();
    return acceptance.scope() == Scope.EVERYWHERE
        ? observation -> true
        : observation -> observation.instance().group().equals(group);
  }
}
