package io.diffy.processor.finding;

import io.diffy.processor.DiffyConfig;
import io.diffy.processor.exceptions.ExceptionShelf;
import io.diffy.processor.finding.LifecycleRule.Step;
import io.diffy.processor.finding.LifecycleRule.TableMeaning;
import io.diffy.processor.judge.Judgement;
import io.diffy.schemas.Finding;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.topic.FindingHeaders;
import java.util.List;
import java.util.Map;
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
  private final String evaluations;
  private ProcessorContext<String, Object> context;
  private FindingBook book;
  private ExceptionShelf exceptions;

  /**
   * The step, given where its results go.
   *
   * @param findings name of the sink of finding events
   * @param evaluations name of the sink of evaluations
   */
  public FindingProcessor(DiffyConfig config, String findings, String evaluations) {
    this.config = config;
    this.findings = findings;
    this.evaluations = evaluations;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    book = new FindingBook(context.getStateStore(FINDINGS), config.topics().findings().codec());
    exceptions =
        new ExceptionShelf(
            context.<KeyValueStore<String, byte[]>>getStateStore(ExceptionShelf.EXCEPTIONS),
            config.topics().exceptions().codec());
  }

  @Override
  public void process(Record<String, Object> record) {
    Judgement judgement = (Judgement) record.value();
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
      book.put(step.state());
      if (step.event()) {
        context.forward(
            new Record<String, Object>(
                finding.uid(), finding, record.timestamp(), FindingHeaders.of(finding)),
            findings);
      }
    }
    book.sweep(states.values(), rule::isMuted, judgement.at());
    context.forward(
        new Record<>(record.key(), Evaluations.of(judgement, states.values()), record.timestamp()),
        evaluations);
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
