package io.diffy.replay;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicReader;
import io.diffy.cluster.TransactionMarkers;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.topic.Records;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Judges a recording on a cluster of its own. The recorded time is the time of the records, and
 * nothing else moves the time, so the result depends on the recording only.
 */
public final class ReplayRun {
  /** The order of a findings file: two replays of the same recording give the same bytes. */
  static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::evaluatedAt)
          .thenComparing(Finding::uid)
          .thenComparingInt(Finding::sequence);

  /** Recorded time may lie anywhere, and nothing may age away meanwhile. */
  private static final Map<String, String> RECORDED_TIME =
      Map.of(
          "message.timestamp.type", "CreateTime",
          "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
          "retention.ms", "-1");

  private static final int LINES_BETWEEN_DETAILS = 500;

  private final Cluster scratch;
  private final ProcessorLauncher launcher;

  /**
   * For one replay.
   *
   * @param scratch a cluster with nothing in it
   */
  public ReplayRun(Cluster scratch, ProcessorLauncher launcher) {
    this.scratch = scratch;
    this.launcher = launcher;
  }

  /**
   * All events of all findings, in the order of a findings file. Baselines and exceptions hold from
   * the start.
   */
  public List<Finding> judge(
      Recording recording,
      List<Baseline> baselines,
      List<ExceptionRule> exceptions,
      Progress progress) {
    SideInputs known = SideInputs.fromTheStart(scratch.topics(), baselines, exceptions);
    return judge(recording, known, Optional.empty(), progress);
  }

  /**
   * The same with all that was known beside the observations.
   *
   * @param until the time the recording reaches: windows that close before it are judged, with or
   *     without answers, and no others; empty when nothing came after the recording: then every
   *     window with an answer of its own is judged
   */
  public List<Finding> judge(
      Recording recording, SideInputs aside, Optional<Instant> until, Progress progress) {
    scratch.ensureTopics(RECORDED_TIME);
    publish(recording, aside, until, progress);
    try (LocalProcessor processor = LocalProcessor.replay(launcher, scratch, progress)) {
      progress.step("judging");
      new CaughtUp(scratch).await(processor, recording.rows(), progress);
    }
    TransactionMarkers.await(scratch, scratch.topics().findings());
    List<Finding> events = new ArrayList<>();
    TopicReader.readAll(scratch, scratch.topics().findings(), events::add);
    events.sort(ORDER);
    return events;
  }

  private void publish(
      Recording recording, SideInputs aside, Optional<Instant> until, Progress progress) {
    Records records = new Records(scratch.topics());
    try (RecordWriter writer = new RecordWriter(scratch)) {
      aside.records().forEach(writer::write);
      progress.step("reading the recorded observations in order");
      int[] written = {0};
      recording.forEachAppended(
          (observation, appended) -> {
            writer.write(at(appended.toEpochMilli(), records.observation(observation)));
            if (++written[0] % LINES_BETWEEN_DETAILS == 0) {
              progress.detail(
                  "putting %,d of %,d observations in order"
                      .formatted(written[0], recording.size()));
            }
          });
      // Later than the last answer: of two records of one time, either may be read first.
      long afterAll = until.map(Instant::toEpochMilli).orElse(recording.end().toEpochMilli() + 1);
      GroupKey nobody = new GroupKey("", "", "replay");
      Control end =
          until
              .<Control>map(time -> new Control.Tick(nobody, time))
              .orElse(new Control.End(nobody));
      for (int partition = 0; partition < scratch.topics().control().partitions(); partition++) {
        writer.write(at(afterAll, records.control(end, partition)));
      }
      writer.flush();
    }
  }

  private static ProducerRecord<byte[], byte[]> at(
      long millis, ProducerRecord<byte[], byte[]> record) {
    if (millis < 0) {
      throw new CommandFailure(
          "an observation was collected before 1970; leave it out with --from 1970-01-01");
    }
    return SideInputs.at(millis, record);
  }
}
