package io.diffy.processor.rules;

import io.diffy.schemas.pack.PackQuery;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the rows of one query become items: which columns are dropped, which say what the thing is,
 * and which are compared letter by letter.
 *
 * @param identity columns that name the thing; none of them in a row: every kept column does
 * @param dropped columns that differ on every run
 * @param kept columns that are compared whatever else is said of them
 * @param neverEmpty whether every running Linux host has rows in the table that is asked
 * @param software whether its rows are packages or files, which upgrades change
 */
public record QueryRules(
    Set<String> identity,
    Set<String> dropped,
    Set<String> kept,
    boolean neverEmpty,
    boolean software) {

  /** Raise it whenever {@link Canon} or {@link Masks} make another item of the same row. */
  private static final int CANON_VERSION = 3;

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

  /**
   * Tables of which a running host has rows, whatever an intruder stops: an answer without most of
   * them was cut.
   */
  private static final Set<String> NEVER_EMPTY =
      Set.of(
          "processes",
          "listening_ports",
          "process_open_sockets",
          "users",
          "groups",
          "mounts",
          "systemd_units",
          "deb_packages",
          "rpm_packages",
          "kernel_modules");

  private static final Set<String> SOFTWARE =
      Set.of(
          "deb_packages",
          "rpm_packages",
          "python_packages",
          "npm_packages",
          "file",
          "hash",
          "suid_bin");

  private static final Pattern FIRST_TABLE =
      Pattern.compile("\\bfrom\\s+(\\w+)", Pattern.CASE_INSENSITIVE);

  /** What names a thing, for queries of which no pack says it. */
  static final Set<String> DEFAULT_IDENTITY =
      Set.of("path", "id", "name", "username", "groupname", "hostnames", "key", "port", "protocol");

  public QueryRules {
    identity = Set.copyOf(identity);
    dropped = Set.copyOf(dropped);
    kept = Set.copyOf(kept);
  }

  public static QueryRules of(PackQuery query) {
    Matcher from = FIRST_TABLE.matcher(query.sql());
    String table = from.find() ? from.group(1).toLowerCase(Locale.ROOT) : "";
    return new QueryRules(
        Set.copyOf(query.identity()),
        Set.copyOf(query.volatileColumns()),
        Set.copyOf(query.neverVolatile()),
        NEVER_EMPTY.contains(table),
        SOFTWARE.contains(table));
  }

  /** For a query that no pack describes. */
  public static QueryRules unknown() {
    return new QueryRules(DEFAULT_IDENTITY, Set.of(), Set.of(), false, false);
  }

  /** These rules with what the configuration pins, which wins over them. */
  public QueryRules with(ColumnPins pins) {
    Set<String> nowDropped = new TreeSet<>(dropped);
    nowDropped.removeAll(pins.never());
    nowDropped.addAll(pins.volatileColumns());
    Set<String> nowKept = new TreeSet<>(kept);
    nowKept.removeAll(pins.volatileColumns());
    nowKept.addAll(pins.never());
    return new QueryRules(identity, nowDropped, nowKept, neverEmpty, software);
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
