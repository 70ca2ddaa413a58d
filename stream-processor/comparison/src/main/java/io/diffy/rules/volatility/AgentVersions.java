package io.diffy.rules.volatility;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.ItemCounts;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.schemas.SetAside.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Agents of other versions answer in other columns, or spell the same facts in another way, in all
 * rows of a host. That says something of the agent and nothing of the rows: they are read as the
 * peers write them. Whatever is left over is told as ever.
 */
public final class AgentVersions {
  /** Of fewer rows, chance could make all. */
  private static final int FEWEST_ROWS = 3;

  /** 0644 is 644, and 2.0 is 2. */
  private static final Pattern NUMBER = Pattern.compile("^0*([0-9]+)(?:\\.0+)?$");

  private static final int WITNESSES = 7;
  private static final int NAMED = 5;
  private static final int LONGEST_NAME = 40;

  private final Catalog catalog;
  private final LongFunction<Map<String, String>> rows;
  private final Map<String, OtherVersion> others = new TreeMap<>();

  /**
   * A host whose agent is of another version.
   *
   * @param host as it answered
   * @param manner how its rows differ from its peers'
   * @param items as its peers would write them
   * @param read those of its own that are read so
   */
  public record OtherVersion(HostItems host, String manner, long[] items, long[] read) {}

  private AgentVersions(Catalog catalog, LongFunction<Map<String, String>> rows) {
    this.catalog = catalog;
    this.rows = item -> lower(rows.apply(item));
  }

  /**
   * Learns from the answers who writes otherwise.
   *
   * @param rows the compared columns of a row that shows an item
   */
  public static AgentVersions learn(
      List<HostItems> hosts, Catalog catalog, LongFunction<Map<String, String>> rows) {
    AgentVersions versions = new AgentVersions(catalog, rows);
    List<HostItems> witnesses = new ArrayList<>();
    for (int i = 0; i < Math.min(WITNESSES, hosts.size()); i++) {
      witnesses.add(hosts.get(i * hosts.size() / Math.min(WITNESSES, hosts.size())));
    }
    List<HostItems> strange =
        hosts.stream()
            .filter(host -> host.items().length >= FEWEST_ROWS && isStrange(host, witnesses))
            .toList();
    if (!strange.isEmpty() && 2 * strange.size() < hosts.size()) {
      Set<String> ids = strange.stream().map(HostItems::instanceId).collect(Collectors.toSet());
      versions.read(
          strange, hosts.stream().filter(host -> !ids.contains(host.instanceId())).toList());
    }
    return versions;
  }

  /** Most groups have no such host: then a look at a few others is all that it costs. */
  private static boolean isStrange(HostItems host, List<HostItems> witnesses) {
    List<HostItems> others = witnesses.stream().filter(other -> !other.equals(host)).toList();
    long alike =
        others.stream()
            .filter(
                other ->
                    Arrays.stream(host.items()).anyMatch(i -> ItemCounts.has(other.items(), i)))
            .count();
    return 2 * alike < others.size();
  }

  private void read(List<HostItems> strange, List<HostItems> peers) {
    Map<Long, Integer> counts = new TreeMap<>();
    peers.forEach(
        host -> Arrays.stream(host.items()).forEach(item -> counts.merge(item, 1, Integer::sum)));
    counts.values().removeIf(hosts -> 2 * hosts <= peers.size());
    // Each of them is meant once: who shows twice as many can't mean them with most of its rows.
    List<HostItems> few =
        strange.stream().filter(host -> host.items().length < 2 * counts.size()).toList();
    Set<String> theirs = few.isEmpty() ? Set.of() : columns(counts.keySet());
    few.forEach(host -> read(host, counts.keySet(), theirs));
  }

