package io.diffy.cli.command;

import io.diffy.baseline.BaselineMaker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.KnownGroups;
import io.diffy.replay.ArchivedSideInputs;
import io.diffy.replay.InputOptions;
import io.diffy.replay.LastSeen;
import io.diffy.replay.Recording;
import io.diffy.replay.ReplayWindow;
import io.diffy.replay.SideInputs;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replay is made of, read from the live topics or from inputs. The temporary file behind it
 * goes when it is closed.
 */
final class ReplaySource implements AutoCloseable {
  private final Wanted wanted;
  private final ClusterOptions options;
  private final CommandContext context;
  private final Progress progress;
  private final List<Baseline> baselines = new ArrayList<>();
  private final List<ExceptionRule> exceptions = new ArrayList<>();
  private List<Finding> live = List.of();
  private SideInputs asItCame = new SideInputs(List.of());
  private Optional<ArchivedSideInputs> archived = Optional.empty();
  private int partitions;
  private Recording recording;

  /**
   * What to read.
   *
   * @param baseline a file of clean answers instead of the topic's baselines
   * @param pack what the queries mean
   * @param today whether the topic's baselines and exceptions count from the start, as they stand
   * @param compare whether the live findings are wanted too
   */
  record Wanted(
      InputOptions input, Optional<Path> baseline, Pack pack, boolean today, boolean compare) {}

  private ReplaySource(
      Wanted wanted, ClusterOptions options, CommandContext context, Progress progress) {
    this.wanted = wanted;
    this.options = options;
    this.context = context;
    this.progress = progress;
    partitions = options.partitions();
  }

  /**
   * Reads it.
   *
   * @param sightings is told who answered when
   */
  static ReplaySource read(
      Wanted wanted,
      LastSeen sightings,
      ClusterOptions options,
      CommandContext context,
      Progress progress) {
    ReplaySource source = new ReplaySource(wanted, options, context, progress);
    wanted.baseline().ifPresent(source::readBaseline);
    InputOptions input = wanted.input();
    if (!input.given() || wanted.compare()) {
      try (Cluster cluster = Cluster.open(options, context, progress)) {
        source.readLive(cluster, sightings);
      }
    }
    if (input.given()) {
      source.recording = input.read(sightings, wanted.pack(), context, options, progress);
      source.archived =
          Optional.of(input.aside(wanted.baseline().isEmpty(), context, options, progress));
      source
          .archived
          .flatMap(ArchivedSideInputs::sum)
          .ifPresent(sum -> context.warn("of the archive too: " + sum));
      progress.idle();
      input.remarks(source.recording).forEach(remark -> context.warn(remark));
    }
    return source;
  }

  Recording recording() {
    return recording;
  }

  /** What a processor reads beside the observations. */
  SideInputs aside(Topics topics) {
    SideInputs known = SideInputs.fromTheStart(topics, baselines, exceptions).and(asItCame);
    return archived.map(archive -> known.and(archive.on(topics))).orElse(known);
  }

  /** The live run's events of the window. */
  List<Finding> live() {
    return live;
  }

  /** In which its records lie. */
  int partitions() {
    return partitions;
  }

  @Override
  public void close() {
    recording.close();
  }

  private void readLive(Cluster cluster, LastSeen sightings) {
    TopicRange range = new TopicRange(cluster);
    if (wanted.input().group().isPresent()) {
      wanted.input().among(KnownGroups.withObservations(cluster), context.screen());
    }
    ReplayWindow window = wanted.input().window();
    if (wanted.compare()) {
      progress.step("reading " + cluster.topics().findings().name());
      live = range.findings(window, wanted.input().group());
    }
    if (wanted.input().given()) {
      return;
    }
    progress.step("reading " + cluster.topics().observations().name());
    partitions = cluster.topics().observations().partitions();
    if (wanted.today()) {
      baselines.addAll(range.baselines());
      exceptions.addAll(range.exceptions());
    } else {
      asItCame = range.exceptionsAsTheyCame(window);
      if (wanted.baseline().isEmpty()) {
        asItCame = asItCame.and(range.baselinesAsTheyCame(window));
      }
    }
    asItCame = asItCame.and(wanted.input().control(range));
    recording = wanted.input().read(sightings, range);
  }

  private void readBaseline(Path file) {
    try (Recording clean =
        wanted.input().readAll(file.toString(), wanted.pack(), context, options, progress)) {
      baselines.addAll(BaselineMaker.of(clean, "replay", file));
    }
  }
}
