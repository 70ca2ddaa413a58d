package io.diffy.rules.evaluation;

import io.diffy.rules.detection.AcceptedRows;
import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.detection.RoutineRow;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * The hosts that had just booted when they answered. A host that starts installs, runs and lacks
 * what its peers are done with. It decides nothing: a key or a cron line is held against it.
 */
final class StartingHosts {
  private final Set<String> ids;
  private final QueryRules rules;

  StartingHosts(List<CoverageGap> gaps, QueryRules rules) {
    this.rules = rules;
    ids =
        gaps.stream()
            .filter(gap -> gap.reason() == GapReason.NEWBORN)
            .map(gap -> gap.instance().instanceId())
            .collect(Collectors.toSet());
  }

  /** What is no noise: what people accepted, and all that these hosts show. */
  AcceptedRows or(BiPredicate<DeviatingItem, Instance> accepted) {
    return new AcceptedRows() {
      @Override
      public boolean accepts(DeviatingItem item, Instance instance) {
        return starts(instance) || accepted.test(item, instance);
      }

      @Override
      public boolean starts(Instance instance) {
        return ids.contains(instance.instanceId());
      }
    };
  }

  /** Whether nothing but the start of these hosts need be behind it. */
  boolean explain(DeviationEvidence found) {
    Kind kind = found.deviation().kind();
    return ids.containsAll(found.deviation().hostIds())
        && (kind == Kind.MISSING
            || RoutineRow.is(kind, found.rows().row())
            || (kind == Kind.CHANGED && rules.software()));
  }
}
