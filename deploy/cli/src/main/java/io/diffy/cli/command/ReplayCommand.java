package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.ClusterOptions;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.replay.CoverageTally;
import io.diffy.replay.InputOptions;
import io.diffy.replay.LastSeen;
import io.diffy.replay.Recording;
import io.diffy.replay.ReplayComparison;
import io.diffy.replay.ReplayOutcome;
import io.diffy.replay.ReplayRun;
import io.diffy.replay.ReplayWindow;
import io.diffy.replay.UnknownQueries;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.InputFile;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.view.SetAsideView;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges recorded observations again, with today's rules, in this process. */
@Command(
    name = "replay",
    description = {
      "Judge osqueryd's logs as they are, or recorded observations, with today's rules. The order of files and lines, and"
          + " repeated lines, make no difference.",
      "It runs in this process, without a broker: live findings and live state are never touched."
    },
    footer =
        "Exit code 1 when something of medium or above was found, 3 when there was nothing to judge, or"
            + " a part of the input was lost.")
final class ReplayCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;
  @Mixin private InputOptions input;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Observations of clean instances to compare with. Default: the topic's baselines, each from when it was"
              + " written on; none with --input.")
  private Path baseline;

  @Option(
      names = "--today",
      description =
          "The topic's baselines and exceptions count as they stand today, from the beginning of what is read.")
  private boolean today;

  @Option(
      names = "--pack",
      paramLabel = "FILE",
      description =
          "What the queries mean, and the names they have in osqueryd's log: an older pack or one's own."
              + " Default: the shipped ones.")
  private Path pack;

  @Option(
      names = "--compare",
      description =
          "Say what this replay finds that the live run did not, and the reverse, of the same window. Needs --to.")
  private boolean compare;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write every event of the window there, one JSON object per line, always in the same order.")
  private Path outputFile;

  private final CommandContext context;
  private final DiffyConfig rules;

  ReplayCommand(CommandContext context, DiffyConfig rules) {
    this.context = context;
    this.rules = rules;
  }

  @Override
  public Integer call() {
    check();
    EvaluationPolicy policy =
        Optional.ofNullable(pack)
            .map(file -> InputFile.pack(file, warning -> context.warn("%s", warning)))
            .map(rules.policy()::of)
            .orElse(rules.policy());
    LastSeen sightings = new LastSeen();
    try (Progress progress = new Progress(context.screen());
        ReplaySource source = read(sightings, policy.pack(), progress)) {
      progress.idle();
      Recording recording = source.recording();
      UnknownQueries.of(recording, policy.pack()).ifPresent(remark -> context.warn(remark));
      requireSomething(recording, sightings);
      Topics topics = new Topics(clusterOptions.topicPrefix(), source.partitions());
      CoverageTally coverage = new CoverageTally();
      SetAsideView aside = new SetAsideView();
      ReplayWindow window = input.window();
      List<Finding> judged =
          new ReplayRun(rules.with(policy), topics)
              .judgeToTheLast(
                  recording,
                  source.aside(topics),
                  input.until(sightings, context.clock().instant()),
                  progress,
                  evaluation -> {
                    coverage.add(evaluation);
                    aside.add(evaluation);
                  });
      progress.idle();
      ReplayOutcome outcome = ReplayOutcome.of(judged, window);
      Codec<Finding> codec = topics.findings().codec();
      if (outputFile != null) {
        write(outcome.events(), codec);
      }
      ReplayReport report = new ReplayReport(context.screen(), output, policy.pack());
      input.meant().ifPresent(meant -> context.note(meant));
      report.print(outcome, window, sightings, codec, coverage, input, recording.badLines());
      if (output.isTable()) {
        aside.print(context.screen(), Optional.empty(), policy.pack());
      }
      if (compare) {
        List<Finding> over = outcome.events().stream().filter(window::isOver).toList();
        report.print(ReplayComparison.of(over, source.live(), codec));
      }
      report.sum(outcome, recording);
      return exitCode(outcome, coverage);
    }
  }

  /**
   * What could be judged decides, unless something is lost: then nobody knows what it would say.
   */
  private int exitCode(ReplayOutcome outcome, CoverageTally coverage) {
    if (input.isDamaged()) {
      return ExitCode.FAILURE;
    }
    if (outcome.accuses()) {
      return ExitCode.FINDINGS;
    }
    return coverage.nothing().isEmpty() && !input.isLossy()
        ? ExitCode.NOTHING_FOUND
        : ExitCode.FAILURE;
  }

  private void check() {
    Instant now = context.clock().instant();
    input.check(now);
    Optional<Instant> to = input.window().to();
    if (compare && (to.isEmpty() || to.get().isAfter(now))) {
      throw new UsageError("--compare: name an end with --to that is over");
    }
    if (today && (input.given() || baseline != null)) {
      throw new UsageError("--today is about the topic; leave out --input and --baseline");
    }
  }

  /** Nothing to judge is no "nothing found". */
  private void requireSomething(Recording recording, LastSeen sightings) {
    if (input.given()) {
      CommandFailure.throwIf(input.tally().nothing());
    }
    if (!recording.reaches(input.window())) {
      throw new CommandFailure(
          "nothing to judge %s%s: %s"
              .formatted(
                  input.window(),
                  input.group().map(group -> " of the group " + group).orElse(""),
                  sightings.span()));
    }
  }

  private ReplaySource read(LastSeen sightings, Pack meant, Progress progress) {
    ReplaySource.Wanted wanted =
        new ReplaySource.Wanted(input, Optional.ofNullable(baseline), meant, today, compare);
    return ReplaySource.read(wanted, sightings, clusterOptions, context, progress);
  }

  private void write(List<Finding> events, Codec<Finding> codec) {
    try (BufferedWriter out = Files.newBufferedWriter(outputFile)) {
      for (Finding event : events) {
        out.write(new String(codec.encode(event), UTF_8));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new CommandFailure("can't write " + outputFile + ": " + e, e);
    }
  }
}