  private void read(HostItems host, Set<Long> usual, Set<String> theirs) {
    Set<String> own = columns(Arrays.stream(host.items()).boxed().toList());
    Set<String> common = new TreeSet<>(own);
    common.retainAll(theirs);
    Map<Object, List<Long>> forms = new HashMap<>();
    for (long item : usual) {
      forms(item, common)
          .forEach(form -> forms.computeIfAbsent(form, f -> new ArrayList<>()).add(item));
    }
    if (2 * forms.size() < usual.size()) {
      // What they have in common says of most things not which they are.
      return;
    }
    Map<Object, Integer> taken = new HashMap<>();
    Map<Long, List<Long>> meant = new TreeMap<>();
    for (long item : host.items()) {
      forms(item, common).stream()
          .filter(form -> taken.getOrDefault(form, 0) < forms.getOrDefault(form, List.of()).size())
          .findFirst()
          .ifPresent(
              form -> {
                taken.merge(form, 1, Integer::sum);
                meant.put(item, forms.get(form));
              });
    }
    if (meant.size() >= FEWEST_ROWS && 2 * meant.size() > host.items().length) {
      LongStream items =
          Arrays.stream(host.items())
              .boxed()
              .flatMap(item -> meant.getOrDefault(item, List.of(item)).stream())
              .mapToLong(Long::longValue);
      others.put(
          host.instanceId(),
          new OtherVersion(
              host,
              manner(own, theirs),
              ItemCounts.sorted(items.toArray()),
              meant.keySet().stream().mapToLong(Long::longValue).toArray()));
    }
  }

  /** What an item says in common columns: as it is compared, and however it is spelt. */
  private List<Object> forms(long item, Set<String> common) {
    Map<String, Object> prints = new TreeMap<>(catalog.attributesOf(item));
    prints.keySet().retainAll(common);
    Map<String, String> row = rows.apply(item);
    List<String> texts = common.stream().map(column -> folded(row.get(column))).toList();
    boolean says = texts.stream().anyMatch(text -> text.length() > 1);
    return says
        ? List.of(List.of(catalog.identityOf(item), prints), texts)
        : List.of(List.of(catalog.identityOf(item), prints));
  }

  private Set<String> columns(Collection<Long> items) {
    Set<String> columns = new TreeSet<>();
    items.forEach(item -> columns.addAll(rows.apply(item).keySet()));
    return columns;
  }

  private static Map<String, String> lower(Map<String, String> row) {
    Map<String, String> lower = new TreeMap<>();
    row.forEach((column, text) -> lower.put(column.toLowerCase(Locale.ROOT), text));
    return lower;
  }

  /** One spelling for what osquery's versions and settings write in several. */
  private static String folded(String text) {
    String plain =
        NUMBER
            .matcher(text == null ? "" : text.strip().toLowerCase(Locale.ROOT))
            .replaceFirst("$1");
    return switch (plain) {
      case "", "0", "false", "no", "off", "null", "none" -> "";
      case "true", "yes", "on" -> "1";
      default -> plain;
    };
  }

  private static String manner(Set<String> own, Set<String> theirs) {
    Set<String> less = new TreeSet<>(theirs);
    less.removeAll(own);
    Set<String> more = new TreeSet<>(own);
    more.removeAll(theirs);
    List<String> manner = new ArrayList<>();
    if (!less.isEmpty()) {
      manner.add("without " + names(less));
    }
    if (!more.isEmpty()) {
      manner.add("with " + names(more));
    }
    return manner.isEmpty() ? "in another spelling" : String.join(" and ", manner);
  }

  private static String names(Set<String> columns) {
    int more = columns.size() - NAMED;
    return columns.stream()
            .limit(NAMED)
            .map(
                name -> name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name)
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more columns".formatted(more) : "");
  }

  /** The answer as the peers would write it. */
  public HostItems of(HostItems host) {
    OtherVersion other = others.get(host.instanceId());
    return other == null ? host : new HostItems(host.instance(), host.collectedAt(), other.items());
  }

  /** Adds which rows are compared as other rows. */
  public SetAsideRows noted(SetAsideRows aside) {
    others.forEach((id, other) -> aside.add(Reason.AGENT, id, other.read));
    return aside;
  }

  /** Who writes otherwise, by instance. */
  public Collection<OtherVersion> others() {
    return others.values();
  }
}
