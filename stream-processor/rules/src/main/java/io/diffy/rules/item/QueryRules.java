package io.diffy.rules.item;

import io.diffy.schemas.pack.PackQuery;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the rows of one query become items: which columns are dropped, which say what the thing is,
 * and which are compared letter by letter.
 *
 * @param identity columns that name the thing; none of them in a row: every kept column does
 * @param dropped columns that differ on every run
 * @param kept columns that are compared whatever else is said of them
 * @param traits what the tables that are asked are like
 */
public record QueryRules(
    Set<String> identity, Set<String> dropped, Set<String> kept, Set<TableTrait> traits) {

  /**
   * Raise it whenever {@link RowFilter} or {@link HostTextNormalizer} make another item of the same
   * row.
   */
  private static final int CANON_VERSION = 4;

  /** Columns that osquery fills anew on every run, whatever the table. */
  static final Set<String> ALWAYS_DROPPED =
      Set.of(
          "pid",
          "fd",
          "socket",
          "inode",
          "net_namespace",
          "parent",
          "pgroup",
          "start_time",
          "user_time",
          "system_time",
          "resident_size",
          "wired_size",
          "total_size",
          "threads",
          "nice",
          "disk_bytes_read",
          "disk_bytes_written",
          "atime",
          "mtime",
          "ctime",
          "btime",
          "packets",
          "bytes",
          "blocks",
          "blocks_free",
          "blocks_available",
          "inodes",
          "inodes_free",
          "job_id",
          "job_path",
          "job_type",
          "object_path",
          "pid_with_namespace",
          "mount_namespace_id",
          "install_time",
          "cgroup_path");

  /** Columns whose text is evidence letter by letter: digests, keys, versions. */
  static final Set<String> EXACT =
      Set.of(
          "sha256",
          "sha1",
          "md5",
          "key",
          "version",
          "release",
          "revision",
          "mode",
          "permissions",
          "size",
          "protocol",
          "family",
          "dst_ip",
          "src_ip",
          "dst_port",
          "src_port",
          "arch",
          "algorithm");

  /** Columns that hold a port: those the kernel hands out by itself are one bucket. */
  static final Set<String> PORTS = Set.of("port", "local_port", "remote_port");

  /** Columns that hold a user or group id. */
  static final Set<String> IDS = Set.of("uid", "gid", "euid", "egid", "uid_signed", "gid_signed");

  private static final Pattern TABLE =
      Pattern.compile("\\b(?:from|join)\\s+(\\w+)", Pattern.CASE_INSENSITIVE);

  /** What names a thing, for queries of which no pack says it. */
  static final Set<String> DEFAULT_IDENTITY =
      Set.of("path", "id", "name", "username", "groupname", "hostnames", "key", "port", "protocol");

  public QueryRules {
    identity = Set.copyOf(identity);
    dropped = Set.copyOf(dropped);
    kept = Set.copyOf(kept);
    traits = Set.copyOf(traits);
  }

  public static QueryRules of(PackQuery query) {
    List<String> tables =
        TABLE.matcher(query.sql()).results().map(m -> m.group(1).toLowerCase(Locale.ROOT)).toList();
    return new QueryRules(
        Set.copyOf(query.identity()),
        Set.copyOf(query.volatileColumns()),
        Set.copyOf(query.neverVolatile()),
        Arrays.stream(TableTrait.values())
            .filter(trait -> trait.fits(tables))
            .collect(Collectors.toSet()));
  }

  /** For a query that no pack describes. */
  public static QueryRules unknown() {
    return new QueryRules(DEFAULT_IDENTITY, Set.of(), Set.of(), Set.of());
  }

  /** These rules with what the configuration pins, which wins over them. */
  public QueryRules with(ColumnPins pins) {
    Set<String> nowDropped = new TreeSet<>(dropped);
    nowDropped.removeAll(pins.never());
    nowDropped.addAll(pins.volatileColumns());
    Set<String> nowKept = new TreeSet<>(kept);
    nowKept.removeAll(pins.volatileColumns());
    nowKept.addAll(pins.never());
    return new QueryRules(identity, nowDropped, nowKept, traits);
  }

  /** Changes when the same row may give another item: this query's columns, or the masks. */
  public int version() {
    Set<String> rescued = new TreeSet<>(kept);
    rescued.retainAll(ALWAYS_DROPPED);
    return rescued.hashCode() * 31 * 31 * 31
        + new TreeSet<>(identity).hashCode() * 31 * 31
        + new TreeSet<>(dropped).hashCode() * 31
        + CANON_VERSION;
  }

  /** Whether its rows are packages or files, which upgrades change. */
  public boolean software() {
    return traits.contains(TableTrait.SOFTWARE);
  }

  /** The columns in which two raw rows differ, without those that are not compared; sorted. */
  public List<String> differing(Map<String, String> a, Map<String, String> b) {
    return a.keySet().stream()
        .filter(column -> !drops(column) && !a.get(column).equals(b.get(column)))
        .sorted()
        .toList();
  }

  boolean drops(String column) {
    return dropped.contains(column)
        || (ALWAYS_DROPPED.contains(column)
            && !identity.contains(column)
            && !kept.contains(column));
  }

  boolean names(String column, Collection<String> columnsOfRow) {
    return identity.contains(column) || columnsOfRow.stream().noneMatch(identity::contains);
  }
}
