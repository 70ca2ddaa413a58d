package io.diffy.rules.evaluation;

import io.diffy.rules.detection.DetectionResult;
import io.diffy.rules.detection.Detector;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.FirstAppearance;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.detection.Score;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.pack.TableTrait;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * Says of what is odd in a window whether it appeared in it: every host that shows it answered
 * before, and without it. A host that is new to us proves nothing.
 */
final class NoveltyDetector {
  /** What more hosts show at once is a deploy; it needs no history to be seen. */
  private static final int MOST_HOSTS = 50;

  /** So often something came before anybody looked, in a table whose rows last. */
  static final double RARE = 0.5;

  /** … in any other. */
  static final double OFTEN = 1.5;

  /** What comes to so many hosts came at once … */
  static final int FEWEST_AT_ONCE = 3;

  /** … when they are so many times as many as the past lets expect, too. */
  static final int TIMES_EXPECTED = 3;

  private final Instant at;
  private final NoveltyHistory before;
  private final Catalog catalog;
  private final Function<HostItems, Optional<long[]>> previous;
  private final LongPredicate outOfPlace;
  private final boolean lasting;
  private final boolean deliberate;
  private final Map<String, Optional<long[]>> known = new HashMap<>();
  private final Map<String, FirstAppearance> appearances = new TreeMap<>();
  private final Set<String> novel = new HashSet<>();
  private final Set<String> atOnce = new HashSet<>();
  private final Set<String> oddAtOnce = new HashSet<>();
  private final Set<String> standing = new HashSet<>();
  private int hidden;
  private boolean toldTogether;

  /**
   * For one window.
   *
   * @param previous the items of a host's last answer before the one that counts here
   * @param traits what the table is like
   * @param outOfPlace whether an item stands in an odd place
   */
  NoveltyDetector(
      Instant at,
      NoveltyHistory before,
      Catalog catalog,
      Function<HostItems, Optional<long[]>> previous,
      Set<TableTrait> traits,
      LongPredicate outOfPlace) {
    this.at = at;
    this.before = before;
    this.catalog = catalog;
    this.previous = previous;
    this.outOfPlace = outOfPlace;
    this.lasting = Detector.lasts(traits);
    this.deliberate = traits.contains(TableTrait.DELIBERATE);
  }

  /**
   * Looks at all that deviates, before anything is weighed by how much came with it.
   *
   * @param ofAll items that deviate no more, as all hosts have such rows by now
   */
  NoveltyDetector look(DetectionResult all, Set<Long> ofAll) {
    all.deviations().forEach(this::appearance);
    all.belowThreshold().forEach(this::appearance);
    hidden =
        ofAll.stream()
            .flatMap(
                item ->
                    Stream.of(
                        NoveltyHistory.key(Kind.UNEXPECTED, false, item),
                        NoveltyHistory.key(Kind.UNEXPECTED, true, catalog.identityOf(item))))
            .distinct()
            .filter(key -> !appearances.containsKey(key))
            .flatMap(key -> before.appearance(key).stream())
            .mapToInt(FirstAppearance::hosts)
            .sum();
    toldTogether = all.deviations().stream().anyMatch(d -> d.breakdown().ofOwnRows());
    return this;
  }

  /**
   * On how many others something came, too. That much more came at once than the past lets expect
   * says nothing against any of it: an intruder puts another thing on each host.
   */
  private int noise(Deviation deviation, int answersNow) {
    int today = before.noise(at, novel, deviation.hostIds());
    boolean odd = isOutOfPlace(deviation);
    boolean rare = lasting || odd;
    long known = rare ? Math.max(0, before.novel() - attacked()) : before.novel();
    double expected = ((rare ? RARE : OFTEN) + known) * answersNow / before.answers();
    Set<String> together = odd ? oddAtOnce : atOnce;
    boolean burst =
        isOwn(deviation)
            && !toldTogether
            && together.size() >= Math.max(FEWEST_AT_ONCE, TIMES_EXPECTED * expected);
    return burst ? Math.min(today, (int) Math.ceil(expected)) : today;
  }

