package io.diffy.rules.detection;

import io.diffy.schemas.Kind;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Programs with which a distribution looks after itself. */
public final class MaintenanceProgram {
  /**
   * What its own timers start, each with what else the command line has to say: they do nothing but
   * what files of root tell them. No interpreter is one.
   */
  private static final Map<String, String> OF_TIMERS =
      """
      /usr/bin/run-parts /etc/cron.
      /usr/sbin/logrotate /etc/logrotate.conf
      /usr/sbin/cron
      /usr/sbin/crond
      /usr/sbin/anacron
      /usr/bin/mandb
      /usr/sbin/fstrim
      /usr/bin/systemd-tmpfiles
      /usr/bin/updatedb.plocate
      /usr/lib/sysstat/sadc
      /usr/lib64/sa/sadc
      """
          .lines()
          .collect(
              Collectors.toMap(
                  line -> line.replaceFirst(" .*", ""),
                  line -> line.replaceFirst("^[^ ]+", ""),
                  (one, other) -> one,
                  TreeMap::new));

  private static final Set<String> UPGRADING =
      Set.of(
          "/usr/bin/apt",
          "/usr/bin/apt-get",
          "/usr/bin/dpkg",
          "/usr/bin/unattended-upgrade",
          "/usr/bin/unattended-upgrades",
          "/usr/sbin/needrestart",
          "/usr/bin/snap",
          "/usr/lib/snapd/snapd",
          "/usr/bin/dnf",
          "/usr/bin/dnf-3",
          "/usr/bin/yum",
          "/usr/bin/rpm");

  private MaintenanceProgram() {}

  /** Whether a timer of the distribution started such a process, as root. */
  public static boolean isOfTimer(Kind kind, Map<String, String> row) {
    String words = OF_TIMERS.get(row.getOrDefault("path", ""));
    return kind == Kind.UNEXPECTED
        && words != null
        && "0".equals(row.get("uid"))
        && !"0".equals(row.get("on_disk"))
        && row.containsKey("pid")
        && row.getOrDefault("cmdline", "").contains(words);
  }

  /** Whether a process installs packages, or restarts what they replaced. */
  public static boolean upgrades(Map<String, String> row) {
    return RoutineRow.runs(row) && UPGRADING.contains(ProgramPath.programOf(row));
  }
}
