package io.diffy.console.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.console.state.ConsoleState.Audited;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Decision;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** What each record means for what is known. */
final class RecordIntake {
  private final Cluster cluster;
  private final Topics topics;
  private final ConsoleState state;
  private final DeadRecords dead = new DeadRecords();

  RecordIntake(Cluster cluster, ConsoleState state) {
    this.cluster = cluster;
    this.topics = cluster.topics();
    this.state = state;
  }

  /** What is known from the last run, up to where in each partition. */
  Map<TopicPartition, Long> load(List<Topic<?>> wanted) {
    return state.load(identity(wanted), topics.evaluations().codec());
  }

  /** Topics that were made anew have other ids under the same names. */
  private String identity(List<Topic<?>> wanted) {
    List<String> names = wanted.stream().map(Topic::name).toList();
    try (Admin admin = cluster.admin()) {
      return new TreeMap<>(admin.describeTopics(names).allTopicNames().get())
          .values().stream()
              .map(topic -> topic.name() + "=" + topic.topicId())
              .collect(Collectors.joining(" "));
    } catch (ExecutionException e) {
      throw new KafkaException("describing the topics: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Puts it in; what those who look should hear is added to {@code fresh}. */
  void take(ConsumerRecord<byte[], byte[]> record, List<Change> fresh) throws MalformedRecord {
    String name = record.topic();
    if (name.equals(topics.deadLetters().name())) {
      state.dead(dead.of(record));
    } else if (name.equals(topics.exceptions().name())) {
      exception(record, fresh);
    } else if (name.equals(topics.baselines().name())) {
      baseline(record);
    } else if (record.value() == null) {
      // Of findings-state: closed for long. What is known of its life stays.
      return;
    } else if (name.equals(topics.evaluations().name())) {
      Evaluation evaluation = topics.evaluations().codec().decode(record.value());
      Judged judged = Judged.of(evaluation, record.partition(), record.offset());
      state.evaluation(evaluation, judged, record.value());
      fresh.add(new Change.OfEvaluation(judged));
    } else if (name.equals(topics.audit().name())) {
      Audited entry =
          new Audited(
              Instant.ofEpochMilli(record.timestamp()),
              topics.audit().codec().decode(record.value()),
              record.partition() + "-" + record.offset());
      state.audit(entry);
      fresh.add(new Change.OfAudit(entry));
    } else {
      Finding event = topics.findings().codec().decode(record.value());
      if (state.finding(event, record.value())) {
        fresh.add(new Change.OfFinding(event));
      }
    }
  }

  private void exception(ConsumerRecord<byte[], byte[]> record, List<Change> fresh)
      throws MalformedRecord {
    boolean proposal = Records.isProposal(record.key());
    Optional<ExceptionRule> rule = decision(record, topics.exceptions().codec());
    if (counts(record, rule, topics.exceptions().codec())) {
      state.exception(key(record), proposal, rule);
      rule.map(Change.OfException::new).ifPresent(fresh::add);
    }
  }

  private void baseline(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    Optional<Baseline> baseline = decision(record, topics.baselines().codec());
    if (counts(record, baseline, topics.baselines().codec())) {
      state.baseline(key(record), baseline);
    }
  }

  private static <T> Optional<T> decision(ConsumerRecord<byte[], byte[]> record, Codec<T> codec)
      throws MalformedRecord {
    return record.value() == null ? Optional.empty() : Optional.of(codec.decode(record.value()));
  }

  /**
   * Proposals only where signatures are asked for; there a deletion, which bears none, and what is
   * written over a signed one without, change nothing.
   */
  private <T extends Decision<T>> boolean counts(
      ConsumerRecord<byte[], byte[]> record, Optional<T> decision, Codec<T> codec) {
    boolean proposal = Records.isProposal(record.key());
    return cluster.trust().required()
        ? proposal || decision.filter(one -> cluster.trust().judge(one, codec).valid()).isPresent()
        : !proposal;
  }

  /** What holds everywhere stands in each partition under one key, and is one thing. */
  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null
        ? record.partition() + "-" + record.offset()
        : new String(record.key(), UTF_8);
  }
}
