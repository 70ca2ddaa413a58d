package io.diffy.rules.detection;

import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rows that the running of a healthy host brings about too: a job, a leader, a disk, a restart, a
 * service that is stopped. By themselves they are worth a look and no more. No decision of a person
 * is among them, and nothing that runs from a place where anybody may write.
 */
public final class RoutineRow {
  private static final List<String> VENDOR_UNITS =
      List.of("/usr/lib/systemd/", "/lib/systemd/", "/run/systemd/generator");

  /** The lowest port that the kernel hands out by itself; as long as the highest. */
  private static final String FIRST_HANDED_OUT = "32768";

  private static final List<String> CONTAINER_CHAINS =
      List.of("DOCKER", "KUBE-SEP-", "KUBE-SVC-", "KUBE-POD-", "CNI-", "cali-", "CILIUM_");

  private static final Set<String> AT_WORK = Set.of("active", "activating", "reloading");

  /** An id of what it works on, as masks leave it out. */
  private static final Pattern WORK = Pattern.compile("[0-9a-f]{8}");

  private RoutineRow() {}

  /**
   * Whether a deviation in such a row may be the running of the host.
   *
   * @param row the odd one; for missing the one that the peers have
   */
  public static boolean is(Kind kind, Map<String, String> row) {
    if (!kind.isDeviation() || ProgramPath.isOdd(row)) {
      return false;
    }
    return runs(row)
        || isMount(row)
        || (kind == Kind.UNEXPECTED ? isVendorUnit(row) : isUnit(row))
        || (kind == Kind.CHANGED && isKernelModule(row));
  }

  /** Whether most hosts may show such a row at a time, and others not, or in other words. */
  public static boolean comesAndGoes(Kind kind, EvidenceRows rows) {
    return ((kind == Kind.MISSING && !isService(rows)) || kind == Kind.CHANGED)
        && is(kind, rows.row());
  }

  /**
   * Whether a group may learn that such a row comes and goes: of a program that only root installs
   * and that does nothing but what its file says, or of a vendor's unit at work. A new mount, a
   * program that was replaced or a unit that stops may hide something each time.
   */
  public static boolean isVisitor(Kind kind, Map<String, String> row) {
    if (kind == Kind.MISSING || !is(kind, row)) {
      return false;
    }
    return isUnit(row)
        ? isVendorUnit(row) && AT_WORK.contains(row.get("active_state"))
        : kind == Kind.UNEXPECTED
            && runs(row)
            && !"0".equals(row.get("on_disk"))
            && ProgramPath.isInstalled(row)
            && ProgramPath.runsFile(row);
  }

  /** Whether what a few hosts share is as often needed as decided: modules are loaded on demand. */
  public static boolean isHabit(Map<String, String> row, int hosts) {
    return hosts > 1 && isKernelModule(row);
  }

  /**
   * Whether it is what a container engine writes into a chain of its own for one of its containers:
   * such rules come and go with the containers. What a person writes into {@code DOCKER-USER} is
   * none.
   */
  public static boolean isContainerRule(Map<String, String> row) {
    return isContainerChain(row.getOrDefault("chain", ""))
        && (row.containsKey("dst_ip") || row.containsKey("src_ip"));
  }

  /** Whether a container engine fills the chain. */
  public static boolean isContainerChain(String chain) {
    return CONTAINER_CHAINS.stream().anyMatch(chain::startsWith) && !chain.equals("DOCKER-USER");
  }

  /** Whether a socket is connected to nobody, at a port that the kernel handed out: a question. */
  public static boolean isUnconnected(Map<String, String> row) {
    return "0".equals(row.get("remote_port"))
        && "17".equals(row.get("protocol"))
        && row.getOrDefault("local_port", "").length() == FIRST_HANDED_OUT.length()
        && row.get("local_port").compareTo(FIRST_HANDED_OUT) >= 0
        && !ProgramPath.isOdd(row);
  }

  /** Whether a program that stands where only root writes was replaced while it ran. */
  public static boolean isUpgraded(Map<String, String> row, Map<String, String> before) {
    return "0".equals(row.get("on_disk"))
        && "1".equals(before.get("on_disk"))
        && row.getOrDefault("path", "").equals(before.get("path"))
        && !ProgramPath.isOdd(row);
  }

  /** Whether it is a process, or what one has open: it is there while the program runs. */
  public static boolean isOfProgram(Map<String, String> row) {
    return runs(row) && !ProgramPath.isOdd(row);
  }

  /**
   * Whether hosts run it in the same words, as they do an agent: it is gone only where somebody
   * stopped it. The words of a job name its work.
   */
  private static boolean isService(EvidenceRows rows) {
    return rows.row().containsKey("cmdline")
        && rows.row().containsKey("pid")
        && !rows.maskedColumns().contains("cmdline")
        && !WORK.matcher(rows.row().get("cmdline")).find();
  }

  /** A process, or what a process has open: a port, a connection. */
  private static boolean runs(Map<String, String> row) {
    boolean process = row.containsKey("cmdline") || row.containsKey("pid");
    boolean socket = row.containsKey("remote_port") || row.containsKey("port");
    return (process || socket) && !row.containsKey("value");
  }

  private static boolean isMount(Map<String, String> row) {
    return row.containsKey("device") && row.containsKey("type");
  }

  private static boolean isUnit(Map<String, String> row) {
    return row.containsKey("active_state");
  }

  private static boolean isVendorUnit(Map<String, String> row) {
    String path = row.getOrDefault("fragment_path", "");
    return isUnit(row) && VENDOR_UNITS.stream().anyMatch(path::startsWith);
  }

  /** Another size is another kernel. */
  private static boolean isKernelModule(Map<String, String> row) {
    return row.containsKey("used_by") && row.containsKey("status");
  }
}
