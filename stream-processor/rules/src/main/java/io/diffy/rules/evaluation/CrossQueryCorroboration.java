package io.diffy.rules.evaluation;

import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.Score;
import io.diffy.schemas.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Whether the hosts that share an odd thing share something else, in the answers to another query,
 * that nobody else has. A benign habit of some hosts shows in one table; an implant has a process,
 * a port, a line that starts it.
 */
public final class CrossQueryCorroboration {
  /** Fewer hosts are loud by themselves. */
  private static final int FEWEST_HOSTS = 3;

  private final Collection<String> queries;
  private final Function<String, Map<String, long[]>> answers;
  private final Map<String, Map<String, long[]>> loaded = new HashMap<>();

  /**
   * For one evaluation.
   *
   * @param queries the other queries that count
   * @param answers the items of each instance that answered one of them whole, by instance id
   */
  public CrossQueryCorroboration(
      Collection<String> queries, Function<String, Map<String, long[]>> answers) {
    this.queries = queries;
    this.answers = answers;
  }

  /** One story if it is quiet only because many share it, and another table supports it. */
  Deviation promoteIfCorroborated(Deviation deviation, int covered) {
    boolean candidate =
        deviation.kind() == Kind.UNEXPECTED
            && deviation.item().byIdentity()
            && deviation.hosts().size() >= FEWEST_HOSTS
            && 2 * deviation.hosts().size() < covered
            && Score.worthALookAlone(deviation.breakdown());
    Set<String> ids = Set.copyOf(deviation.hostIds());
    return candidate && queries.stream().anyMatch(query -> shareIn(query, ids))
        ? deviation.with(deviation.breakdown().asOneStory())
        : deviation;
  }

  private boolean shareIn(String query, Set<String> ids) {
    Map<String, long[]> items = loaded.computeIfAbsent(query, q -> new TreeMap<>(answers.apply(q)));
    if (!items.keySet().containsAll(ids)) {
      return false;
    }
    long[] shared = null;
    for (String id : ids) {
      long[] mine = items.get(id);
      shared = shared == null ? mine : keep(shared, mine, true);
    }
    for (Map.Entry<String, long[]> other : items.entrySet()) {
      if (shared.length == 0) {
        return false;
      }
      if (!ids.contains(other.getKey())) {
        shared = keep(shared, other.getValue(), false);
      }
    }
    return shared.length > 0;
  }

  private static long[] keep(long[] items, long[] sorted, boolean in) {
    return Arrays.stream(items)
        .filter(item -> (Arrays.binarySearch(sorted, item) >= 0) == in)
        .toArray();
  }
}
