package io.diffy.replay;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.Control;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import io.diffy.view.TimeText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A window of one group of the live topics, judged again by today's rules, for a service.
 *
 * @param today whether baselines and exceptions count as they stand now, from the beginning; else
 *     each from when it came
 */
public record GroupReplay(
    Cluster live, DiffyConfig rules, GroupKey group, ReplayWindow window, boolean today) {
  private static final long MOST_ROWS = 20_000_000;

  /**
   * What it says.
   *
   * @param events of the window beside those of the live run
   */
  public record Result(ReplayOutcome outcome, CoverageTally coverage, ReplayComparison events) {}

  /**
   * Reads and judges it.
   *
   * @param doing is told how far it is
   * @param wanted is asked again and again; it throws what ends the replay
   * @param now by the broker's clock
   */
  public Result run(Consumer<String> doing, Runnable wanted, Instant now) {
    TopicRange range = new TopicRange(live);
    doing.accept("reading what the hosts answered");
    try (Recording recording = record(wanted);
        Progress nobody = new Progress(nowhere())) {
      if (!recording.reaches(window)) {
        throw new CommandFailure(
            "nothing to judge " + window + ": no answer of the group is there");
      }
      CoverageTally coverage = new CoverageTally();
      Pass pass = new Pass(recording.end());
      List<Finding> judged =
          new ReplayRun(rules, live.topics())
              .judgeToTheLast(
                  recording,
                  aside(range),
                  Optional.of(window.end()).filter(end -> !now.isBefore(end)),
                  nobody,
                  evaluation -> {
                    wanted.run();
                    coverage.add(evaluation);
                    doing.accept(pass.words(evaluation.evaluatedAt()));
                  });
      ReplayOutcome outcome = ReplayOutcome.of(judged, window);
      List<Finding> over = outcome.events().stream().filter(window::isOver).toList();
      doing.accept("comparing");
      return new Result(
          outcome,
          coverage,
          ReplayComparison.of(
              over, range.findings(window, Optional.of(group)), live.topics().findings().codec()));
    }
  }

  private Recording record(Runnable wanted) {
    long[] rows = new long[1];
    return Recording.of(
        recording ->
            TopicReader.readFrom(
                live,
                live.topics().observations(),
                window.begin(),
                group.toString(),
                (answer, appended) -> {
                  wanted.run();
                  rows[0] += answer.rows().size();
                  if (rows[0] > MOST_ROWS) {
                    throw new CommandFailure(
                        "more than %,d rows: ask for a shorter window or warm-up, or use diffy replay"
                            .formatted(MOST_ROWS));
                  }
                  if (window.judges(answer.collectedAt(), appended)) {
                    recording.accept(answer, appended);
                  }
                }),
        live.topics().observations().codec());
  }

  private SideInputs aside(TopicRange range) {
    SideInputs decided =
        today
            ? SideInputs.fromTheStart(live.topics(), range.baselines(), range.exceptions())
            : range.exceptionsAsTheyCame(window).and(range.baselinesAsTheyCame(window));
    return decided.and(
        range.control(
            window,
            control -> !(control instanceof Control.Round round) || round.group().equals(group)));
  }

  private static Screen nowhere() {
    PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), false);
    return Screen.plain(nobody, nobody);
  }

  /** How far it is, by the time of what is judged. */
  private static final class Pass {
    private final Instant end;
    private Instant begin = Instant.MAX;

    Pass(Instant end) {
      this.end = end;
    }

    synchronized String words(Instant at) {
      begin = at.isBefore(begin) ? at : begin;
      long all = Math.max(1, Duration.between(begin, end).toMillis());
      long done = Math.min(all, Duration.between(begin, at).toMillis());
      return "judging %s, %d %%".formatted(TimeText.minutes(at), 100 * done / all);
    }
  }
}
