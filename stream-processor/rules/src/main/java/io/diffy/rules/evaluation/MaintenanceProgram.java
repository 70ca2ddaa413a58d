package io.diffy.rules.evaluation;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.detection.RoutineRow;
import io.diffy.schemas.Kind;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Programs with which a distribution looks after itself. */
public final class MaintenanceProgram {
  /**
   * What its own timers start, each with what else the command line has to say: they do nothing but
   * what files of root tell them. No interpreter is one; see {@link #IN_THESE_WORDS}.
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

  /**
   * What they start in just these words after its own name: an interpreter that reads a file which
   * a package brought, or a search that can do nothing else. Neither can write other words over its
   * own.
   */
  private static final Set<String> IN_THESE_WORDS =
      Set.of(
          "/usr/bin/dash /usr/libexec/dpkg/dpkg-db-backup",
          "/usr/bin/dash /usr/lib/apt/apt.systemd.daily update",
          "/usr/bin/dash /usr/lib/apt/apt.systemd.daily install",
          "/usr/bin/dash /usr/lib/apt/apt.systemd.daily lock_is_held update",
          "/usr/bin/dash /usr/lib/apt/apt.systemd.daily lock_is_held install",
          "/usr/bin/dash /usr/lib/sysstat/sa1 1 1",
          "/usr/bin/dash /usr/lib/sysstat/sa2 -A",
          "/usr/bin/bash /usr/lib64/sa/sa1 1 1",
          "/usr/bin/bash /usr/lib64/sa/sa2 -A",
          "/usr/bin/bash /sbin/e2scrub_all",
          "/usr/bin/find /var/cache/man -type f -name *.gz -atime +6 -delete");

  /** What an engine starts beside each container. A port that one publishes is judged by itself. */
  private static final Set<String> OF_CONTAINERS =
      Set.of(
          "/usr/bin/docker-proxy",
          "/usr/sbin/docker-proxy",
          "/usr/libexec/docker/docker-proxy",
          "/usr/bin/containerd-shim-runc-v2",
          "/usr/sbin/containerd-shim-runc-v2",
          "/usr/bin/conmon",
          "/usr/libexec/podman/conmon");

  /** Packages, each with the files in it that are not named like it. */
  private static final Map<String, Set<String>> FILES =
      """
      openssh-server sshd
      openssh-client ssh scp
      openssh-clients ssh scp
      coreutils ls
      procps ps top
      procps-ng ps top
      iproute2 ss
      iproute ss
      net-tools netstat
      findutils find
      kmod lsmod insmod
      login login su
      util-linux login su chsh
      shadow-utils passwd
      passwd chsh
      cron crontab
      cronie crond crontab
      systemd systemctl init
      rsyslog rsyslogd
      audit auditd
      libpam-modules pam_unix.so
      libpam-modules-bin unix_chkpwd
      pam pam_unix.so unix_chkpwd
      libc6 libc.so.6
      glibc libc.so.6
      """
          .lines()
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toMap(words -> words[0], words -> Set.of(words[1].split(" "))));

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

  /** Whether a timer of the distribution, or an engine, started such a process, as root. */
  public static boolean isOfSystem(Kind kind, Map<String, String> row) {
    String path = row.getOrDefault("path", "");
    String cmdline = row.getOrDefault("cmdline", "");
    String words = OF_TIMERS.get(path);
    return kind == Kind.UNEXPECTED
        && "0".equals(row.get("uid"))
        && !"0".equals(row.get("on_disk"))
        && row.containsKey("pid")
        && ((OF_CONTAINERS.contains(path) && !row.containsKey("port"))
            || (words != null && cmdline.contains(words))
            || IN_THESE_WORDS.contains(path + cmdline.replaceFirst("^[^ ]*", "")));
  }

  /** Whether a package brings a file of that name. */
  public static boolean brings(String name, String file) {
    return name.equals(file) || FILES.getOrDefault(name, Set.of()).contains(file);
  }

  /** Whether a process installs packages, or restarts what they replaced. */
  public static boolean upgrades(Map<String, String> row) {
    return RoutineRow.runs(row) && UPGRADING.contains(ProgramPath.programOf(row));
  }
}
