package io.diffy.rules.state;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is remembered of each host of a finding between evaluations, of those that left it too: no
 * host shows another's time, and one that comes back keeps its own.
 *
 * @param hosts by instance id; at most {@value #MOST}, without those that left longest ago
 * @param told how often it was told lately that an attribute changed
 * @param behind how often it was told that only the text behind a mask changed, by column
 */
public record HostMemory(
    NavigableMap<String, HostEntry> hosts, ToldChanges told, Map<String, Integer> behind) {
  /** Without what changed behind masks. */
  private static final int FORMAT_OLD = 1;

  private static final int FORMAT = 2;
  private static final int MOST = 10_000;
  private static final int MOST_TEXTS = 5;

  public static final HostMemory NONE = new HostMemory(new TreeMap<>(), ToldChanges.NONE, Map.of());

  /**
   * One host.
   *
   * @param first its first answer that shows it; empty when only an older version knew it
   * @param last its last
   * @param returned its first answer that shows it again, after it had not
   * @param here whether the finding concerns it now
   * @param items fingerprints of its rows of the thing as they were told, the latest first; none
   *     when they are not known
   */
  public record HostEntry(
      Optional<Instant> first,
      Instant last,
      Optional<Instant> returned,
      boolean here,
      List<Long> items) {

    public HostEntry with(List<Long> others) {
      return new HostEntry(first, last, returned, here, others);
    }

    public HostEntry gone() {
      return new HostEntry(first, last, returned, false, items);
    }
  }

  /**
   * A row that changes all the time must not flood anybody: so many changes of a finding are told
   * in a day, then those of the next day.
   *
   * @param count of a span of a day
   * @param since its begin
   */
  public record ToldChanges(int count, Instant since) {
    public static final int MOST_A_DAY = 8;
    private static final Duration SPAN = Duration.ofDays(1);
    static final ToldChanges NONE = new ToldChanges(0, Instant.EPOCH);

    /** As it stands at that time. */
    public ToldChanges at(Instant now) {
      return count > 0 && now.isBefore(until()) ? this : new ToldChanges(0, now);
    }

    public boolean hasRoom() {
      return count < MOST_A_DAY;
    }

    public ToldChanges oneMore() {
      return new ToldChanges(count + 1, since);
    }

    /** From when on the next is told when there is no room. */
    public Instant until() {
      return since.plus(SPAN);
    }
  }

  /** What the last event of a finding says, for one that an older version kept. */
  public static HostMemory of(Finding finding) {
    NavigableMap<String, HostEntry> hosts = new TreeMap<>();
    finding
        .instances()
        .forEach(
            i -> {
              Optional<Sighting> known = finding.sighting(i.instanceId());
              hosts.put(
                  i.instanceId(),
                  new HostEntry(
                      known.flatMap(Sighting::first),
                      known.map(Sighting::last).orElse(finding.lastSeen()),
                      known.flatMap(Sighting::returned),
                      finding.isOpen(),
                      List.of()));
            });
    return new HostMemory(hosts, ToldChanges.NONE, Map.of());
  }

  /** The columns whose text behind a mask changes on its own: it is not told any more. */
  public Set<String> restless() {
    Set<String> restless = new TreeSet<>(behind.keySet());
    restless.removeIf(column -> behind.get(column) < MOST_TEXTS);
    return restless;
  }

  /** One more change is told, of these columns behind their masks. */
  public HostMemory withChange(Set<String> columns) {
    Map<String, Integer> counts = new TreeMap<>(behind);
    columns.forEach(column -> counts.merge(column, 1, Integer::sum));
    return new HostMemory(hosts, told, counts);
  }

  /** That has told once more that something changed. */
  public HostMemory toldOnceMore() {
    return new HostMemory(hosts, told.oneMore(), behind);
  }

  /** The same hosts with the rows that were told of them last. */
  public HostMemory asTold(HostMemory before) {
    NavigableMap<String, HostEntry> asTold = new TreeMap<>(hosts);
    asTold.replaceAll(
        (id, host) -> {
          HostEntry old = before.hosts.get(id);
          return old == null ? host : host.with(old.items());
        });
    return new HostMemory(asTold, told, before.behind);
  }

  /** After which the finding concerns none but these. */
  public HostMemory narrowed(Set<String> here) {
    NavigableMap<String, HostEntry> left = new TreeMap<>(hosts);
    left.replaceAll((id, host) -> here.contains(id) ? host : host.gone());
    return new HostMemory(left, told, behind);
  }

  /** Within the bound: who left longest ago is forgotten first. */
  public HostMemory bounded() {
    if (hosts.size() <= MOST) {
      return this;
    }
    List<String> ids = new ArrayList<>(hosts.keySet());
    ids.sort(
        (a, b) -> {
          HostEntry one = hosts.get(a);
          HostEntry other = hosts.get(b);
          int byPresence = Boolean.compare(one.here(), other.here());
          return byPresence != 0 ? byPresence : one.last().compareTo(other.last());
        });
    NavigableMap<String, HostEntry> kept = new TreeMap<>(hosts);
    ids.subList(0, ids.size() - MOST).forEach(kept::remove);
    return new HostMemory(kept, told, behind);
  }

  /** As older versions write it where they would know all of it. */
  public byte[] encode() {
    StateWriter out =
        new StateWriter(behind.isEmpty() ? FORMAT_OLD : FORMAT)
            .number(told.count())
            .time(told.since())
            .map(hosts, HostMemory::write);
    return (behind.isEmpty() ? out : out.map(behind, StateWriter::number)).done();
  }

  private static void write(StateWriter out, HostEntry host) {
    time(out, host.first());
    exact(out, host.last());
    time(out, host.returned());
    out.flag(host.here()).list(host.items(), StateWriter::big);
  }

  private static void time(StateWriter out, Optional<Instant> time) {
    out.flag(time.isPresent());
    time.ifPresent(known -> exact(out, known));
  }

  /** A host's own time may be finer than the broker's, and the event says it whole. */
  private static void exact(StateWriter out, Instant time) {
    out.big(time.getEpochSecond()).number(time.getNano());
  }

  public static HostMemory decode(byte[] bytes) {
    return StateReader.read(
        Set.of(FORMAT_OLD, FORMAT),
        bytes,
        in -> {
          ToldChanges told = new ToldChanges(in.number(), in.time());
          return new HostMemory(
              new TreeMap<>(in.map(HostMemory::host)),
              told,
              in.format() == FORMAT_OLD ? Map.of() : new TreeMap<>(in.map(StateReader::number)));
        });
  }

  private static HostEntry host(StateReader in) {
    return new HostEntry(
        optional(in), exact(in), optional(in), in.flag(), in.list(StateReader::big));
  }

  private static Optional<Instant> optional(StateReader in) {
    return in.flag() ? Optional.of(exact(in)) : Optional.empty();
  }

  private static Instant exact(StateReader in) {
    return Instant.ofEpochSecond(in.big(), in.number());
  }
}
