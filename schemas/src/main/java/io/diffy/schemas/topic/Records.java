package io.diffy.schemas.topic;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records for the topics that others than the processor write: key, partition and value as
 * declared.
 */
public final class Records {
  private static final String PROPOSED = "/proposed";

  private final Topics topics;

  public Records(Topics topics) {
    this.topics = topics;
  }

  public ProducerRecord<byte[], byte[]> observation(Observation observation) {
    GroupKey group = observation.instance().group();
    return record(topics.observations(), group, group.toString(), observation);
  }

  /** The same of one that was encoded before. */
  public ProducerRecord<byte[], byte[]> observation(byte[] group, byte[] value) {
    Topic<Observation> topic = topics.observations();
    String key = new String(group, StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic.name(), partition(key, topic), group, value);
  }

  /** The one that stands for its query and cohort from now on. */
  public ProducerRecord<byte[], byte[]> baseline(Baseline baseline) {
    return record(topics.baselines(), baseline.group(), key(baseline), baseline);
  }

  /**
   * One that waits for signatures. It has a key of its own, so that compaction leaves the one in
   * force.
   */
  public ProducerRecord<byte[], byte[]> proposal(Baseline baseline) {
    return record(topics.baselines(), baseline.group(), key(baseline) + PROPOSED, baseline);
  }

  /** Takes a proposal away that got its signatures. */
  public ProducerRecord<byte[], byte[]> settled(Baseline baseline) {
    return tombstone(proposal(baseline));
  }

  /**
   * Whether a key is that of a proposal. Nothing else may be obeyed by its key: what a proposal
   * says is not in force, and its end ends nothing.
   */
  public static boolean isProposal(byte[] key) {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    // What stands before it has a slash of its own: else an exception could be named like this.
    return text.endsWith(PROPOSED) && text.indexOf('/') < text.length() - PROPOSED.length();
  }

  private static String key(Baseline baseline) {
    String cohort =
        Stream.of(
                baseline.cohort().ami(),
                baseline.cohort().launchVersion(),
                baseline.cohort().instanceType())
            .map(Records::part)
            .collect(Collectors.joining("|"));
    return part(baseline.group().toString()) + "/" + part(baseline.query()) + "/" + cohort;
  }

  /**
   * An exception of one group lies with its group. One that holds everywhere stands in every
   * partition, because each task of the processor reads one; its key begins with the slash that
   * follows no group.
   */
  public List<ProducerRecord<byte[], byte[]>> exceptions(ExceptionRule exception) {
    return exceptions(exception, "");
  }

  /** One that waits for signatures, or to be taken back: the one in force stays on the topic. */
  public List<ProducerRecord<byte[], byte[]>> proposals(ExceptionRule exception) {
    return exceptions(exception, PROPOSED);
  }

  /** Takes a proposal away that got its signatures. */
  public List<ProducerRecord<byte[], byte[]>> settled(ExceptionRule exception) {
    return proposals(exception).stream().map(Records::tombstone).toList();
  }

  private List<ProducerRecord<byte[], byte[]>> exceptions(ExceptionRule exception, String ending) {
    Topic<ExceptionRule> topic = topics.exceptions();
    if (exception.scope() != ExceptionRule.Scope.EVERYWHERE) {
      String key = part(exception.group().toString()) + "/" + exception.id() + ending;
      return List.of(record(topic, exception.group(), key, exception));
    }
    byte[] key = ("/" + exception.id() + ending).getBytes(StandardCharsets.UTF_8);
    byte[] value = topic.codec().encode(exception);
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new ProducerRecord<>(topic.name(), partition, key, value))
        .toList();
  }

  public ProducerRecord<byte[], byte[]> control(Control control) {
    return record(topics.control(), control.group(), control.group().toString(), control);
  }

  /** A control record for one partition, whatever group it names: an end or a tick of a replay. */
  public ProducerRecord<byte[], byte[]> control(Control control, int partition) {
    return new ProducerRecord<>(
        topics.control().name(),
        partition,
        control.group().toString().getBytes(StandardCharsets.UTF_8),
        topics.control().codec().encode(control));
  }

  /** Who asked for a decision; beside what the processor says of it. */
  public ProducerRecord<byte[], byte[]> audit(AuditEntry entry) {
    GroupKey group = entry.subject().group();
    return record(topics.audit(), group, group.toString(), entry);
  }

  private static ProducerRecord<byte[], byte[]> tombstone(ProducerRecord<byte[], byte[]> written) {
    return new ProducerRecord<>(written.topic(), written.partition(), written.key(), null);
  }

  private static <T> ProducerRecord<byte[], byte[]> record(
      Topic<T> topic, GroupKey group, String key, T value) {
    return new ProducerRecord<>(
        topic.name(),
        partition(group.toString(), topic),
        key.getBytes(StandardCharsets.UTF_8),
        topic.codec().encode(value));
  }

  /** Null for one that Kafka's client finds by the key. */
  private static Integer partition(String group, Topic<?> topic) {
    return topic.partitions() == 0
        ? null
        : Integer.valueOf(Partitioning.of(group, topic.partitions()));
  }

  /** A part of a key: names may hold what divides parts, and two keys must not become one. */
  private static String part(String text) {
    return text.replace("%", "%25").replace("/", "%2F").replace("|", "%7C");
  }
}
