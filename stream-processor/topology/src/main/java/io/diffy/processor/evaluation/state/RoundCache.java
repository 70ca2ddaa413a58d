package io.diffy.processor.evaluation.state;

import io.diffy.rules.state.OpenRound;
import io.diffy.schemas.Control.Round;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The rounds that answers came for last, ready to be asked who is expected: to read the 10,000
 * names of a big round for each of its 30,000 answers takes minutes. Only a copy of what the store
 * has.
 */
final class RoundCache {
  /** A round may name a mebibyte of instances. */
  private static final int MOST = 16;

  private final Map<String, Members> latest = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A round and who is asked in it.
   *
   * @param open as it is stored
   * @param instances the expected ones
   */
  record Members(OpenRound open, Set<String> instances) {
    boolean include(String instanceId, String query) {
      return instances.contains(instanceId) && open.round().queries().contains(query);
    }

    Round round() {
      return open.round();
    }
  }

  Members of(String key, Supplier<OpenRound> stored) {
    Members known = latest.get(key);
    if (known == null) {
      OpenRound open = stored.get();
      known = new Members(open, new HashSet<>(open.round().expected()));
      latest.put(key, known);
      if (latest.size() > MOST) {
        latest.remove(latest.keySet().iterator().next());
      }
    }
    return known;
  }

  void forget(String key) {
    latest.remove(key);
  }
}
