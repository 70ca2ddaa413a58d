package io.diffy.rules.state;

import io.diffy.schemas.ScoreBreakdown.Visits;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How an item came to hosts of a group and went again in the last {@value #DAYS} days. What stays
 * is no visit: it teaches nothing however long it stands there.
 *
 * @param row what it reads like, cut short
 * @param here who shows it now, by instance id; at most {@value #MOST_HOSTS}
 * @param gone on which days, counted from 1970, it came to who does not show it any more; the
 *     newest {@value #MOST_HOSTS} hosts
 */
public record ItemVisits(
    Map<String, String> row,
    NavigableMap<String, Stay> here,
    NavigableMap<String, NavigableSet<Integer>> gone) {
  public static final int DAYS = 30;
  private static final int MOST_HOSTS = 16;
  private static final int FORMAT = 1;

  /**
   * On one host.
   *
   * @param since the day on which it came
   * @param clean whether nothing else accused the host since
   */
  public record Stay(int since, boolean clean) {}

  /** Of what was not seen before. */
  public static ItemVisits of(Map<String, String> row) {
    return new ItemVisits(row, new TreeMap<>(), new TreeMap<>());
  }

  /** To be changed, with what is not too old. */
  public ItemVisits asOf(int today) {
    ItemVisits copy = new ItemVisits(row, new TreeMap<>(here), new TreeMap<>());
    gone.forEach((host, days) -> copy.gone.put(host, new TreeSet<>(days.tailSet(first(today)))));
    copy.gone.values().removeIf(Set::isEmpty);
    return copy;
  }

  private static int first(int today) {
    return today - DAYS + 1;
  }

  /** A host shows it. */
  public void shows(String host, int today, boolean clean) {
    Stay before = here.get(host);
    if (before != null) {
      here.put(host, new Stay(before.since, before.clean && clean));
    } else if (here.size() < MOST_HOSTS) {
      here.put(host, new Stay(today, clean));
    }
  }

  /** A host does not show it any more. Where something else accused the host, nothing is learnt. */
  public void left(String host, boolean clean) {
    Stay stay = here.remove(host);
    if (stay.clean && clean) {
      gone.computeIfAbsent(host, h -> new TreeSet<>()).add(stay.since);
      if (gone.size() > MOST_HOSTS) {
        gone.remove(
            gone.keySet().stream().min(Comparator.comparing(id -> gone.get(id).last())).get());
      }
    }
  }

  public boolean isEmpty() {
    return here.isEmpty() && gone.isEmpty();
  }

  /** The only host that ever showed it, if there is just one. */
  public Optional<String> onlyHost() {
    Set<String> hosts = new TreeSet<>(here.keySet());
    hosts.addAll(gone.keySet());
    return hosts.size() == 1 ? hosts.stream().findFirst() : Optional.empty();
  }

  /**
   * How it came and went, on all hosts but these.
   *
   * @param accused hosts whose past proves nothing
   */
  public Optional<Visits> without(Set<String> accused, int today) {
    NavigableMap<String, NavigableSet<Integer>> clean = asOf(today).gone;
    clean.keySet().removeAll(accused);
    NavigableSet<Integer> days = new TreeSet<>();
    clean.values().forEach(days::addAll);
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(new Visits(clean.size(), days.size(), today - days.first() + 1));
  }

  public byte[] encode() {
    return new StateWriter(FORMAT)
        .map(row, StateWriter::text)
        .map(here, (out, stay) -> out.number(stay.since).flag(stay.clean))
        .map(gone, (out, days) -> out.list(days, StateWriter::number))
        .done();
  }

  public static ItemVisits decode(byte[] bytes) {
    return StateReader.read(
        FORMAT,
        bytes,
        in ->
            new ItemVisits(
                in.map(StateReader::text),
                new TreeMap<>(in.map(one -> new Stay(one.number(), one.flag()))),
                new TreeMap<>(in.map(one -> new TreeSet<>(one.list(StateReader::number))))));
  }
}
