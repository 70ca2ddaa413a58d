package io.diffy.ondemand;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.BrokerlessTopology;
import io.diffy.replay.SideInputs;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import io.diffy.view.OpenFindings;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * On-demand rounds that are judged in this process, and that nobody else hears of. They know these
 * baselines and exceptions and each other, and nothing of any cluster.
 */
public final class IsolatedRounds implements AutoCloseable {
  private final Topics topics = Topics.standard().inOnePartition();
  private final Records records = new Records(topics);
  private final OpenFindings findings = new OpenFindings();
  private final Map<String, Evaluation> evaluations = new TreeMap<>();
  private final BrokerlessTopology task;
  private final String incidentId;

  /**
   * @param rules what is judged by
   * @param incidentId what it is for; empty when not said
   */
  public IsolatedRounds(
      DiffyConfig rules,
      List<Baseline> baselines,
      List<ExceptionRule> exceptions,
      String incidentId) {
    this.incidentId = incidentId;
    task = BrokerlessTopology.start(rules, topics, true, this::take);
    SideInputs.fromTheStart(topics, baselines, exceptions).records().forEach(task::accept);
  }

  /**
   * Judges the answers of a group.
   *
   * @param now when they were given
   */
  public OnDemandRound.Outcome judge(GroupKey group, Collection<Observation> answers, Instant now) {
    Control.Round round = OnDemandRound.round(group, answers, now, incidentId);
    evaluations.clear();
    accept(now, records.control(round));
    OnDemandRound.eachRecord(round, answers, records, record -> accept(now, record));
    if (evaluations.size() < round.queries().size()) {
      // Some answers were over a limit: nobody waits for others.
      Instant over = round.deadline().plusMillis(1);
      accept(over, records.control(new Control.Tick(group, over)));
    }
    return OnDemandRound.outcome(group, evaluations.values(), findings);
  }

  @Override
  public void close() {
    task.close();
  }

  private void accept(Instant at, ProducerRecord<byte[], byte[]> record) {
    task.accept(SideInputs.at(at.toEpochMilli(), record));
  }

  private void take(ProducerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(topics.findings().name())) {
        findings.add(topics.findings().codec().decode(record.value()));
      } else if (record.topic().equals(topics.evaluations().name())) {
        Evaluation evaluation = topics.evaluations().codec().decode(record.value());
        evaluations.put(evaluation.query(), evaluation);
      }
    } catch (MalformedRecord e) {
      throw new IllegalStateException("the processor wrote a malformed record", e);
    }
  }
}
