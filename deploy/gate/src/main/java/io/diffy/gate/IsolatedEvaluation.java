package io.diffy.gate;

import io.diffy.baseline.IntruderTables;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.ondemand.RoundJudge;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Observation;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Records;
import io.diffy.terminal.Progress;
import io.diffy.view.OpenFindings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Has the shipped rules judge fresh answers on a cluster of their own: on the live one a deploy
 * that nobody has approved yet would be among its peers.
 */
final class IsolatedEvaluation {
  private final Cluster scratch;
  private final ProcessorLauncher launcher;
  private final Clock clock;

  /**
   * @param scratch a cluster with nothing in it
   */
  IsolatedEvaluation(Cluster scratch, ProcessorLauncher launcher, Clock clock) {
    this.scratch = scratch;
    this.launcher = launcher;
    this.clock = clock;
  }

  /**
   * What the rules say.
   *
   * @param fitted baselines under the cohorts of the fresh instances
   * @param incidentId what it is for; empty when not said
   */
  OnDemandRound.Outcome judge(
      CapturedAnswers fresh,
      List<Baseline> fitted,
      List<ExceptionRule> exceptions,
      String incidentId,
      Progress progress) {
    scratch.ensureTopics(Map.of());
    publish(fitted, exceptions);
    try (LocalProcessor processor = LocalProcessor.start(launcher, scratch, progress)) {
      OnDemandRound.Outcome all =
          new RoundJudge(
                  scratch, clock, incidentId, fresh, fitted, processor::requireRunning, progress)
              .outcome();
      OpenFindings open = new OpenFindings();
      all.open().forEach(open::add);
      fresh
          .byGroup()
          .forEach(
              (group, of) ->
                  eachAlone(of)
                      .forEach(
                          alone ->
                              new OnDemandRound(scratch, group, incidentId)
                                  .judge(
                                      alone, clock.instant(), processor::requireRunning, progress)
                                  .open()
                                  .forEach(open::add)));
      return new OnDemandRound.Outcome(all.evaluations(), open.ranked(OpenFindings::isOpen));
    }
  }

  /** Before the processor starts: it takes what is older first. */
  private void publish(List<Baseline> baselines, List<ExceptionRule> exceptions) {
    Records records = new Records(scratch.topics());
    try (RecordWriter writer = new RecordWriter(scratch)) {
      baselines.forEach(baseline -> writer.write(records.baseline(baseline)));
      exceptions.forEach(exception -> records.exceptions(exception).forEach(writer::write));
      writer.flush();
    }
  }

  /**
   * Where several fresh instances each have an oddity of their own, they are noise to each other
   * and mute it. An image that writes another crontab line on each host, or opens another port,
   * must not pass because three of it were asked and not one. So in some tables each instance is
   * judged alone, too.
   */
  private static List<List<Observation>> eachAlone(List<Observation> of) {
    Map<String, List<Observation>> byInstance = new TreeMap<>();
    of.stream()
        .filter(answer -> IntruderTables.is(answer.query(), TriagePack.load()))
        .forEach(
            answer ->
                byInstance
                    .computeIfAbsent(answer.instance().instanceId(), id -> new ArrayList<>())
                    .add(answer));
    return byInstance.size() < 2 ? List.of() : List.copyOf(byInstance.values());
  }
}
