package io.diffy.view;

import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.snapshot.SnapshotRule;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stacking, as hunters know it: what the hosts of one group answer to one query, the rarest first.
 * Of each host the newest whole answer counts; all of them say since when. The order in which they
 * come makes no difference.
 */
public final class AnswerStack {
  private static final int MOST_ITEMS = 200_000;

  /** As long as a host counts as one that answers. */
  private static final double INTERVALS = 2.2;

  private static final Duration LEAST = Duration.ofMinutes(10);
  private static final int USUAL_INTERVAL = 3_600;

  /** One host of ten may have a clock that is ahead. */
  private static final int AHEAD = 10;

  private final QueryRules rules;
  private final List<String> by;
  private final Map<String, Thing> things = new HashMap<>();
  private final Map<String, Newest> newest = new TreeMap<>();
  private final Map<String, List<Observation>> parts = new HashMap<>();
  private final Map<String, String> missing = new TreeMap<>();
  private final Set<String> columns = new TreeSet<>();
  private long answers;
  private Instant earliest = Instant.MAX;
  private Instant latest = Instant.MIN;
  private boolean full;

  /**
   * One thing, as it was shown first.
   *
   * @param id the same for the same thing
   * @param first when it was shown first, in what was read
   */
  public record Item(String id, Map<String, String> row, List<String> hosts, Instant first) {

    /** Whether a finding is of this thing: of several hosts it has only what they share. */
    public boolean isOf(Finding finding) {
      Set<Map.Entry<String, String>> told = finding.row().entrySet();
      return !told.isEmpty()
          && (row.entrySet().containsAll(told) || told.containsAll(row.entrySet()));
    }
  }

  private static final class Thing {
    private static final Comparator<Thing> ORDER =
        Comparator.comparing((Thing thing) -> thing.first).thenComparing(thing -> thing.host);

    private final String id;
    private Map<String, String> row = Map.of();
    private Instant first = Instant.MAX;
    private String host = "";

    Thing(String id) {
      this.id = id;
    }

    void shown(Instant at, String by, Map<String, String> cells) {
      int order = at.compareTo(first);
      if (order < 0 || (order == 0 && by.compareTo(host) < 0)) {
        first = at;
        host = by;
        row = cells;
      }
    }
  }

  private record Newest(Instant at, Set<Thing> things) {}

  /**
   * Of the things that the rules compare, or of columns as hosts wrote them.
   *
   * @param by the columns; none: the whole row, by the rules
   */
  public AnswerStack(Pack pack, String query, List<String> by) {
    this.rules =
        Optional.ofNullable(pack.queries().get(query))
            .map(QueryRules::of)
            .orElseGet(QueryRules::unknown);
    this.by = by;
  }

  /** How long after its answer a host still counts as one that has what it showed. */
  public static Duration patience(Pack pack, String query) {
    int seconds =
        Optional.ofNullable(pack.queries().get(query))
            .map(PackQuery::intervalSeconds)
            .orElse(USUAL_INTERVAL);
    Duration span = Duration.ofSeconds((long) (seconds * INTERVALS));
    return span.compareTo(LEAST) < 0 ? LEAST : span;
  }

  /** A host of the group that answered something, whatever it was. */
  public void seen(String host) {
    missing.putIfAbsent(host, "no whole answer to this query");
  }

  /**
   * Takes an answer to the query.
   *
   * @param at when it was given
   */
  public void add(Observation answer, Instant at) {
    whole(answer).ifPresent(whole -> addWhole(whole, at));
  }

  private Optional<Observation> whole(Observation answer) {
    if (answer.part().isWhole()) {
      return Optional.of(answer);
    }
    List<Observation> known =
        parts.computeIfAbsent(answer.instance().instanceId(), host -> new ArrayList<>());
    known.removeIf(
        other ->
            !other.part().snapshotId().equals(answer.part().snapshotId())
                || other.part().number() == answer.part().number());
    known.add(answer);
    if (known.size() < answer.part().of() || known.size() > SnapshotRule.MOST_PARTS) {
      return Optional.empty();
    }
    known.sort(Comparator.comparingInt(part -> part.part().number()));
    Observation joined = SnapshotRule.join(known);
    parts.remove(answer.instance().instanceId());
    return Optional.of(joined);
  }