  /** On so many hosts what came stands, though all may have such rows by now. */
  private int attacked() {
    return standing.size() + hidden;
  }

  /**
   * The deviation with what the group's past says about it.
   *
   * @param answersNow how many are compared in this window
   */
  Deviation withPast(Deviation deviation, int answersNow) {
    return appearance(deviation)
        .filter(appearance -> !deviation.breakdown().ofOwnRows())
        .map(appearance -> weighed(deviation, appearance, answersNow))
        .orElse(deviation);
  }

  private Deviation weighed(Deviation deviation, FirstAppearance appearance, int answersNow) {
    FirstAppearance now =
        appearance.at().equals(at)
            ? new FirstAppearance(
                at, appearance.before(), appearance.hosts(), noise(deviation, answersNow))
            : appearance;
    appearances.put(NoveltyHistory.key(deviation, catalog), now);
    ScoreBreakdown terms =
        Score.quieter(
            deviation.breakdown(), now.noise(), deviation.prevalence().hostsCompared(), lasting);
    int attacked = lasting ? attacked() : 0;
    return deviation.with(before.past(now, answersNow, attacked).map(terms::with).orElse(terms));
  }

  /** When the deviation appeared, if that was seen. */
  private Optional<FirstAppearance> appearance(Deviation deviation) {
    String key = NoveltyHistory.key(deviation, catalog);
    Optional<FirstAppearance> appearance =
        Optional.ofNullable(appearances.get(key))
            .or(() -> standing(deviation, key))
            .or(
                () ->
                    isNew(deviation)
                        ? Optional.of(
                            new FirstAppearance(
                                at,
                                before.answers(),
                                deviation.hosts().size(),
                                FirstAppearance.UNKNOWN))
                        : Optional.empty());
    appearance.ifPresent(known -> appearances.put(key, known));
    return appearance;
  }

  private Optional<FirstAppearance> standing(Deviation deviation, String key) {
    Optional<FirstAppearance> known = before.appearance(key);
    known.ifPresent(stands -> standing.addAll(deviation.hostIds()));
    return known;
  }

  /** The history with this window in it. */
  NoveltyHistory after(int answersNow) {
    return before.and(at, answersNow, novel, appearances);
  }

  private boolean isNew(Deviation deviation) {
    if (deviation.hosts().size() > MOST_HOSTS || deviation.breakdown().ofOwnRows()) {
      return false;
    }
    for (HostItems host : deviation.hosts()) {
      Optional<long[]> items = known.computeIfAbsent(host.instanceId(), id -> previous.apply(host));
      if (items.isEmpty() || hadIt(deviation, items.get()) != (deviation.kind() == Kind.MISSING)) {
        return false;
      }
    }
    novel.addAll(deviation.hostIds());
    if (isOwn(deviation)) {
      atOnce.addAll(deviation.hostIds());
      if (isOutOfPlace(deviation)) {
        oddAtOnce.addAll(deviation.hostIds());
      }
    }
    return true;
  }

  private boolean isOutOfPlace(Deviation deviation) {
    return deviation.kind() == Kind.UNEXPECTED && outOfPlace.test(deviation.subject());
  }

  private boolean isOwn(Deviation deviation) {
    boolean own =
        deviation.kind() == Kind.UNEXPECTED || (deliberate && deviation.kind() == Kind.CHANGED);
    return own && deviation.hosts().size() < FEWEST_AT_ONCE;
  }

  private boolean hadIt(Deviation deviation, long[] items) {
    long subject = deviation.subject();
    if (!deviation.item().byIdentity()) {
      return Arrays.binarySearch(items, subject) >= 0;
    }
    long identity = catalog.identityOf(subject);
    return Arrays.stream(items).anyMatch(item -> catalog.identityOf(item) == identity);
  }
}
