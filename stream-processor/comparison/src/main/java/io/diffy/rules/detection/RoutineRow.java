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

  /** Addresses that no router of the internet passes on, and those of carriers and clusters. */
  private static final Pattern WITHIN =
      Pattern.compile(
          "(0|10|127|192\\.168|169\\.254|172\\.(1[6-9]|2\\d|3[01])"
              + "|100\\.(6[4-9]|[7-9]\\d|1[01]\\d|12[0-7]))\\.");

  /** Addresses that no router passes on; the one that hands out credentials is none of these. */
  private static final String LINK_LOCAL = "169.254.";

  private static final String METADATA = "169.254.169.254";

  private static final Set<String> AT_WORK = Set.of("active", "activating", "reloading");

  /** An id of what it works on, as masks leave it out. */
  private static final Pattern WORK = Pattern.compile("[0-9a-f]{8}");

  /** The pid of the thread that starts all others of the kernel. */
  private static final String KTHREADD = "2";

  private static final Pattern VERSION = Pattern.compile("\\d\\.\\d");

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
        || (kind != Kind.UNEXPECTED && isKernelModule(row));
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

  /** Whether the kernel loaded a module because somebody needed it. */
  public static boolean isOnDemand(Kind kind, Map<String, String> row) {
    return kind == Kind.UNEXPECTED && isKernelModule(row) && ModuleOnDemand.is(row);
  }

  /** Whether the internet passes such an address on. */
  static boolean isPublic(String address) {
    return !address.isEmpty()
        && Character.isDigit(address.charAt(0))
        && !WITHIN.matcher(address).lookingAt();
  }

  /** Whether it runs from the home of root, where nobody else writes. */
  public static boolean isRoots(Map<String, String> row) {
    return runs(row) && ProgramPath.programOf(row).startsWith("/root/");
  }

  /** Whether somebody logged in, which each host's own users do. */
  public static boolean isLogin(Map<String, String> row) {
    return row.containsKey("tty") && row.containsKey("host") && row.containsKey("time");
  }

  /**
   * Whether a socket asks a question, from a port that the kernel handed out: it is connected to
   * nobody, or to what the link itself offers, such as the time.
   */
  public static boolean isUnconnected(Map<String, String> row) {
    String remote = row.getOrDefault("remote_address", "");
    boolean ofLink = remote.startsWith(LINK_LOCAL) && !remote.equals(METADATA);
    return ("0".equals(row.get("remote_port")) || ofLink)
        && "17".equals(row.get("protocol"))
        && row.getOrDefault("local_port", "").length() == FIRST_HANDED_OUT.length()
        && row.get("local_port").compareTo(FIRST_HANDED_OUT) >= 0
        && !ProgramPath.isOdd(row);
  }

  /**
   * Whether it is a thread of the kernel: it has neither a file nor words, and the kernel's first
   * thread started it. What the kernel was told to do shows in modules, mounts and ports.
   */
  public static boolean isKernelThread(Map<String, String> row) {
    return "".equals(row.get("path"))
        && "".equals(row.get("cmdline"))
        && KTHREADD.equals(row.getOrDefault("parent", KTHREADD));
  }

  /** Whether it is a connection to an address of the internet. */
  public static boolean reachesOut(Map<String, String> row) {
    return "6".equals(row.get("protocol")) && isPublic(row.getOrDefault("remote_address", ""));
  }

  /**
   * Whether it says that a package is there, or in which version. Work and upgrades bring packages;
   * an intruder who brings one shows in what it does. A package that is gone may be a guard.
   */
  public static boolean isPackage(Map<String, String> row) {
    return row.containsKey("version")
        && row.containsKey("name")
        && !row.containsKey("path")
        && !row.containsKey("base_uri");
  }

  /** Whether its name holds a version, as of a kernel: an upgrade brings the next and takes it. */
  public static boolean isOfVersion(Map<String, String> row) {
    return isPackage(row) && VERSION.matcher(row.get("name")).find();
  }

  /** Whether it is a file in which the package manager keeps what a package brought. */
  public static boolean isPackageRecord(Map<String, String> row) {
    return row.getOrDefault("path", "").startsWith("/var/lib/dpkg/info/");
  }

  /** Whether a program that stands where only root writes was replaced while it ran. */
  public static boolean isUpgraded(Map<String, String> row, Map<String, String> before) {
    return "0".equals(row.get("on_disk"))
        && "1".equals(before.get("on_disk"))
        && row.getOrDefault("path", "").equals(before.get("path"))
        && !ProgramPath.isOdd(row);
  }

  /** Whether files come from another server: {@code host:/path}, {@code //host/path}. */
  public static boolean isOtherServer(Map<String, String> row, Map<String, String> before) {
    String device = row.getOrDefault("device", "");
    return isMount(row)
        && (device.contains(":/") || device.startsWith("//"))
        && !device.equals(before.getOrDefault("device", ""));
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
    return isService(rows.row(), rows.maskedColumns());
  }

  private static boolean isService(Map<String, String> row, List<String> masked) {
    return row.containsKey("cmdline")
        && row.containsKey("pid")
        && !masked.contains("cmdline")
        && !WORK.matcher(row.get("cmdline")).find();
  }

  /**
   * Whether somebody decided on a deviation, whatever the table: on a program where anybody may
   * write, on a unit of the host's own, on another server, on a module that the kernel loads by no
   * need; and on taking away what hosts have from the day they start, a program that they run in
   * the same words, its port, unit, package.
   *
   * @param row the odd one; for missing the one that the peers have
   * @param previous for changed the one that the peers have
   * @param masked columns that are not compared
   */
  public static boolean isDecided(
      Kind kind, Map<String, String> row, Map<String, String> previous, List<String> masked) {
    return switch (kind) {
      case UNEXPECTED ->
          ProgramPath.isOdd(row) || (isUnit(row) && isOwnUnit(row)) || isForeignModule(row);
      case MISSING ->
          runs(row)
              ? row.containsKey("port")
                  || (!row.getOrDefault("cmdline", "").isEmpty() && isService(row, masked))
              : isUnit(row) || row.containsKey("version");
      case CHANGED ->
          isOtherServer(row, previous)
              || ProgramPath.isConfiguredOtherwise(row, previous)
              || ("active".equals(previous.get("active_state"))
                  && !"active".equals(row.get("active_state")));
      default -> false;
    };
  }

  /** One that stands where an administrator writes, or nowhere at all. */
  private static boolean isOwnUnit(Map<String, String> row) {
    return row.getOrDefault("fragment_path", "").startsWith("/etc/");
  }

  /** A process, or what a process has open: a port, a connection. */
  public static boolean runs(Map<String, String> row) {
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
    boolean mounted = path.isEmpty() && row.getOrDefault("source_path", "").startsWith("/proc/");
    return isUnit(row) && (mounted || VENDOR_UNITS.stream().anyMatch(path::startsWith));
  }

  /** Whether neither the kernel nor another module asked for it. */
  public static boolean isForeignModule(Map<String, String> row) {
    return isKernelModule(row) && !ModuleOnDemand.is(row);
  }

  /** Another size is another kernel. */
  public static boolean isKernelModule(Map<String, String> row) {
    return row.containsKey("used_by") && row.containsKey("status");
  }
}
