package io.diffy.rules.evaluation;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.item.RowFilter;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.state.KnownItem;
import io.diffy.schemas.SetAside.Reason;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What intake left out of the answers, decided when more is known: it is compared where most hosts
 * have it, and where an intruder could sit in it for ever. All else is told.
 */
public final class LeftOutRows {
  /** In so many answers one after the other a program that just started starts again and again. */
  private static final int ANSWERS = 3;

  /** … when nothing that runs has started it: it left its parent. */
  private static final int ANSWERS_OF_ORPHAN = 2;

  /** Who stays logged in for longer runs a service. */
  private static final long LONGEST_SESSION_SECONDS = 24 * 60 * 60;

  private static final String FIRST_PROCESS = "1";

  /** fail2ban makes one for each of its jails, at the first ban. */
  private static final String GUARDS_CHAIN = "f2b-";

  private final Map<String, SortedMap<Long, Reason>> leftOut;
  private final Map<Long, byte[]> known;
  private final Function<HostItems, List<SortedMap<Long, Reason>>> before;
  private final Map<Long, Long> masked = new HashMap<>();
  private Map<String, Set<String>> hostsByName;

  /**
   * For one evaluation.
   *
   * @param leftOut of the answer of each instance that counts, by instance id
   * @param known items as stored, by fingerprint
   * @param before of the answers of a host before that, the newest first
   */
  public LeftOutRows(
      Map<String, SortedMap<Long, Reason>> leftOut,
      Map<Long, byte[]> known,
      Function<HostItems, List<SortedMap<Long, Reason>>> before) {
    this.leftOut = leftOut;
    this.known = known;
    this.before = before;
  }

  /**
   * The answers as they are compared.
   *
   * @param aside gets what stays left out
   */
  public List<HostItems> decided(List<HostItems> covered, SetAsideRows aside) {
    if (leftOut.isEmpty()) {
      return covered;
    }
    Set<Long> usual = usual(covered);
    return covered.stream().map(host -> decided(host, covered, usual, aside)).toList();
  }

  private HostItems decided(
      HostItems host, List<HostItems> covered, Set<Long> usual, SetAsideRows aside) {
    Set<Long> compared = new HashSet<>();
    leftOutOf(host)
        .forEach(
            (item, why) -> {
              boolean judged = usual.contains(masked(item)) || stays(item, why, host, covered);
              if (judged) {
                compared.add(item);
              } else {
                aside.add(why, host.instanceId(), item);
              }
            });
    if (compared.isEmpty()) {
      return host;
    }
    Arrays.stream(host.items()).forEach(compared::add);
    return new HostItems(
        host.instance(),
        host.collectedAt(),
        compared.stream().mapToLong(Long::longValue).sorted().toArray());
  }

  private SortedMap<Long, Reason> leftOutOf(HostItems host) {
    return leftOut.getOrDefault(host.instanceId(), Collections.emptySortedMap());
  }

  /** What is left out somewhere and is what at least half of the hosts show, with all masks. */
  private Set<Long> usual(List<HostItems> covered) {
    Set<Long> things = new HashSet<>();
    leftOut.values().forEach(items -> items.keySet().forEach(item -> things.add(thing(item))));
    long[] alike =
        known.entrySet().stream()
            .filter(e -> things.contains(KnownItem.identityOf(e.getValue())))
            .mapToLong(Map.Entry::getKey)
            .toArray();
    Map<Long, Integer> hosts = new HashMap<>();
    for (HostItems host : covered) {
      Arrays.stream(alike)
          .filter(item -> Arrays.binarySearch(host.items(), item) >= 0)
          .map(this::masked)
          .distinct()
          .forEach(item -> hosts.merge(item, 1, Integer::sum));
    }
    hosts.values().removeIf(having -> 2 * having < covered.size());
    return hosts.keySet();
  }

  private long thing(long item) {
    return KnownItem.identityOf(known.get(item));
  }

  private long masked(long item) {
    return masked.computeIfAbsent(item, i -> KnownItem.decode(known.get(i)).masked());
  }

  /** Whether it is what nobody else has, and only seems to come and go. */
  private boolean stays(long item, Reason why, HostItems host, List<HostItems> covered) {
    Map<String, String> row = row(item, host);
    String name = nameOf(row);
    boolean lasts =
        switch (why) {
          case BAN -> !row.getOrDefault("chain", "").startsWith(GUARDS_CHAIN);
          case SESSION -> RowFilter.age(row, host.collectedAt()) > LONGEST_SESSION_SECONDS;
          case BRIEF -> startsAgain(name, FIRST_PROCESS.equals(row.get("parent")), host);
          default -> false;
        };
    return lasts && !name.isEmpty() && hostsOf(name, covered).size() == 1;
  }

  /** The program of a process, which a thread of the kernel has not, or the chain of a rule. */
  private static String nameOf(Map<String, String> row) {
    return row.getOrDefault("chain", ProgramPath.programOf(row));
  }

  private Map<String, String> row(long item, HostItems host) {
    return KnownItem.decode(known.get(item)).rowFrom(Set.of(host.instanceId()));
  }

  private boolean startsAgain(String program, boolean orphan, HostItems host) {
    int more = (orphan ? ANSWERS_OF_ORPHAN : ANSWERS) - 1;
    List<SortedMap<Long, Reason>> last = before.apply(host).stream().limit(more).toList();
    return last.size() == more
        && last.stream()
            .allMatch(
                items ->
                    items.entrySet().stream()
                        .anyMatch(
                            e ->
                                e.getValue() == Reason.BRIEF
                                    && nameOf(row(e.getKey(), host)).equals(program)));
  }

  /** Who has something of that name at this time, compared or not. */
  private Set<String> hostsOf(String name, List<HostItems> covered) {
    if (hostsByName == null) {
      hostsByName = new HashMap<>();
      Map<Long, String> names = new HashMap<>();
      for (HostItems host : covered) {
        Set<Long> all = new TreeSet<>(leftOutOf(host).keySet());
        Arrays.stream(host.items()).forEach(all::add);
        for (long item : all) {
          String of = names.computeIfAbsent(item, i -> nameOf(row(i, host)));
          hostsByName.computeIfAbsent(of, n -> new HashSet<>()).add(host.instanceId());
        }
      }
    }
    return hostsByName.getOrDefault(name, Set.of());
  }
}
