package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.schemas.ScoreBreakdown.Past;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How often something new appeared in one table of a group. What a small group can't prove at one
 * moment, it can over time.
 *
 * @param answers answers that were evaluated so far, all hosts and windows counted: host-epochs
 * @param novel how often a host showed something odd that it had not shown in its answer before
 * @param appearances when what is odd now appeared, by {@link #key}
 */
public record NoveltyHistory(long answers, long novel, Map<String, FirstAppearance> appearances) {
  public static final NoveltyHistory NONE = new NoveltyHistory(0, 0, Map.of());

  public NoveltyHistory {
    appearances = new TreeMap<>(appearances);
  }

  /** Names a deviation across windows. */
  public static String key(Deviation deviation, Catalog catalog) {
    boolean byIdentity = deviation.item().byIdentity();
    long odd = byIdentity ? catalog.identityOf(deviation.subject()) : deviation.subject();
    return deviation.kind() + " " + byIdentity + " " + Long.toHexString(odd);
  }

  public Optional<FirstAppearance> appearance(String key) {
    return Optional.ofNullable(appearances.get(key));
  }

  /** What a score takes from it; nothing when too little came before the appearance. */
  public Optional<Past> past(FirstAppearance appearance, int answersNow) {
    return appearance.proven()
        ? Optional.of(
            new Past(
                Math.max(0, novel - appearance.hosts()), answers + answersNow, appearance.at()))
        : Optional.empty();
  }
}
