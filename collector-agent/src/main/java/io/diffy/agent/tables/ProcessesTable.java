package io.diffy.agent.tables;

import static io.diffy.agent.tables.FileText.words;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;

/**
 * The processes of /proc. No process at all is an error; those that end while they are read are
 * left out.
 */
final class ProcessesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "processes",
          """
          pid bigint, name text, path text, cmdline text, state text, cwd text, root text,
          uid bigint, gid bigint, euid bigint, egid bigint, suid bigint, sgid bigint,
          on_disk integer, wired_size bigint, resident_size bigint, total_size bigint,
          user_time bigint, system_time bigint, disk_bytes_read bigint, disk_bytes_written bigint,
          start_time bigint, parent bigint, pgroup bigint, threads integer, nice integer,
          cgroup_path text""",
          ProcessesTable::read);

  /** Columns that need a file of their own, and that the usual queries don't ask for. */
  private static final List<String> DEAR =
      List.of("disk_bytes_read", "disk_bytes_written", "root", "cgroup_path");

  private static final String DELETED = " (deleted)";

  /** The unit of times in /proc: USER_HZ is 100 on all of Linux's current architectures. */
  private static final long TICKS_PER_SECOND = 100;

  private static final long MILLIS_PER_TICK = 1000 / TICKS_PER_SECOND;

  private ProcessesTable() {}

  /** Once for all queries of a moment; what few ask for, only for those. */
  private static void read(Root root, TableRows rows) throws IOException {
    String read = "processes";
    for (String dear : DEAR) {
      read += rows.constraints().mentions(dear) ? " " + dear : "";
    }
    TableRows shared =
        root.moment().once(read, TableRows.class, () -> rows.alike(root, ProcessesTable::readAll));
    rows.take(shared);
  }

  private static void readAll(Root root, TableRows rows) throws IOException {
    String btime = FileText.pairs(root.read("/proc/stat").lines(), ' ').getOrDefault("btime", "");
    long boot = Numbers.decimalOr(btime, -1);
    Processes.each(
        root,
        rows,
        "processes",
        directory -> {
          ProcessFiles files = new ProcessFiles(root, directory);
          addProcess(files, boot, rows);
          if (files.denied()) {
            throw new AccessDeniedException(directory.path());
          }
        });
  }

  private static void addProcess(ProcessFiles process, long boot, TableRows rows)
      throws IOException {
    List<String> stat = process.stat();
    Map<String, String> status = process.keyed("status");
    Constraints seen = rows.constraints();
    boolean counted = seen.mentions("disk_bytes_read") || seen.mentions("disk_bytes_written");
    Map<String, String> io = counted ? process.keyedIfAllowed("io") : Map.of();
    List<String> uids = words(status.getOrDefault("Uid", ""));
    List<String> gids = words(status.getOrDefault("Gid", ""));
    if (uids.size() < 3 || gids.size() < 3) {
      return;
    }
    String path = process.link("exe");
    String onDisk = process.onDisk(path);
    if (onDisk.equals("0") && path.endsWith(DELETED)) {
      path = path.substring(0, path.length() - DELETED.length());
    }
    rows.chargeTo(uids.get(0));
    long start = Numbers.decimalOr(stat.get(19), -1);
    rows.add(
        process.pid(),
        status.getOrDefault("Name", ""),
        path,
        process.commandLine(uids.get(0)),
        stat.get(0),
        process.link("cwd"),
        seen.mentions("root") ? process.link("root") : null,
        uids.get(0),
        gids.get(0),
        uids.get(1),
        gids.get(1),
        uids.get(2),
        gids.get(2),
        onDisk,
        "0",
        bytes(status.get("VmRSS")),
        bytes(status.get("VmSize")),
        millis(stat.get(11)),
        millis(stat.get(12)),
        io.get("read_bytes"),
        written(io),
        start < 0 || boot < 0 ? "-1" : Long.toString(boot + start / TICKS_PER_SECOND),
        stat.get(1),
        stat.get(2),
        stat.get(17),
        stat.get(16),
        seen.mentions("cgroup_path") ? process.cgroup() : null);
  }

  private static String bytes(String kilobytes) {
    if (kilobytes == null) {
      return null;
    }
    Long number = Numbers.decimal(kilobytes.replace("kB", ""));
    return number == null ? null : Long.toString(number * 1024);
  }

  private static String millis(String ticks) {
    return Long.toString(Numbers.decimalOr(ticks, 0) * MILLIS_PER_TICK);
  }

  private static String written(Map<String, String> io) {
    return io.isEmpty()
        ? null
        : Long.toString(
            Numbers.decimalOr(io.getOrDefault("write_bytes", ""), 0)
                - Numbers.decimalOr(io.getOrDefault("cancelled_write_bytes", ""), 0));
  }
}
