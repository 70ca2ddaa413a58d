package io.diffy.processor.finding;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.exceptions.ExceptionStore;
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
import io.diffy.rules.finding.Step;
import io.diffy.rules.state.CohortState;
import io.diffy.schemas.Finding;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.topic.FindingHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Turns judgements into events of findings, and says in an evaluation how it stands. */
public final class FindingProcessor implements Processor<String, Object, String, Object> {
  public static final String FINDINGS = FindingStore.FINDINGS;
  private static final int UNRATED = 1;

  private final DiffyConfig config;
  private final String findings;
  private final Optional<String> latest;
  private final String evaluations;
  private ProcessorContext<String, Object> context;
  private FindingStore book;
  private CohortStateStore standings;
  private ExceptionStore exceptions;

  /**
   * The step, given where its results go.
   *
   * @param findings name of the sink of finding events
   * @param latest name of the sink that keeps the last event of each finding, if there is one
   * @param evaluations name of the sink of evaluations
   */
  public FindingProcessor(
      DiffyConfig config, String findings, Optional<String> latest, String evaluations) {
    this.config = config;
    this.findings = findings;
    this.latest = latest;
    this.evaluations = evaluations;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    book = new FindingStore(context.getStateStore(FINDINGS), config.topics().findings().codec());
    standings = new CohortStateStore(context.getStateStore(FINDINGS));
    exceptions =
        new ExceptionStore(
            context.<KeyValueStore<String, byte[]>>getStateStore(ExceptionStore.EXCEPTIONS),
            config.topics().exceptions().codec(),
            config.trust());
  }

  @Override
  public void process(Record<String, Object> record) {
    if (record.value() instanceof GroupEvaluationCompleted judged) {
      trackGroup(judged, record);
    } else {
      track((QueryEvaluation) record.value(), record);
    }
  }

  private void track(QueryEvaluation judgement, Record<String, Object> record) {
    Map<String, FindingState> states = book.of(judgement.group(), judgement.query());
    LifecycleRule rule =
        new LifecycleRule(
            judgement,
            exceptions.of(judgement.group(), judgement.at()),
            meaningOf(judgement.query()));
    for (Step step : rule.steps(states)) {
      states.put(step.finding().uid(), step.state());
      keep(judgement.query(), step, record.timestamp());
    }
    standings.put(
        judgement.group(),
        judgement.query(),
        CohortStateRule.after(standings.of(judgement.group(), judgement.query()), judgement));
    book.sweep(judgement.query(), states.values(), rule::isMuted, judgement.at())
        .forEach(finding -> forget(finding, record.timestamp()));
    context.forward(
        new Record<>(record.key(), Evaluations.of(judgement, states.values()), record.timestamp()),
        evaluations);
  }

  /** A group in which nobody answers any more keeps its findings. */
  private void trackGroup(GroupEvaluationCompleted judged, Record<String, Object> record) {
    Map<String, CohortState> known = standings.of(judged.group(), judged.at());
    if (known.values().stream().allMatch(standing -> standing.silentSince().isPresent())) {
      return;
    }
    Map<String, FindingState> states = book.of(judged.group(), FindingStore.GROUP);
    ExceptionsInForce accepted = exceptions.of(judged.group(), judged.at());
    new GroupLifecycle(judged, new GroupRule(known), accepted)
        .steps(states)
        .forEach(step -> keep(FindingStore.GROUP, step, record.timestamp()));
    book.sweep(
            FindingStore.GROUP,
            states.values(),
            state -> accepted.accept(state.finding()),
            judged.at())
        .forEach(finding -> forget(finding, record.timestamp()));
  }

  private void keep(String query, Step step, long timestamp) {
    Finding finding = step.finding();
    book.put(query, step.state());
    if (step.event()) {
      Record<String, Object> event =
          new Record<>(finding.uid(), finding, timestamp, FindingHeaders.of(finding));
      context.forward(event, findings);
      latest.ifPresent(sink -> context.forward(event, sink));
    }
  }

  /** Its uid may mean something again one day; until then nobody needs to hold it. */
  private void forget(Finding finding, long timestamp) {
    latest.ifPresent(
        sink -> context.forward(new Record<String, Object>(finding.uid(), null, timestamp), sink));
  }

  private TableMeaning meaningOf(String query) {
    return config
        .query(query)
        .map(FindingProcessor::meaning)
        .orElse(new TableMeaning(UNRATED, List.of()));
  }

  private static TableMeaning meaning(PackQuery query) {
    return new TableMeaning(query.severity(), query.techniques());
  }
}
