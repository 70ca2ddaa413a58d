package io.diffy.rules.finding;

import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.Instance;
import java.util.List;

/** What would be said of some hosts if nobody had accepted it. */
final class HiddenFinding {
  private static final int MOST_NAMED = 200;

  private HiddenFinding() {}

  /**
   * @param concerned of whom it is said all the same
   */
  static Hidden of(FindingCandidate candidate, List<Instance> concerned) {
    List<String> hidden =
        candidate.instances().stream()
            .filter(i -> !concerned.contains(i))
            .map(Instance::instanceId)
            .sorted()
            .toList();
    return new Hidden(
        candidate.uid(),
        candidate.subject().itemUid(),
        hidden.size(),
        hidden.stream().limit(MOST_NAMED).toList());
  }
}
