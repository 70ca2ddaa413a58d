package io.diffy.ondemand;

import io.diffy.agent.collect.Outgoing;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicReader;
import io.diffy.cluster.TransactionMarkers;
import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Records;
import io.diffy.service.CommandFailure;
import io.diffy.view.OpenFindings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Has answers judged now: announces a round, hands them in, waits for its evaluations.
 *
 * @param incidentId what it is for; empty when not said
 */
public record OnDemandRound(Cluster cluster, GroupKey group, String incidentId) {
  /** How long a processor may take to close a round whose answers all arrived, and for each. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final Duration FOR_EACH_ANSWER = Duration.ofMillis(10);

  private static final Duration PAST_DEADLINE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * What a round found.
   *
   * @param evaluations one per query, in the order of their names
   * @param open the findings that are open after it, ranked; some may be older than the round
   */
  public record Outcome(List<Evaluation> evaluations, List<Finding> open) {}

  /**
   * Returns when every query was judged; throws when a processor doesn't answer in time.
   *
   * @param progress is told what it waits for
   * @param requireProcessor throws when it is known that none will answer
   */
  public Outcome judge(
      Collection<Observation> answers,
      Instant now,
      Runnable requireProcessor,
      Consumer<String> progress) {
    Control.Round round = round(group, answers, now, incidentId);
    Map<String, Evaluation> evaluations = new TreeMap<>();
    try (TopicReader<Evaluation> reader =
        TopicReader.fromEnd(cluster, cluster.topics().evaluations())) {
      publish(round, answers);
      progress.accept("waiting for the judgement of " + round.queries().size() + " queries");
      Duration patience = Duration.between(now, round.deadline()).plus(PAST_DEADLINE);
      long end = System.nanoTime() + patience.toNanos();
      while (evaluations.size() < round.queries().size()) {
        for (Evaluation evaluation : reader.poll(POLL)) {
          if (evaluation.roundId().equals(round.roundId())) {
            evaluations.put(evaluation.query(), evaluation);
          }
        }
        requireProcessor.run();
        if (System.nanoTime() > end) {
          throw silent(round, evaluations.keySet());
        }
      }
    }
    OpenFindings findings = new OpenFindings();
    // Evaluations can be read a moment before the findings of the same transaction.
    TransactionMarkers.await(cluster, cluster.topics().findings());
    TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    return outcome(group, evaluations.values(), findings);
  }

  static Control.Round round(
      GroupKey group, Collection<Observation> answers, Instant now, String incidentId) {
    Set<String> queries = new TreeSet<>();
    Set<String> instances = new TreeSet<>();
    for (Observation answer : answers) {
      queries.add(answer.query());
      instances.add(answer.instance().instanceId());
    }
    return new Control.Round(
        group,
        UUID.randomUUID().toString(),
        List.copyOf(queries),
        List.copyOf(instances),
        now,
        now.plus(DEADLINE).plus(FOR_EACH_ANSWER.multipliedBy(answers.size())),
        incidentId);
  }

  private void publish(Control.Round round, Collection<Observation> answers) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      writer.write(records.control(round));
      // The round must be known before its answers are.
      writer.flush();
      eachRecord(round, answers, records, writer::write);
      writer.flush();
    }
  }

  /** As one record where the contract allows it, else in parts. */
  static void eachRecord(
      Control.Round round,
      Collection<Observation> answers,
      Records records,
      Consumer<ProducerRecord<byte[], byte[]>> taker) {
    for (Observation plain : answers) {
      Observation answer = plain.withRound(round.roundId());
      ProducerRecord<byte[], byte[]> whole = records.observation(answer);
      if (whole.value().length <= ObservationCodec.MAX_BYTES) {
        taker.accept(whole);
      } else {
        Outgoing.of(answer).forEach(part -> taker.accept(records.observation(part)));
      }
    }
  }

  /**
   * What these evaluations of a round leave open.
   *
   * @param findings all there are
   */
  static Outcome outcome(
      GroupKey group, Collection<Evaluation> evaluations, OpenFindings findings) {
    Set<String> uids = new HashSet<>();
    evaluations.forEach(evaluation -> uids.addAll(evaluation.open().findings()));
    return new Outcome(
        List.copyOf(evaluations),
        findings.ranked(
            f -> OpenFindings.isOpen(f) && (uids.contains(f.uid()) || isOfNoQuery(f, group))));
  }

  /** What concerns no single query stands in no evaluation. */
  private static boolean isOfNoQuery(Finding finding, GroupKey group) {
    return finding.group().equals(group)
        && (finding.kind() == Kind.DRIFT || finding.query().equals(Finding.ALL_QUERIES));
  }

  private CommandFailure silent(Control.Round round, Set<String> judged) {
    return new CommandFailure(
        "only %d of %d queries were judged in time; is a processor running against %s (diffy up, or diffy processor)?"
            .formatted(judged.size(), round.queries().size(), cluster.bootstrapServers()));
  }
}
