package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The latest event of every finding, from the events in any order. */
public final class OpenFindings {

  /**
   * What a person should look at first; the uid decides the rest, so that two calls print the same.
   */
  public static final Comparator<Finding> RANK =
      Comparator.comparingDouble(Finding::score)
          .reversed()
          .thenComparing(Finding::severity, Comparator.reverseOrder())
          .thenComparing(Finding::uid);

  private final Map<String, Finding> latest = new HashMap<>();

  public void add(Finding event) {
    latest.merge(
        event.uid(), event, (known, now) -> now.sequence() >= known.sequence() ? now : known);
  }

  /** See {@link Kind#isDeviation}. */
  public static boolean isDeviation(Finding event) {
    return event.kind().isDeviation();
  }

  public static boolean isOpen(Finding event) {
    return event.isOpen();
  }

  /** The latest events that pass, ranked. */
  public List<Finding> ranked(Predicate<Finding> wanted) {
    return latest.values().stream().filter(wanted).sorted(RANK).toList();
  }

  /** Those that any finding is of. */
  public Set<GroupKey> groups() {
    return latest.values().stream().map(Finding::group).collect(Collectors.toSet());
  }

  /** All whose uid starts so: people type the first characters. */
  public List<Finding> byUidPrefix(String prefix) {
    return ranked(finding -> finding.uid().startsWith(prefix));
  }
}
