package io.diffy.rules.state;

import io.diffy.schemas.ScoreBreakdown.Visits;
import java.util.Map;
import java.util.NavigableMap;
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
 * @param gone who showed it and does not any more: the days on which it came; the newest {@value
 *     #MOST_HOSTS} hosts
 */
public record ItemVisits(
    Map<String, String> row, NavigableMap<String, Stay> here, NavigableMap<String, Days> gone) {
  public static final int DAYS = 30;
  static final int MOST_HOSTS = 16;
  private static final int FORMAT = 1;
  private static final int ALL_DAYS = (1 << DAYS) - 1;

  /**
   * On one host.
   *
   * @param since the day on which it came, counted from 1970
   * @param clean whether nothing else accused the host since
   */
  public record Stay(int since, boolean clean) {}

  /**
   * Some of {@value #DAYS} days.
   *
   * @param last the last, counted from 1970
   * @param bits bit n says that day {@code last - n} is one
   */
  public record Days(int last, int bits) {
    private static final Days NONE = new Days(0, 0);

    Days and(int day) {
      int later = day - last;
      if (later <= -DAYS) {
        return this;
      }
      return later < 0
          ? new Days(last, bits | 1 << -later)
          : new Days(day, (later < DAYS ? bits << later & ALL_DAYS : 0) | 1);
    }

    /** With bit n for the day n days before this one. */
    private int asOf(int today) {
      int ago = Math.max(0, today - last);
      return ago < DAYS ? bits << ago & ALL_DAYS : 0;
    }
  }

  public ItemVisits {
    here = new TreeMap<>(here);
    gone = new TreeMap<>(gone);
  }

  /** Of what was not seen before. */
  public static ItemVisits of(Map<String, String> row) {
    return new ItemVisits(row, new TreeMap<>(), new TreeMap<>());
  }

  /** A host shows it. */
  public void shows(String host, int today, boolean clean) {
    Stay before = here.get(host);
    if (before != null || here.size() < MOST_HOSTS) {
      here.put(
          host,
          before == null ? new Stay(today, clean) : new Stay(before.since, before.clean && clean));
    }
  }

  /** A host does not show it any more. Where something else accused the host, nothing is learnt. */
  public void left(String host, boolean clean) {
    Stay stay = here.remove(host);
    if (stay.clean && clean) {
      gone.put(host, gone.getOrDefault(host, Days.NONE).and(stay.since));
    }
  }

  /** Forgets what is too old, and the hosts that are too many. */
  public void sweep(int today) {
    gone.values().removeIf(days -> days.asOf(today) == 0);
    while (gone.size() > MOST_HOSTS) {
      gone.entrySet().stream()
          .min(Map.Entry.comparingByValue((a, b) -> Integer.compare(a.last, b.last)))
          .ifPresent(oldest -> gone.remove(oldest.getKey()));
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
    int hosts = 0;
    int days = 0;
    for (Map.Entry<String, Days> host : gone.entrySet()) {
      int theirs = accused.contains(host.getKey()) ? 0 : host.getValue().asOf(today);
      hosts += theirs == 0 ? 0 : 1;
      days |= theirs;
    }
    int span = Integer.SIZE - Integer.numberOfLeadingZeros(days);
    return hosts == 0
        ? Optional.empty()
        : Optional.of(new Visits(hosts, Integer.bitCount(days), span));
  }

  public byte[] encode() {
    return new StateWriter(FORMAT)
        .map(row, StateWriter::text)
        .map(here, (out, stay) -> out.number(stay.since).flag(stay.clean))
        .map(gone, (out, days) -> out.number(days.last).number(days.bits))
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
                new TreeMap<>(in.map(one -> new Days(one.number(), one.number())))));
  }
}
