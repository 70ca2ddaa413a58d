package io.diffy.replay;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which hosts have a row now, or had it, by their answers in any order. It keeps one time for each
 * host and query and one entry for each of them that had the row, both bounded; no rows but one.
 */
public final class RowSearch {
  private static final int MOST_HITS = 100_000;
  private static final int MOST_ANSWERERS = 2_000_000;
  private static final int MOST_COLUMNS = 10_000;

  private final SoughtRow sought;
  private final Map<Place, Hit> hits = new TreeMap<>(Place.ORDER);
  private final Map<Long, Long> lastWithout = new HashMap<>();
  private final Set<Long> hosts = new HashSet<>();
  private final Set<String> columns = new TreeSet<>();
  private long answers;
  private long notWhole;
  private long leftOut;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;

  /** A host's answers to one query. */
  public record Place(GroupKey group, String instanceId, String query) {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::group)
            .thenComparing(Place::instanceId)
            .thenComparing(Place::query);
  }

  /**
   * Where the row was.
   *
   * @param answers that had it
   * @param now whether the last whole answer has it
   * @param row as it was seen last
   */
  public record Hit(
      Place place,
      Instant first,
      Instant last,
      long answers,
      boolean now,
      Map<String, String> row) {}

  public RowSearch(SoughtRow sought) {
    this.sought = sought;
  }

  /**
   * Looks at an answer.
   *
   * @param at when it was given
   */
  public void add(Observation observation, Instant at) {
    answers++;
    Place place =
        new Place(
            observation.instance().group(),
            observation.instance().instanceId(),
            observation.query());
    if (hosts.size() < MOST_ANSWERERS) {
      hosts.add(mixed(place.group() + "/" + place.instanceId()));
    }
    first = at.isBefore(first) ? at : first;
    last = at.isAfter(last) ? at : last;
    Map<String, String> found = null;
    for (Map<String, String> row : observation.rows()) {
      if (columns.size() < MOST_COLUMNS) {
        columns.addAll(row.keySet());
      }
      found = sought.isIn(row) ? row : found;
    }
    if (found != null) {
      hit(place, at, found);
    } else if (observation.coverage() != Coverage.OK) {
      notWhole++;
    } else if (observation.part().isWhole()) {
      without(place, at);
    }
  }

  private void hit(Place place, Instant at, Map<String, String> row) {
    Hit known = hits.get(place);
    if (known == null && hits.size() >= MOST_HITS) {
      leftOut++;
    } else if (known == null) {
      hits.put(place, new Hit(place, at, at, 1, hasNow(place, at), Map.copyOf(row)));
    } else {
      boolean later = !at.isBefore(known.last);
      hits.put(
          place,
          new Hit(
              place,
              at.isBefore(known.first) ? at : known.first,
              later ? at : known.last,
              known.answers + 1,
              later ? hasNow(place, at) : known.now,
              later ? Map.copyOf(row) : known.row));
    }
  }

  private boolean hasNow(Place place, Instant at) {
    long gone = lastWithout.getOrDefault(mixed(place.toString()), Long.MIN_VALUE);
    return gone <= at.toEpochMilli();
  }

  /** Only a whole answer proves that a row is gone; parts of one say nothing of each other. */
  private void without(Place place, Instant at) {
    long key = mixed(place.toString());
    if (lastWithout.size() < MOST_ANSWERERS || lastWithout.containsKey(key)) {
      lastWithout.merge(key, at.toEpochMilli(), Math::max);
    }
    Hit known = hits.get(place);
    if (known != null && known.now && at.isAfter(known.last)) {
      hits.put(place, new Hit(place, known.first, known.last, known.answers, false, known.row));
    }
  }

  /** 64 bits of a name: enough to count by, and no more memory for a long one. */
  private static long mixed(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** By group, host and query. */
  public Collection<Hit> hits() {
    return hits.values();
  }

  /** Groups that had it. */
  public long groups() {
    return hits.keySet().stream().map(Place::group).distinct().count();
  }

  /** Whether anything was looked at. */
  public boolean isEmpty() {
    return answers == 0;
  }

  /** Columns that were asked for and that no row had: nothing can be said of them. */
  public List<String> unknownColumns() {
    return sought.cells().stream()
        .map(SoughtRow.Cell::column)
        .filter(column -> columns.stream().noneMatch(column))
        .map(column -> column.pattern())
        .toList();
  }

  /** The columns that rows had. */
  public Set<String> columns() {
    return columns;
  }

  /** What was looked at: how much, of how many, of what time, and what may be missing. */
  public List<String> searched() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d answers of %,d hosts were searched, given from %s to %s."
            .formatted(answers, hosts.size(), first, last));
    if (notWhole > 0) {
      lines.add(
          "%,d of them were cut or failed: what these lack may be there.".formatted(notWhole));
    }
    if (leftOut > 0) {
      lines.add("There is more: the list ends at %,d hosts and queries.".formatted(MOST_HITS));
    }
    return lines;
  }
}
