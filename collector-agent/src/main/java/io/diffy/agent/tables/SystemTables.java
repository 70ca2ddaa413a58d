package io.diffy.agent.tables;

import static io.diffy.agent.tables.FileText.words;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables of one row about the machine and its kernel. Without the file that the row is about (such
 * as /proc/version, /proc/cpuinfo, /proc/uptime) they fail; a column whose source is hidden is
 * empty.
 */
final class SystemTables {
  static final OsqueryTable KERNEL_INFO =
      OsqueryTable.of(
          "kernel_info",
          "version text, arguments text, path text, device text",
          SystemTables::kernelInfo);

  /** Without an /etc/os-release, which is an error, we would not know what this is. */
  static final OsqueryTable OS_VERSION =
      OsqueryTable.of(
          "os_version",
          "name text, version text, major integer, minor integer, patch integer, build text,"
              + " platform text, platform_like text, codename text, arch text",
          SystemTables::osVersion);

  static final OsqueryTable SYSTEM_INFO =
      OsqueryTable.of(
          "system_info",
          """
          hostname text, uuid text, cpu_type text, cpu_subtype text, cpu_brand text,
          cpu_physical_cores integer, cpu_logical_cores integer, cpu_sockets integer,
          cpu_microcode text, physical_memory bigint, hardware_vendor text, hardware_model text,
          hardware_version text, hardware_serial text, board_vendor text, board_model text,
          board_version text, board_serial text, computer_name text, local_hostname text""",
          SystemTables::systemInfo);

  static final OsqueryTable UPTIME =
      OsqueryTable.of(
          "uptime",
          "days integer, hours integer, minutes integer, seconds integer, total_seconds bigint",
          SystemTables::uptime);

  private static final String IMAGE = "BOOT_IMAGE=";
  private static final String DEVICE = "root=";
  private static final String DMI = "/sys/class/dmi/id/";

  private SystemTables() {}

  private static void kernelInfo(Root root, TableRows rows) throws IOException {
    String path = null;
    String device = null;
    List<String> arguments = new ArrayList<>();
    for (String argument : words(root.read("/proc/cmdline").trimmed())) {
      if (argument.startsWith(IMAGE)) {
        path = argument.substring(IMAGE.length());
      } else if (argument.startsWith(DEVICE)) {
        device = argument.substring(DEVICE.length());
      } else {
        arguments.add(argument);
      }
    }
    List<String> version = words(root.read("/proc/version").trimmed());
    boolean known = version.size() > 2 && version.get(1).equals("version");
    rows.add(known ? version.get(2) : null, String.join(" ", arguments), path, device);
  }

  private static void osVersion(Root root, TableRows rows) throws IOException {
    Map<String, String> release = FileText.pairs(root.read("/etc/os-release").lines(rows), '=');
    release.replaceAll((key, value) -> unquoted(value));
    String[] parts = release.getOrDefault("VERSION_ID", "").split("\\.", 3);
    rows.add(
        release.getOrDefault("NAME", "Unknown"),
        release.get("VERSION"),
        parts[0].isEmpty() ? "0" : parts[0],
        parts.length > 1 ? parts[1] : "0",
        parts.length > 2 ? parts[2] : "0",
        release.get("BUILD_ID"),
        release.getOrDefault("ID", "posix"),
        release.get("ID_LIKE"),
        release.get("VERSION_CODENAME"),
        architecture(root));
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && "\"'".indexOf(value.charAt(0)) >= 0
            && value.endsWith(value.substring(0, 1));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static void systemInfo(Root root, TableRows rows) throws IOException {
    String kernels = root.oneLine("/proc/sys/kernel/hostname");
    String hostname = kernels.isEmpty() ? root.oneLine("/etc/hostname") : kernels;
    List<String> lines = root.read("/proc/cpuinfo").lines(rows);
    Map<String, String> cpu = FileText.pairs(lines, ':');
    Processors processors = Processors.in(lines);
    List<String> row = new ArrayList<>();
    row.addAll(List.of(hostname, root.oneLine(DMI + "product_uuid"), architecture(root)));
    row.add(cpu.getOrDefault("model", "0"));
    row.add(cpu.getOrDefault("model name", ""));
    row.add(Integer.toString(processors.cores == 0 ? processors.all : processors.cores));
    row.add(Integer.toString(processors.all));
    row.add(processors.sockets == 0 ? "-1" : Integer.toString(processors.sockets));
    row.add(cpu.get("microcode"));
    row.add(memory(root));
    for (String device :
        List.of(
            "sys_vendor",
            "product_name",
            "product_version",
            "product_serial",
            "board_vendor",
            "board_name",
            "board_version",
            "board_serial")) {
      row.add(root.oneLine(DMI + device));
    }
    row.addAll(List.of(hostname, hostname));
    rows.add(row.toArray(String[]::new));
  }

  /** What /proc/cpuinfo counts; its blocks differ in little else. */
  private record Processors(int all, int cores, int sockets) {
    static Processors in(List<String> lines) {
      Set<String> cores = new HashSet<>();
      Set<String> sockets = new HashSet<>();
      int all = 0;
      String socket = null;
      for (String line : lines) {
        Map<String, String> pair = FileText.pairs(List.of(line), ':');
        all += pair.containsKey("processor") ? 1 : 0;
        if (pair.containsKey("physical id")) {
          socket = pair.get("physical id");
          sockets.add(socket);
        }
        if (pair.containsKey("core id")) {
          cores.add(socket + "/" + pair.get("core id"));
        }
      }
      return new Processors(all, cores.size(), sockets.size());
    }
  }

  private static String memory(Root root) throws IOException {
    String total = FileText.pairs(root.read("/proc/meminfo").lines(), ':').get("MemTotal");
    if (total == null) {
      return "-1";
    }
    List<String> words = words(total);
    return Long.toString(words.isEmpty() ? 0 : Numbers.decimalOr(words.get(0), 0) * 1024);
  }

  private static void uptime(Root root, TableRows rows) throws IOException {
    Long seconds = Numbers.decimal(root.read("/proc/uptime").content().split("[. ]", 2)[0]);
    if (seconds == null) {
      throw new Unavailable("/proc/uptime does not start with a number of seconds");
    }
    Duration up = Duration.ofSeconds(seconds);
    rows.add(
        Long.toString(up.toDaysPart()),
        Integer.toString(up.toHoursPart()),
        Integer.toString(up.toMinutesPart()),
        Integer.toString(up.toSecondsPart()),
        seconds.toString());
  }

  /** As uname(2) says it; empty for another host's files that don't tell. */
  private static String architecture(Root root) throws IOException {
    String told = root.oneLine("/proc/sys/kernel/arch");
    if (!told.isEmpty() || !root.isHost()) {
      return told;
    }
    String java = System.getProperty("os.arch");
    return java.equals("amd64") ? "x86_64" : java;
  }
}
