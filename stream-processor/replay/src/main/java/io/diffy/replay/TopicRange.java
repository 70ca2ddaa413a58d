package io.diffy.replay;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.Decision;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.trust.DecisionFloor;
import io.diffy.schemas.trust.DecisionsInForce;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.schemas.trust.TrustPolicy.Standing;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the live topics hold, for a replay. They are only read. */
public record TopicRange(Cluster live) {
  /** The observations that pass. */
  public Recording record(Predicate<Observation> wanted) {
    return Recording.of(
        recording ->
            TopicReader.readFrom(
                live,
                live.topics().observations(),
                Instant.MIN,
                (observation, appended) -> {
                  if (wanted.test(observation)) {
                    recording.accept(observation, appended);
                  }
                }),
        live.topics().observations().codec());
  }

  /**
   * The observations of a window and its warm-up.
   *
   * @param group whose; empty for all
   * @param sightings is told of those after the window too
   */
  Recording record(ReplayWindow window, Optional<GroupKey> group, LastSeen sightings) {
    return Recording.of(
        recording ->
            TopicReader.readFrom(
                live,
                live.topics().observations(),
                window.begin(),
                (observation, appended) -> {
                  if (group.map(observation.instance().group()::equals).orElse(true)) {
                    sightings.add(observation, appended);
                    if (window.judges(observation.collectedAt(), appended)) {
                      recording.accept(observation, appended);
                    }
                  }
                }),
        live.topics().observations().codec());
  }

  /** Those rounds and ticks of a window and its warm-up that are meant, at their times. */
  SideInputs control(ReplayWindow window, Predicate<Control> meant) {
    return new SideInputs(
        records(live.topics().control(), window, TopicRange::appended).stream()
            .filter(record -> isMeant(record.value(), meant))
            .toList());
  }

  /**
   * Every version of the baselines that the topic still has, from when it was written on, and their
   * withdrawals.
   */
  public SideInputs baselinesAsTheyCame(ReplayWindow window) {
    return asTheyCame(live.topics().baselines(), window, TopicRange::appended);
  }

  /** The exceptions, each from when it was accepted on; what ended says when in itself. */
  public SideInputs exceptionsAsTheyCame(ReplayWindow window) {
    return asTheyCame(live.topics().exceptions(), window, this::accepted);
  }

  private <T extends Decision<T>> SideInputs asTheyCame(
      Topic<T> topic, ReplayWindow window, ToLongFunction<ConsumerRecord<byte[], byte[]>> time) {
    ReplayWindow whole = new ReplayWindow(Optional.empty(), window.to(), Optional.empty());
    return new SideInputs(counting(topic.codec(), records(topic, whole, time)));
  }

  /** The live findings of a window that is over, in the order of a findings file. */
  public List<Finding> findings(ReplayWindow window, Optional<GroupKey> group) {
    List<Finding> found = new ArrayList<>();
    TopicReader.readAll(
        live,
        live.topics().findings(),
        event -> {
          if (window.reports(event)
              && window.isOver(event)
              && group.map(event.group()::equals).orElse(true)) {
            found.add(event);
          }
        });
    found.sort(ReplayRun.ORDER);
    return found;
  }

  private List<ProducerRecord<byte[], byte[]>> records(
      Topic<?> topic, ReplayWindow window, ToLongFunction<ConsumerRecord<byte[], byte[]>> time) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    TopicReader.readRecordsFrom(
        live,
        topic,
        window.begin(),
        record -> {
          long millis = time.applyAsLong(record);
          if (window.judges(Instant.ofEpochMilli(millis)) && !wasRefused(record)) {
            records.add(
                new ProducerRecord<>(
                    record.topic(),
                    record.partition(),
                    millis,
                    record.key(),
                    record.value(),
                    record.headers()));
          }
        });
    return records;
  }

  /** What the processor refused when it came is not obeyed in a replay of that time either. */
  private boolean wasRefused(ConsumerRecord<byte[], byte[]> record) {
    return live.trust().floor().wasRefused(record.topic(), record.partition(), record.offset());
  }

  private boolean isMeant(byte[] value, Predicate<Control> meant) {
    try {
      return meant.test(live.topics().control().codec().decode(value));
    } catch (MalformedRecord e) {
      // The processor refuses it, here as it did there.
      return true;
    }
  }

  /**
   * What is obeyed: where signatures are asked for, what has too few of them is not, nor what is
   * earlier than what is in force, and no deletion is.
   */
  private <T extends Decision<T>> List<ProducerRecord<byte[], byte[]>> counting(
      Codec<T> codec, List<ProducerRecord<byte[], byte[]>> records) {
    if (!live.trust().required()) {
      return records;
    }
    // What was in force later says nothing of what was then.
    TrustPolicy then = live.trust().above(new DecisionFloor());
    // Each task of the processor knows one partition.
    Map<Integer, DecisionsInForce<T>> partitions = new TreeMap<>();
    return records.stream()
        .filter(
            record -> {
              try {
                return record.value() != null
                    && partitions
                        .computeIfAbsent(
                            record.partition(), p -> new DecisionsInForce<>(then, codec))
                        .offer(codec.decode(record.value()));
              } catch (MalformedRecord e) {
                return false;
              }
            })
        .toList();
  }

  private static long appended(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp();
  }

  /** Compaction keeps the last version only, which may be the one that says how it ended. */
  private long accepted(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return record.timestamp();
    }
    try {
      ExceptionRule rule = live.topics().exceptions().codec().decode(record.value());
      return Math.min(record.timestamp(), rule.acceptedAt().toEpochMilli());
    } catch (MalformedRecord e) {
      // The processor refuses it, here as it did there.
      return record.timestamp();
    }
  }

  /** The baselines in force. */
  public List<Baseline> baselines() {
    return decisions(live.topics().baselines()).inForce().stream()
        .filter(baseline -> !baseline.withdrawn())
        .toList();
  }

  /** The exceptions as they stand, in force or ended; one that holds everywhere comes once. */
  public List<ExceptionRule> exceptions() {
    return decisions(live.topics().exceptions()).inForce();
  }

  /** What waits for signatures. */
  public List<ExceptionRule> proposedExceptions() {
    Topic<ExceptionRule> topic = live.topics().exceptions();
    DecisionsInForce<ExceptionRule> known = decisions(topic);
    Map<String, ExceptionRule> waiting = new LinkedHashMap<>();
    for (ExceptionRule rule : TopicReader.latest(live, topic)) {
      Verdict verdict = live.trust().judge(rule, topic.codec());
      boolean late =
          known.inForce(rule).map(old -> old.order() >= rule.order()).orElse(false)
              || live.trust().passed(rule, topic.codec()).isPresent();
      // What somebody trusted has signed comes before what anybody wrote under its name.
      if (!verdict.valid()
          && !late
          && (verdict.standing() == Standing.PROPOSED || !waiting.containsKey(rule.id()))) {
        waiting.put(rule.id(), rule);
      }
    }
    return new ArrayList<>(waiting.values());
  }

  /** A deletion has no signature: where they are asked for, what it deletes still stands. */
  private <T extends Decision<T>> DecisionsInForce<T> decisions(Topic<T> topic) {
    DecisionsInForce<T> inForce = new DecisionsInForce<>(live.trust(), topic.codec());
    if (live.trust().required()) {
      TopicReader.readAll(live, topic, inForce::offer);
    } else {
      TopicReader.latest(live, topic).forEach(inForce::offer);
    }
    return inForce;
  }
}
