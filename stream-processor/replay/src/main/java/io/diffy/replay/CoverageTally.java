package io.diffy.replay;

import io.diffy.schemas.Evaluation;
import io.diffy.terminal.Phrases;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What evaluations judged, for what stands beside "nothing found": who was judged in what, and
 * whether there was anything to compare with.
 */
public final class CoverageTally {
  private static final int SHOWN = 3;

  private final Set<String> hosts = new TreeSet<>();
  private final Map<String, Boolean> queries = new TreeMap<>();
  private final Map<String, Boolean> groups = new TreeMap<>();
  private final Set<String> reasons = new TreeSet<>();

  public static CoverageTally of(Collection<Evaluation> evaluations) {
    CoverageTally tally = new CoverageTally();
    evaluations.forEach(tally::add);
    return tally;
  }

  /** One more; may come from any thread. */
  public synchronized void add(Evaluation evaluation) {
    String group = evaluation.group().toString();
    boolean answered = !evaluation.covered().isEmpty();
    boolean compared =
        answered && (evaluation.covered().size() > 1 || !evaluation.baselineVersions().isEmpty());
    evaluation.covered().forEach(host -> hosts.add(group + " " + host));
    queries.merge(group + " " + evaluation.query(), answered, Boolean::logicalOr);
    groups.merge(group, compared, Boolean::logicalOr);
    if (!answered) {
      evaluation.absent().forEach(absent -> reasons.add(absent.reason()));
    }
  }

  /** Why "nothing found" would be wrong; empty where something was judged. */
  public Optional<String> nothing() {
    return nothing(
        group -> "Take one on a clean instance: diffy new baseline " + Phrases.shell(group));
  }

  /**
   * The same.
   *
   * @param advice how a group gets a baseline, or another answer to compare with
   */
  public Optional<String> nothing(UnaryOperator<String> advice) {
    if (queries.isEmpty()) {
      return Optional.of("Nothing was judged: no evaluation came of the answers.");
    }
    if (!queries.containsValue(true)) {
      return Optional.of(
          "Nothing was judged: 0 of %s answered by anybody%s."
              .formatted(
                  queries.size() == 1 ? "1 query" : queries.size() + " queries",
                  reasons.isEmpty() ? "" : ": " + Phrases.some(reasons, SHOWN, "reasons")));
    }
    if (!groups.containsValue(true)) {
      return Optional.of(
          "Nothing was judged: there was nothing to compare with, one instance and no baseline. "
              + advice.apply(groups.keySet().iterator().next()));
    }
    return Optional.empty();
  }

  /** {@code 40 hosts in 7 queries judged}, and what was not. */
  @Override
  public String toString() {
    long answered = queries.values().stream().filter(any -> any).count();
    StringBuilder text = new StringBuilder();
    text.append(Phrases.count(hosts.size(), "host")).append(" judged in ");
    text.append(answered).append(answered == 1 ? " query" : " queries");
    if (answered < queries.size()) {
      text.append("; nobody answered ").append(Phrases.some(named(queries), SHOWN, "others"));
    }
    if (groups.containsValue(false)) {
      text.append("; nothing to compare with in ").append(Phrases.some(named(groups), SHOWN));
    }
    return text.toString();
  }

  private static Collection<String> named(Map<String, Boolean> known) {
    return known.entrySet().stream()
        .filter(each -> !each.getValue())
        .map(Map.Entry::getKey)
        .toList();
  }
}
