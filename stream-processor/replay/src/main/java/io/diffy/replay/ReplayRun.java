package io.diffy.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Judges a recording in this process. The recorded time is the time of the records, and nothing
 * else moves the time, so the result depends on the recording only. Each partition has a time of
 * its own, as on a cluster, and so a task of its own.
 */
public final class ReplayRun {
  /** The order of a findings file: two replays of the same recording give the same bytes. */
  static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::evaluatedAt)
          .thenComparing(Finding::uid)
          .thenComparingInt(Finding::sequence);

  /** What is kept of a recording may be some times as big as the recording. */
  private static final long SMALL = Runtime.getRuntime().maxMemory() / 8;

  private final long small;
  private final DiffyConfig rules;
  private final Topics topics;
  private final int partitions;

  /**
   * @param rules what is judged by
   * @param topics in which the records would lie on a cluster
   */
  public ReplayRun(DiffyConfig rules, Topics topics) {
    this(rules, topics, SMALL);
  }

  /**
   * @param small up to how many bytes of a partition what is kept of them stays in memory
   */
  ReplayRun(DiffyConfig rules, Topics topics, long small) {
    this.small = small;
    this.rules = rules;
    this.topics = topics;
    partitions = topics.observations().partitions();
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
    SideInputs known = SideInputs.fromTheStart(topics, baselines, exceptions);
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
    return findings(results -> judge(recording, aside, until, progress, results));
  }

  /**
   * The same for a part of what was recorded, which ends between two evaluations: then what was
   * answered since the last one is judged, too.
   *
   * @param evaluated gets every evaluation, of several partitions at a time
   */
  public List<Finding> judgeToTheLast(
      Recording recording,
      SideInputs aside,
      Optional<Instant> until,
      Progress progress,
      Consumer<Evaluation> evaluated) {
    List<ProducerRecord<byte[], byte[]>> ends = new ArrayList<>();
    until.ifPresent(reached -> ends.add(end(recording, until)));
    ends.add(end(recording, Optional.empty()));
    return findings(
        results ->
            judge(
                recording,
                aside,
                ends,
                progress,
                record -> {
                  results.accept(record);
                  if (record.topic().equals(topics.evaluations().name())) {
                    evaluated.accept(decoded(topics.evaluations(), record.value()));
                  }
                }));
  }

  private List<Finding> findings(Consumer<Consumer<ProducerRecord<byte[], byte[]>>> judging) {
    List<Finding> events = new ArrayList<>();
    judging.accept(
        record -> {
          if (record.topic().equals(topics.findings().name())) {
            Finding event = decoded(topics.findings(), record.value());
            synchronized (events) {
              events.add(event);
            }
          }
        });
    events.sort(ORDER);
    return events;
  }

  /**
   * The same for all that is written.
   *
   * @param results gets it, of several partitions at a time
   */
  void judge(
      Recording recording,
      SideInputs aside,
      Optional<Instant> until,
      Progress progress,
      Consumer<ProducerRecord<byte[], byte[]>> results) {
    judge(recording, aside, List.of(end(recording, until)), progress, results);
  }

  private void judge(
      Recording recording,
      SideInputs aside,
      List<ProducerRecord<byte[], byte[]>> ends,
      Progress progress,
      Consumer<ProducerRecord<byte[], byte[]>> results) {
    progress.step("judging");
    Map<GroupKey, Long> bytes = recording.bytesByGroup();
    Map<GroupKey, Integer> homes = new TreeMap<>();
    bytes
        .keySet()
        .forEach(group -> homes.put(group, Partitioning.of(group.toString(), partitions)));
    ReplayProgress pace = new ReplayProgress(recording, progress);
    IntStream.range(0, partitions)
        .parallel()
        .forEach(
            partition -> {
              AsideQueue besides = new AsideQueue(aside, partition);
              Map<GroupKey, Long> here = new TreeMap<>(bytes);
              here.keySet().removeIf(group -> homes.get(group) != partition);
              if (!besides.isEmpty() || !here.isEmpty()) {
                ends.forEach(besides::add);
                judge(recording, besides, here, pace, results);
              }
            });
  }

  private void judge(
      Recording recording,
      AsideQueue besides,
      Map<GroupKey, Long> groups,
      ReplayProgress pace,
      Consumer<ProducerRecord<byte[], byte[]>> results) {
    boolean inMemory = groups.values().stream().mapToLong(Long::longValue).sum() <= small;
    try (BrokerlessTopology task = BrokerlessTopology.start(rules, topics, inMemory, results)) {
      recording.forEachRecord(
          groups::containsKey,
          (group, appended, value) -> {
            long time = notBefore1970(appended);
            takeAll(besides, time, task);
            task.accept(observation(group, time, value));
            pace.judged();
          });
      takeAll(besides, Long.MAX_VALUE, task);
    }
  }

  private static void takeAll(AsideQueue besides, long upTo, BrokerlessTopology task) {
    for (Optional<ProducerRecord<byte[], byte[]>> next = besides.upTo(upTo);
        next.isPresent();
        next = besides.upTo(upTo)) {
      task.accept(next.get());
    }
  }

  private ProducerRecord<byte[], byte[]> observation(GroupKey group, long time, byte[] value) {
    return new ProducerRecord<>(
        topics.observations().name(), null, time, group.toString().getBytes(UTF_8), value);
  }

  private ProducerRecord<byte[], byte[]> end(Recording recording, Optional<Instant> until) {
    // Later than the last answer: of two records of one time, either may be read first.
    Instant afterAll = until.orElse(recording.end().plusMillis(1));
    GroupKey nobody = new GroupKey("", "", "replay");
    Control end =
        until
            .<Control>map(reached -> new Control.Tick(nobody, reached))
            .orElse(new Control.End(nobody));
    return SideInputs.at(afterAll.toEpochMilli(), new Records(topics).control(end, 0));
  }

  private static long notBefore1970(Instant appended) {
    long millis = appended.toEpochMilli();
    if (millis < 0) {
      throw new CommandFailure(
          "an observation was collected before 1970; leave it out with --from 1970-01-01");
    }
    return millis;
  }

  private static <T> T decoded(Topic<T> topic, byte[] value) {
    try {
      return topic.codec().decode(value);
    } catch (MalformedRecord e) {
      throw new IllegalStateException(
          "the processor wrote to " + topic.name() + " what is malformed", e);
    }
  }
}
