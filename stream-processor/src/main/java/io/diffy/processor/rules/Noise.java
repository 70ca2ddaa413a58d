package io.diffy.processor.rules;

import io.diffy.schemas.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How odd the healthy hosts of a group are in one table: for each kind, how rare the rarest thing
 * is that each host shows. Hosts are counted, so a host that shows fifty rare rows, as a person's
 * session does, is as much noise as a host that shows one.
 */
final class Noise {
  private static final int[] NOBODY = {};

  private final Map<Kind, Map<String, Integer>> rarest = new EnumMap<>(Kind.class);
  private final Map<Kind, int[]> sorted = new EnumMap<>(Kind.class);

  static Noise of(List<Accusation> accusations, Accepted accepted) {
    Noise noise = new Noise();
    for (Accusation a : accusations) {
      Map<String, Integer> ofKind = noise.rarest.computeIfAbsent(a.kind(), k -> new HashMap<>());
      for (Covered host : a.hosts()) {
        if (!accepted.accepts(a.kind(), a.subject(), a.identity() != 0, host.instance())) {
          ofKind.merge(host.instance().instanceId(), a.hosts().size(), Math::min);
        }
      }
    }
    noise.rarest.forEach(
        (kind, hosts) ->
            noise.sorted.put(
                kind, hosts.values().stream().mapToInt(Integer::intValue).sorted().toArray()));
    return noise;
  }

  /**
   * Hosts other than the accused that show something of this kind at least as rare. What the
   * baseline has and nobody else may be its clean instance's own: then those count who have
   * something of their own in this table.
   */
  int othersAsRare(Accusation accusation) {
    if (accusation.kind() == Kind.MISSING && accusation.everywhere()) {
      return upTo(sorted.getOrDefault(Kind.UNEXPECTED, NOBODY), 1);
    }
    int sharing = accusation.hosts().size();
    Map<String, Integer> ofKind = rarest.get(accusation.kind());
    long own =
        accusation.hosts().stream()
            .map(host -> ofKind.get(host.instance().instanceId()))
            .filter(theirs -> theirs != null && theirs <= sharing)
            .count();
    return upTo(sorted.get(accusation.kind()), sharing) - (int) own;
  }

  /** How many entries of a sorted array are not above the bound. */
  private static int upTo(int[] all, int bound) {
    int at = Arrays.binarySearch(all, bound + 1);
    int end = at < 0 ? -at - 1 : at;
    while (end > 0 && all[end - 1] > bound) {
      end--;
    }
    return end;
  }
}
