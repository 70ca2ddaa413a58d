package io.diffy.processor.judge;

import io.diffy.processor.rules.Appearance;
import io.diffy.processor.rules.Catalog;
import io.diffy.processor.rules.Covered;
import io.diffy.processor.rules.Deviation;
import io.diffy.processor.rules.History;
import io.diffy.processor.rules.Verdict;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Says of what is odd in a window whether it appeared in it: every host that shows it answered
 * before, and without it. A host that is new to us proves nothing.
 */
final class Historian {
  /** What more hosts show at once is a deploy; it needs no history to be seen. */
  private static final int MOST_HOSTS = 50;

  private final Instant at;
  private final History before;
  private final Catalog catalog;
  private final Function<Covered, Optional<long[]>> previous;
  private final Map<String, Optional<long[]>> known = new HashMap<>();
  private final Map<String, Appearance> appearances = new TreeMap<>();
  private final Set<String> novel = new HashSet<>();

  /**
   * The historian of one window.
   *
   * @param previous the items of a host's last answer before the one that counts here
   */
  Historian(
      Instant at, History before, Catalog catalog, Function<Covered, Optional<long[]>> previous) {
    this.at = at;
    this.before = before;
    this.catalog = catalog;
    this.previous = previous;
  }

  /** When the deviation appeared, if that was seen. */
  Optional<Appearance> appearance(Deviation deviation) {
    String key = History.key(deviation, catalog);
    Optional<Appearance> appearance =
        before
            .appearance(key)
            .or(
                () ->
                    isNew(deviation)
                        ? Optional.of(
                            new Appearance(at, before.answers(), deviation.hosts().size()))
                        : Optional.empty());
    appearance.ifPresent(known -> appearances.put(key, known));
    return appearance;
  }

  /** The history with this window in it. */
  History after(Verdict verdict) {
    return new History(
        before.answers() + verdict.covered().size(), before.novel() + novel.size(), appearances);
  }

  private boolean isNew(Deviation deviation) {
    if (deviation.hosts().size() > MOST_HOSTS) {
      return false;
    }
    for (Covered host : deviation.hosts()) {
      Optional<long[]> items =
          known.computeIfAbsent(host.instance().instanceId(), id -> previous.apply(host));
      if (items.isEmpty() || hadIt(deviation, items.get()) != (deviation.kind() == Kind.MISSING)) {
        return false;
      }
    }
    deviation.hosts().forEach(host -> novel.add(host.instance().instanceId()));
    return true;
  }

  private boolean hadIt(Deviation deviation, long[] items) {
    long subject = deviation.subject();
    if (!deviation.byIdentity()) {
      return Arrays.binarySearch(items, subject) >= 0;
    }
    long identity = catalog.identityOf(subject);
    return Arrays.stream(items).anyMatch(item -> catalog.identityOf(item) == identity);
  }
}
