package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Name, processors, memory and DMI data, in one row; what the machine doesn't tell is empty. */
final class SystemInfoTable implements OsqueryTable {
  private static final String DMI = "/sys/class/dmi/id/";

  @Override
  public String name() {
    return "system_info";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        text("hostname"),
        text("uuid"),
        text("cpu_type"),
        text("cpu_subtype"),
        text("cpu_brand"),
        integer("cpu_physical_cores"),
        integer("cpu_logical_cores"),
        integer("cpu_sockets"),
        text("cpu_microcode"),
        bigint("physical_memory"),
        text("hardware_vendor"),
        text("hardware_model"),
        text("hardware_version"),
        text("hardware_serial"),
        text("board_vendor"),
        text("board_model"),
        text("board_version"),
        text("board_serial"),
        text("computer_name"),
        text("local_hostname"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    String hostname = Machine.oneLine(root, "/proc/sys/kernel/hostname");
    if (hostname.isEmpty()) {
      hostname = Machine.oneLine(root, "/etc/hostname");
    }
    Cpu cpu = Cpu.parse(root.read("/proc/cpuinfo").lines(rows));
    rows.add(
        hostname,
        Machine.oneLine(root, DMI + "product_uuid"),
        Machine.architecture(root),
        cpu.last.getOrDefault("model", "0"),
        cpu.last.getOrDefault("model name", ""),
        Integer.toString(cpu.cores.isEmpty() ? cpu.processors : cpu.cores.size()),
        Integer.toString(cpu.processors),
        cpu.sockets.isEmpty() ? "-1" : Integer.toString(cpu.sockets.size()),
        cpu.last.get("microcode"),
        memory(root),
        Machine.oneLine(root, DMI + "sys_vendor"),
        Machine.oneLine(root, DMI + "product_name"),
        Machine.oneLine(root, DMI + "product_version"),
        Machine.oneLine(root, DMI + "product_serial"),
        Machine.oneLine(root, DMI + "board_vendor"),
        Machine.oneLine(root, DMI + "board_name"),
        Machine.oneLine(root, DMI + "board_version"),
        Machine.oneLine(root, DMI + "board_serial"),
        hostname,
        hostname);
  }

  private static String memory(Root root) throws IOException {
    for (String line : root.read("/proc/meminfo").lines()) {
      if (line.startsWith("MemTotal:")) {
        List<String> words = Words.of(line);
        return Long.toString(words.size() < 2 ? 0 : Numbers.decimalOr(words.get(1), 0) * 1024);
      }
    }
    return "-1";
  }

  /** What /proc/cpuinfo says; its blocks differ only in numbers that are counted here. */
  private static final class Cpu {
    private final Map<String, String> last = new HashMap<>();
    private final Set<String> cores = new HashSet<>();
    private final Set<String> sockets = new HashSet<>();
    private int processors;

    static Cpu parse(List<String> lines) {
      Cpu cpu = new Cpu();
      for (String line : lines) {
        int colon = line.indexOf(':');
        if (colon < 0) {
          continue;
        }
        String key = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        cpu.last.put(key, value);
        switch (key) {
          case "processor" -> cpu.processors++;
          case "physical id" -> cpu.sockets.add(value);
          case "core id" -> cpu.cores.add(cpu.last.get("physical id") + "/" + value);
          default -> {}
        }
      }
      return cpu;
    }
  }
}
