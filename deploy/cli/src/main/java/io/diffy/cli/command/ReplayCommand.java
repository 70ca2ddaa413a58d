package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.ClusterOptions;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.InputOptions;
import io.diffy.replay.LastSeen;
import io.diffy.replay.ReplayComparison;
import io.diffy.replay.ReplayOutcome;
import io.diffy.replay.ReplayRun;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.InputFile;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
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
      "Judge recorded observations again, with today's rules. Their order and repeated lines make no difference.",
      "It runs in this process, without a broker: live findings and live state are never touched."
    },
    footer = "Exit code 1 when something was found, 3 when there was nothing to judge.")
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
          "What the queries mean, from an older pack or one's own. Default: the shipped one.")
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
    Optional<Pack> named = Optional.ofNullable(pack).map(InputFile::pack);
    LastSeen sightings = new LastSeen(input.window());
    try (Progress progress = new Progress(context.screen());
        ReplaySource source = read(sightings, progress)) {
      requireSomething(source.recording().size() > 0, sightings);
      Topics topics = new Topics(clusterOptions.topicPrefix(), source.partitions());
      List<Finding> judged =
          new ReplayRun(named.map(rules.policy()::of).map(rules::with).orElse(rules), topics)
              .judge(
                  source.recording(),
                  source.aside(topics),
                  input.until(sightings, Instant.now()),
                  progress);
      progress.idle();
      ReplayOutcome outcome = ReplayOutcome.of(judged, input.window());
      requireSomething(sightings.anyInside() || !outcome.events().isEmpty(), sightings);
      Codec<Finding> codec = topics.findings().codec();
      if (outputFile != null) {
        write(outcome.events(), codec);
      }
      ReplayReport report =
          new ReplayReport(context.screen(), output, named.orElseGet(TriagePack::load));
      report.print(outcome, input.window(), sightings, codec);
      if (compare) {
        report.print(ReplayComparison.of(outcome.events(), source.live(), codec));
      }
      report.sum(outcome, source.recording());
      return ExitCode.of(outcome.found());
    }
  }

  private void check() {
    input.check();
    Optional<Instant> to = input.window().to();
    if (compare && (to.isEmpty() || to.get().isAfter(Instant.now()))) {
      throw new UsageError("--compare: name an end with --to that is over");
    }
    if (today && (input.given() || baseline != null)) {
      throw new UsageError("--today is about the topic; leave out --input and --baseline");
    }
  }

  /** Asked for a time or a group, nothing to judge is no "nothing found". */
  private void requireSomething(boolean some, LastSeen sightings) {
    if (!some && (input.window().isBounded() || input.group().isPresent())) {
      throw new CommandFailure(
          "nothing to judge %s%s: there is %s"
              .formatted(
                  input.window(),
                  input.group().map(group -> " of the group " + group).orElse(""),
                  sightings.span()));
    }
  }

  private ReplaySource read(LastSeen sightings, Progress progress) {
    ReplaySource.Wanted wanted =
        new ReplaySource.Wanted(input, Optional.ofNullable(baseline), today, compare);
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
