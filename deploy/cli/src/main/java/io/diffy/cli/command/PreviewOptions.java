package io.diffy.cli.command;

import io.diffy.agent.osquery.HostNames;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.replay.Recording;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import io.diffy.view.TimeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether an exception is only tried, and on which records. */
final class PreviewOptions {
  private static final String UNNAMED_GROUP = "osqueryd";

  @Spec(Target.MIXEE)
  private CommandSpec command;

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
      description = "For --preview: only what was collected before.")
  private String to = "";

  /** Whether only some of the records are meant. */
  boolean isRestricted() {
    return !(input.isEmpty() && from.isEmpty() && to.isEmpty());
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
      CommandContext shell,
      Function<Cluster, Predicate<Observation>> concerned,
      List<Baseline> baselines,
      List<ExceptionRule> exceptions,
      Progress progress) {
    Optional<Instant> start = time("--from", from);
    Optional<Instant> end = time("--to", to);
    if (!input.isEmpty()) {
      progress.step("reading " + input);
      return read(start, end);
    }
    try (Cluster live = Cluster.open(options, shell, progress)) {
      Predicate<Observation> matters = concerned.apply(live);
      progress.step("reading " + live.topics().observations().name());
      TopicRange range = new TopicRange(live);
      baselines.addAll(range.baselines());
      exceptions.addAll(range.exceptions());
      return range.record(o -> matters.test(o) && isWanted(o, start, end));
    }
  }

  private Recording read(Optional<Instant> start, Optional<Instant> end) {
    try (InputStream in = input.equals("-") ? System.in : Files.newInputStream(Path.of(input))) {
      return Recording.read(
          in,
          new ObservationCodec(),
          HostNames.byDecorations(UNNAMED_GROUP),
          observation -> isWanted(observation, start, end),
          bad -> {});
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + input, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + input + ": " + e.getMessage(), e);
    }
  }

  private static boolean isWanted(Observation o, Optional<Instant> start, Optional<Instant> end) {
    return start.map(t -> !o.collectedAt().isBefore(t)).orElse(true)
        && end.map(t -> o.collectedAt().isBefore(t)).orElse(true);
  }

  private Optional<Instant> time(String option, String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(TimeText.moment(text));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), option + ": " + e.getMessage());
    }
  }
}
