package io.diffy.processor.finding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.processor.exceptions.ExceptionStore;
import io.diffy.processor.metrics.Counter;
import io.diffy.processor.step.EvaluationEvent;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.processor.store.SubTable;
import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.CohortStateRule;
import io.diffy.rules.finding.Evaluations;
import io.diffy.rules.finding.FindingState;
import io.diffy.rules.finding.GroupLifecycle;
import io.diffy.rules.finding.GroupRule;
import io.diffy.rules.finding.LifecycleRule;
import io.diffy.rules.finding.LifecycleRule.TableMeaning;
import io.diffy.rules.finding.LifecycleStep;
import io.diffy.rules.finding.SilenceLifecycle;
import io.diffy.rules.finding.VisitRule;
import io.diffy.rules.state.CohortState;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.topic.FindingHeaders;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Turns evaluations into events of findings, and sums each up as it stands then. */
public final class FindingProcessor {
  private static final TableMeaning UNRATED = new TableMeaning(2, List.of());

  private final EvaluationPolicy policy;
  private final FindingStore findings;
  private final CohortStateStore cohorts;
  private final VisitStore memory;
  private final Output<byte[], byte[]> events;
  private final Optional<Output<byte[], byte[]>> latest;
  private final Output<String, Evaluation> evaluations;
  private final Map<Finding.Activity, Counter> told = new EnumMap<>(Finding.Activity.class);
  private final Counter judged;

  /**
   * Where results go.
   *
   * @param findings takes all events, encoded
   * @param latest keeps the last event of each finding, if there is such a topic
   * @param evaluations takes the summaries
   */
  public record Sinks(
      StepName<byte[], byte[]> findings,
      Optional<StepName<byte[], byte[]>> latest,
      StepName<String, Evaluation> evaluations) {}

  private FindingProcessor(
      ProcessorContext<?, ?> context, EvaluationPolicy policy, Codec<Finding> codec, Sinks sinks) {
    this.policy = policy;
    findings = new FindingStore(FindingStore.FINDINGS.of(context), codec);
    cohorts = new CohortStateStore(FindingStore.FINDINGS.of(context));
    memory = new VisitStore(VisitStore.MEMORY.of(context));
    events = sinks.findings().from(context);
    latest = sinks.latest().map(sink -> sink.from(context));
    evaluations = sinks.evaluations().from(context);
    for (Finding.Activity activity : Finding.Activity.values()) {
      told.put(
          activity, Counter.of(context, "findings-" + activity.name().toLowerCase(Locale.ROOT)));
    }
    judged = Counter.of(context, "evaluations");
  }

  /**
   * The step. Installations know it as connected to the exceptions; it reads those that came with
   * the evaluation, so that both steps go by the same.
   */
  public static StepSupplier<String, EvaluationEvent> step(
      EvaluationPolicy policy, Codec<Finding> codec, Sinks sinks) {
    return new StepSupplier<>(
        context -> new FindingProcessor(context, policy, codec, sinks)::read,
        FindingStore.FINDINGS,
        VisitStore.MEMORY,
        ExceptionStore.EXCEPTIONS);
  }

  private void read(Record<String, EvaluationEvent> record) {
    EvaluationEvent event = record.value();
    if (event instanceof EvaluationEvent.OfQuery one) {
      track(one.evaluation(), one.accepted(), record.timestamp());
    } else if (event instanceof EvaluationEvent.OfGroup all) {
      trackGroup(all.completed(), all.accepted(), record.timestamp());
    }
  }

  private void track(QueryEvaluation evaluation, ExceptionsInForce accepted, long timestamp) {
    String query = evaluation.query();
    Map<String, FindingState> states = findings.of(evaluation.group(), query);
    VisitRule visits =
        new VisitRule(
            evaluation,
            memory.of(evaluation.group(), query),
            memory.accused(evaluation.group()),
            policy.limits().remembered());
    LifecycleRule rule = new LifecycleRule(evaluation, accepted, meaningOf(query), visits);
    for (LifecycleStep step : rule.steps(states)) {
      states.put(step.finding().uid(), step.state());
      keep(query, step, timestamp);
    }
    learn(evaluation, visits, VisitRule.accused(states.values()));
    cohorts.put(
        evaluation.group(),
        query,
        CohortStateRule.after(cohorts.of(evaluation.group(), query), evaluation));
    findings
        .sweep(query, states.values(), rule::isMuted, evaluation.at())
        .forEach(finding -> forget(finding, timestamp));
    judged.add();
    evaluations.forward(
        evaluation.group().toString(),
        Evaluations.of(evaluation, states.values(), rule.hidden(), visits),
        timestamp);
  }

  /** Nobody knows how many rounds there are: only scheduled windows teach. */
  private void learn(QueryEvaluation evaluation, VisitRule visits, Set<String> accused) {
    memory.accuse(evaluation.group(), evaluation.query(), accused);
    if (evaluation.window().roundId().isEmpty()) {
      memory.keep(evaluation.group(), evaluation.query(), visits.learn(accused));
    }
  }

  /** A group in which nobody answers any more keeps its findings. */
  private void trackGroup(
      GroupEvaluationCompleted completed, ExceptionsInForce accepted, long timestamp) {
    Map<String, CohortState> known = cohorts.of(completed.group(), completed.at());
    if (known.values().stream().allMatch(state -> state.silentSince().isPresent())) {
      return;
    }
    Map<String, FindingState> states = findings.of(completed.group(), SubTable.GROUP);
    OddBefore odd = new OddBefore(completed.group(), known.keySet(), findings);
    Stream.concat(
            new GroupLifecycle(completed, new GroupRule(known), accepted).steps(states).stream(),
            new SilenceLifecycle(completed, known, accepted, odd).steps(states).stream())
        .forEach(step -> keep(SubTable.GROUP, step, timestamp));
    findings
        .sweep(
            SubTable.GROUP,
            states.values(),
            state -> accepted.reach(state.finding()),
            completed.at())
        .forEach(finding -> forget(finding, timestamp));
  }

  private void keep(Object query, LifecycleStep step, long timestamp) {
    Finding finding = step.finding();
    byte[] encoded = findings.put(query, step.state());
    if (step.event()) {
      Record<byte[], byte[]> event =
          new Record<>(key(finding), encoded, timestamp, FindingHeaders.of(finding));
      events.forward(event);
      told.get(finding.activity()).add();
      latest.ifPresent(sink -> sink.forward(event));
    }
  }

  /** Its uid may mean something again one day; until then nobody needs to hold it. */
  private void forget(Finding finding, long timestamp) {
    latest.ifPresent(sink -> sink.forward(key(finding), null, timestamp));
  }

  private static byte[] key(Finding finding) {
    return finding.uid().getBytes(UTF_8);
  }

  private TableMeaning meaningOf(String query) {
    return policy
        .query(query)
        .map(known -> new TableMeaning(known.severity(), known.techniques()))
        .orElse(UNRATED);
  }
}
