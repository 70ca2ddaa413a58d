package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;

/** The processes of /proc. Those that end while they are read are left out. */
final class ProcessesTable implements OsqueryTable {
  private static final String DELETED = " (deleted)";

  /** The unit of times in /proc: USER_HZ is 100 on all of Linux's current architectures. */
  private static final long TICKS_PER_SECOND = 100;

  private static final long MILLIS_PER_TICK = 1000 / TICKS_PER_SECOND;

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        bigint("pid"),
        text("name"),
        text("path"),
        text("cmdline"),
        text("state"),
        text("cwd"),
        text("root"),
        bigint("uid"),
        bigint("gid"),
        bigint("euid"),
        bigint("egid"),
        bigint("suid"),
        bigint("sgid"),
        integer("on_disk"),
        bigint("wired_size"),
        bigint("resident_size"),
        bigint("total_size"),
        bigint("user_time"),
        bigint("system_time"),
        bigint("disk_bytes_read"),
        bigint("disk_bytes_written"),
        bigint("start_time"),
        bigint("parent"),
        bigint("pgroup"),
        integer("threads"),
        integer("nice"),
        text("cgroup_path"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    long boot = bootTime(root);
    Unread unread = new Unread("processes");
    for (Located directory : Processes.of(root)) {
      rows.checkTime();
      ProcessFiles files = new ProcessFiles(root, directory);
      try {
        addProcess(files, boot, rows);
        if (files.denied()) {
          unread.addProcess(directory, new AccessDeniedException(directory.path()));
        }
      } catch (InterruptedIOException | TableRows.Full e) {
        throw e;
      } catch (IOException e) {
        unread.addProcess(directory, e);
      }
    }
    unread.tell(rows);
  }

  private static void addProcess(ProcessFiles process, long boot, TableRows rows)
      throws IOException {
    ProcessStat stat = ProcessStat.parse(process.text("stat"));
    Map<String, String> status = process.keyed("status");
    Map<String, String> io = process.keyedIfAllowed("io");
    List<String> uids = Words.of(status.getOrDefault("Uid", ""));
    List<String> gids = Words.of(status.getOrDefault("Gid", ""));
    if (uids.size() < 3 || gids.size() < 3) {
      return;
    }
    String path = process.link("exe");
    String onDisk = process.onDisk(path);
    if (onDisk.equals("0") && path.endsWith(DELETED)) {
      path = path.substring(0, path.length() - DELETED.length());
    }
    long start = Numbers.decimalOr(stat.startTime(), -1);
    rows.add(
        process.pid(),
        status.getOrDefault("Name", ""),
        path,
        process.commandLine(),
        stat.state(),
        process.link("cwd"),
        process.link("root"),
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
        millis(stat.userTime()),
        millis(stat.systemTime()),
        io.get("read_bytes"),
        written(io),
        start < 0 || boot < 0 ? "-1" : Long.toString(boot + start / TICKS_PER_SECOND),
        stat.parent(),
        stat.group(),
        stat.threads(),
        stat.nice(),
        process.cgroup());
  }

  private static long bootTime(Root root) throws IOException {
    for (String line : root.read("/proc/stat").lines()) {
      if (line.startsWith("btime ")) {
        return Numbers.decimalOr(line.substring("btime ".length()), -1);
      }
    }
    return -1;
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
