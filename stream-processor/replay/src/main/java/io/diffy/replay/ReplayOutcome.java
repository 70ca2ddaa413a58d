package io.diffy.replay;

import io.diffy.schemas.Finding;
import io.diffy.view.OpenFindings;
import io.diffy.view.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a replay says about its window.
 *
 * @param events of what was answered inside the window, in the order of a findings file
 * @param openBefore findings that were open when it began, as they stood then, ranked
 * @param shown the findings of both, as they stood at its end, ranked
 */
public record ReplayOutcome(List<Finding> events, List<Finding> openBefore, List<Finding> shown) {

  /**
   * Of all events of what was judged, the warm-up among it, and nothing behind the window.
   *
   * @param judged in order
   */
  public static ReplayOutcome of(List<Finding> judged, ReplayWindow window) {
    OpenFindings before = new OpenFindings();
    OpenFindings atEnd = new OpenFindings();
    for (Finding event : judged) {
      if (!window.reports(event)) {
        before.add(event);
      }
      atEnd.add(event);
    }
    List<Finding> events = judged.stream().filter(window::reports).toList();
    List<Finding> openBefore = before.ranked(OpenFindings::isOpen);
    Set<String> meant =
        Stream.concat(events.stream(), openBefore.stream())
            .map(Finding::uid)
            .collect(Collectors.toSet());
    return new ReplayOutcome(events, openBefore, atEnd.ranked(f -> meant.contains(f.uid())));
  }

  /** Whether anybody was accused, though it may be over, and nobody has accepted it. */
  public boolean accuses() {
    return Verdict.accuses(shown);
  }
}
