package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * How often something new appeared in one table of a group. What a small group can't prove at one
 * moment, it can over time.
 *
 * @param answers answers that were evaluated so far, all hosts and windows counted: host-epochs
 * @param novel on how many days a host showed something odd that it had not shown in its answer
 *     before, all hosts counted
 * @param appearances when what is odd now appeared, by {@link #key}
 * @param days on how many hosts something appeared, day by day
 */
public record NoveltyHistory(
    long answers, long novel, Map<String, FirstAppearance> appearances, NoveltyDays days) {
  public static final NoveltyHistory NONE = new NoveltyHistory(0, 0, Map.of(), NoveltyDays.NONE);

  public NoveltyHistory {
    appearances = new TreeMap<>(appearances);
  }

  /** Names a deviation across windows. */
  public static String key(Deviation deviation, Catalog catalog) {
    boolean byIdentity = deviation.item().byIdentity();
    long odd = byIdentity ? catalog.identityOf(deviation.subject()) : deviation.subject();
    return key(deviation.kind(), byIdentity, odd);
  }

  /** The same, of a thing or an item. */
  public static String key(Kind kind, boolean byIdentity, long odd) {
    return kind + " " + byIdentity + " " + Long.toHexString(odd);
  }

  public Optional<FirstAppearance> appearance(String key) {
    return Optional.ofNullable(appearances.get(key));
  }

  /**
   * What a score takes from it; nothing when too little came before the appearance.
   *
   * @param standing on so many hosts what came stands: more attacked hosts make nothing less odd
   */
  public Optional<Past> past(FirstAppearance appearance, int answersNow, int standing) {
    return appearance.proven()
        ? Optional.of(
            new Past(
                Math.max(0, novel - Math.max(appearance.hosts(), standing)),
                answers + answersNow,
                appearance.at(),
                days.before().size()))
        : Optional.empty();
  }

  /**
   * With one more window in it.
   *
   * @param answersNow how many were compared in it
   * @param hosts that show something odd that they did not show before
   * @param odd when what is odd in it appeared
   */
  public NoveltyHistory and(
      Instant at, int answersNow, Set<String> hosts, Map<String, FirstAppearance> odd) {
    int today = day(at);
    NoveltyDays now = days.and(today, hosts);
    int known = today > days.day() ? 0 : days.hosts().size();
    return new NoveltyHistory(answers + answersNow, novel + now.hosts().size() - known, odd, now);
  }

  /**
   * On how many other hosts something appears on a day like this, where enough days say so.
   *
   * @param novel the hosts on which something appears in this window
   * @param own those that are no others
   */
  public int noise(Instant at, Set<String> novel, Collection<String> own) {
    Set<String> others = new HashSet<>(day(at) > days.day() ? Set.of() : days.hosts());
    others.addAll(novel);
    others.removeAll(Set.copyOf(own));
    OptionalInt rate = days.rate();
    return rate.isPresent() ? Math.max(others.size(), rate.getAsInt()) : FirstAppearance.UNKNOWN;
  }

  private static int day(Instant at) {
    return (int) Duration.ofSeconds(at.getEpochSecond()).toDays();
  }
}
