package io.diffy.processor.finding;

import io.diffy.processor.DiffyConfig;
import io.diffy.processor.exceptions.ExceptionShelf;
import io.diffy.processor.exceptions.Exceptions;
import io.diffy.processor.finding.LifecycleRule.Step;
import io.diffy.processor.finding.LifecycleRule.TableMeaning;
import io.diffy.processor.judge.GroupJudged;
import io.diffy.processor.judge.Judgement;
import io.diffy.processor.store.Standing;
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
  public static final String FINDINGS = FindingBook.FINDINGS;
  private static final int UNRATED = 1;

  private final DiffyConfig config;
  private final String findings;
  private final Optional<String> latest;
  private final String evaluations;
  private ProcessorContext<String, Object> context;
  private FindingBook book;
  private StandingBook standings;
  private ExceptionShelf exceptions;

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
    book = new FindingBook(context.getStateStore(FINDINGS), config.topics().findings().codec());
    standings = new StandingBook(context.getStateStore(FINDINGS));
    exceptions =
        new ExceptionShelf(
            context.<KeyValueStore<String, byte[]>>getStateStore(ExceptionShelf.EXCEPTIONS),
            config.topics().exceptions().codec(),
            config.trust());
  }

  @Override
  public void process(Record<String, Object> record) {
    if (record.value() instanceof GroupJudged judged) {
      trackGroup(judged, record);
    } else {
      track((Judgement) record.value(), record);
    }
  }

  private void track(Judgement judgement, Record<String, Object> record) {
    Map<String, FindingState> states = book.of(judgement.group(), judgement.query());
    LifecycleRule rule =
        new LifecycleRule(
            judgement,
            exceptions.of(judgement.group(), judgement.at()),
            meaningOf(judgement.query()));
    MaskedColumns masked = MaskedColumns.of(judgement);
    for (Step found : rule.steps(states)) {
      Step step = masked.toldBy(found);
      Finding finding = step.state().finding();
      states.put(finding.uid(), step.state());
      keep(judgement.query(), step, record.timestamp());
    }
    standings.put(
        judgement.group(),
        judgement.query(),
        StandingRule.after(standings.of(judgement.group(), judgement.query()), judgement));
    book.sweep(judgement.query(), states.values(), rule::isMuted, judgement.at())
        .forEach(finding -> forget(finding, record.timestamp()));
    context.forward(
        new Record<>(record.key(), Evaluations.of(judgement, states.values()), record.timestamp()),
        evaluations);
  }

  /** A group in which nobody answers any more keeps its findings. */
  private void trackGroup(GroupJudged judged, Record<String, Object> record) {
    Map<String, Standing> known = standings.of(judged.group(), judged.at());
    if (known.values().stream().allMatch(standing -> standing.silentSince().isPresent())) {
      return;
    }
    Map<String, FindingState> states = book.of(judged.group(), FindingBook.GROUP);
    Exceptions accepted = exceptions.of(judged.group(), judged.at());
    new GroupLifecycle(judged, new GroupRule(known), accepted)
        .steps(states)
        .forEach(step -> keep(FindingBook.GROUP, step, record.timestamp()));
    book.sweep(
            FindingBook.GROUP,
            states.values(),
            state -> accepted.accept(state.finding()),
            judged.at())
        .forEach(finding -> forget(finding, record.timestamp()));
  }

  private void keep(String query, Step step, long timestamp) {
    Finding finding = step.state().finding();
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
