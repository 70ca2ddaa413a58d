package io.diffy.rules.finding;

import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.finding.LifecycleRule.Step;
import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingUid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Has each finding say which columns of its thing were learnt to be volatile, never silently. */
public final class MaskedColumns {
  private final Map<String, List<String>> byUid = new HashMap<>();

  private MaskedColumns() {}

  public static MaskedColumns of(QueryEvaluation judgement) {
    MaskedColumns columns = new MaskedColumns();
    judgement.found().forEach(found -> columns.put(judgement, found));
    judgement.whispers().forEach(found -> columns.put(judgement, found));
    return columns;
  }

  private void put(QueryEvaluation judgement, QueryEvaluation.Found found) {
    String uid =
        FindingUid.of(judgement.group(), judgement.query(), found.deviation().kind(), found.name());
    byUid.put(uid, found.masked());
  }

  /** A finding that this judgement says nothing of keeps what was said before. */
  public Step toldBy(Step step) {
    FindingState state = step.state();
    Finding finding = state.finding();
    List<String> masked = byUid.getOrDefault(finding.uid(), finding.maskedColumns());
    return masked.equals(finding.maskedColumns())
        ? step
        : new Step(
            new FindingState(
                finding.withMaskedColumns(masked),
                state.open(),
                state.subject(),
                state.identity(),
                state.baselines()),
            step.event());
  }
}
