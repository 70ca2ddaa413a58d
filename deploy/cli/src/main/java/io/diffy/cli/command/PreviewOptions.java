package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.input.InputTally;
import io.diffy.replay.LineTerms;
import io.diffy.replay.Recording;
import io.diffy.replay.RecordingReader;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Observation;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.CommandContext;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Whether an exception is only tried, and on which records. */
final class PreviewOptions {
  private static final String UNNAMED_GROUP = "osqueryd";

  @Option(
      names = {"--preview", "--dry-run"},
      fallbackValue = "true",
      description =
          "Judge the recorded observations again without and with the exception, and show what it"
              + " would have hidden and changed. Writes nothing.")
  boolean wanted;

  @Option(
      names = "--input",
      paramLabel = "FILE|-",
      description = "For --preview: observations, may be gzipped. Default: the observations topic.")
  private String input = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "For --preview: only what was collected then or later.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "For --preview: only what was collected up to then, all of that minute or day.")
  private String to = "";

  /** Whether only some of the records are meant. */
  boolean isRestricted() {
    return !(input.isEmpty() && from.isEmpty() && to.isEmpty());
  }

  /** The command that shows what is found in what is judged here. */
  String lists() {
    return "diffy replay" + Phrases.inputs(input.isEmpty() ? List.of() : List.of(input));
  }

  /**
   * Reads what is to be judged. Of the topics the baselines and exceptions too; a file has none.
   *
   * @param concerned asked with the live cluster which observations of its topic may matter
   * @param baselines gets those of the topic
   * @param exceptions gets those of the topic
   */
  Recording record(
      ClusterOptions options,
      CommandContext context,
      Function<Cluster, Predicate<Observation>> concerned,
      List<Baseline> baselines,
      List<ExceptionRule> exceptions,
      Progress progress) {
    Instant now = context.clock().instant();
    Optional<Instant> start =
        UsageError.parseIfGiven("--from", from, text -> TimeText.first(text, now));
    Optional<Instant> end = UsageError.parseIfGiven("--to", to, text -> TimeText.last(text, now));
    if (!input.isEmpty()) {
      progress.step("reading " + input);
      return read(start, end, context);
    }
    try (Cluster live = Cluster.open(options, context, progress)) {
      Predicate<Observation> matters = concerned.apply(live);
      progress.step("reading " + live.topics().observations().name());
      TopicRange range = new TopicRange(live);
      baselines.addAll(range.baselines());
      exceptions.addAll(range.exceptions());
      return range.record(o -> matters.test(o) && isWanted(o, start, end));
    }
  }

  private Recording read(Optional<Instant> start, Optional<Instant> end, CommandContext context) {
    InputTally tally = new InputTally();
    Recording recording =
        RecordingReader.read(
            input,
            LineTerms.of(UNNAMED_GROUP, ShippedPacks.all(), o -> isWanted(o, start, end)),
            tally);
    tally.requireWhole(context.screen());
    return recording;
  }

  private static boolean isWanted(Observation o, Optional<Instant> start, Optional<Instant> end) {
    return start.map(t -> !o.collectedAt().isBefore(t)).orElse(true)
        && end.map(t -> !o.collectedAt().isAfter(t)).orElse(true);
  }
}