  private void addWhole(Observation answer, Instant at) {
    String host = answer.instance().instanceId();
    if (answer.coverage() != Coverage.OK) {
      missing.put(host, "only answers that are cut or failed");
      return;
    }
    answers++;
    earliest = at.isBefore(earliest) ? at : earliest;
    latest = at.isAfter(latest) ? at : latest;
    Set<Thing> shown = new HashSet<>();
    rows(answer)
        .forEach(
            (id, row) -> {
              Thing thing = things.get(id);
              if (thing == null && things.size() < MOST_ITEMS) {
                thing = new Thing(id);
                things.put(id, thing);
              }
              full |= thing == null;
              if (thing != null) {
                thing.shown(at, host, row);
                shown.add(thing);
              }
            });
    newest.merge(host, new Newest(at, shown), (a, b) -> b.at.isBefore(a.at) ? a : b);
  }

  private Map<String, Map<String, String>> rows(Observation answer) {
    Map<String, Map<String, String>> rows = new HashMap<>();
    answer.rows().stream().limit(1).forEach(row -> columns.addAll(row.keySet()));
    if (by.isEmpty()) {
      CanonicalAnswer.of(rules, answer)
          .lines()
          .forEach((print, line) -> rows.put(Long.toString(print), line.row()));
      return rows;
    }
    for (Map<String, String> row : answer.rows()) {
      Map<String, String> cells = new TreeMap<>(row);
      cells.keySet().retainAll(by);
      columns.addAll(cells.keySet());
      if (!cells.isEmpty()) {
        rows.put(cells.toString(), cells);
      }
    }
    return rows;
  }

  /** The oldest answer that still says what a host has, by those of the others. */
  public Instant current(Duration patience) {
    List<Instant> last = new ArrayList<>();
    newest.values().forEach(answer -> last.add(answer.at));
    last.sort(Comparator.reverseOrder());
    return last.isEmpty() ? Instant.MIN : last.get(last.size() / AHEAD).minus(patience);
  }

  /**
   * The things by how many hosts have them, of equally rare ones the newest first.
   *
   * @param since whose newest answer is older does not count
   */
  public List<Item> rarest(Instant since) {
    Map<Thing, List<String>> hosts = new HashMap<>();
    newest.forEach(
        (host, answer) -> {
          if (!answer.at.isBefore(since)) {
            answer.things.forEach(
                thing -> hosts.computeIfAbsent(thing, t -> new ArrayList<>()).add(host));
          }
        });
    return hosts.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Thing, List<String>>>comparingInt(e -> e.getValue().size())
                .thenComparing(Map.Entry::getKey, Thing.ORDER.reversed())
                .thenComparing(e -> e.getKey().id))
        .map(e -> new Item(e.getKey().id, e.getKey().row, e.getValue(), e.getKey().first))
        .toList();
  }

  /** How many hosts are stacked. */
  public int hosts(Instant since) {
    return (int) newest.values().stream().filter(answer -> !answer.at.isBefore(since)).count();
  }

  /** The hosts that are not, by the reason. */
  public Map<String, List<String>> missing(Instant since) {
    Map<String, List<String>> why = new TreeMap<>();
    Map<String, String> all = new TreeMap<>(missing);
    newest.forEach(
        (host, answer) -> {
          all.remove(host);
          if (answer.at.isBefore(since)) {
            all.put(host, "no answer since " + TimeText.minutes(since));
          }
        });
    all.forEach((host, reason) -> why.computeIfAbsent(reason, r -> new ArrayList<>()).add(host));
    return why;
  }

  /** How many whole answers were read. */
  public long answers() {
    return answers;
  }

  /** What was looked at. */
  public List<String> looked() {
    return List.of(
        "%,d whole answers were read, given from %s to %s."
            .formatted(answers, TimeText.minutes(earliest), TimeText.minutes(latest)),
        "What was there at first may be older.");
  }

  /** Whether there were more things than are kept. */
  public boolean isFull() {
    return full;
  }

  /** The columns that rows had. */
  public Set<String> columns() {
    return Collections.unmodifiableSet(columns);
  }
}
