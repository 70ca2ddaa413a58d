package io.diffy.rules.item;

import io.diffy.rules.detection.ProgramPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ssh sessions in an answer about processes. What a person runs at a terminal differs from host
 * to host whoever it is; what stays when the session ends is compared again. sshd names its
 * sessions {@code sshd: carol [priv]} and {@code sshd: carol@pts/0} (OpenSSH session.c, since 9.8
 * {@code sshd-session: …}).
 *
 * <p>A process writes its own title, so the title only says whose session it is. That it is one
 * rests on what a process can't write: its program is sshd's, root runs it or the parent that root
 * runs, and its parents lead to the first process. What runs in a session from a place that anybody
 * may write to is compared all the same.
 */
final class SshSessions {
  private static final List<String> DAEMONS = List.of("sshd: ", "sshd-session: ");
  private static final String PRIVILEGED = " [priv]";
  private static final String FIRST_PROCESS = "1";
  private static final String ROOT = "0";
  private static final Set<String> SSHD =
      Set.of(
          "/usr/sbin/sshd",
          "/usr/local/sbin/sshd",
          "/usr/lib/openssh/sshd-session",
          "/usr/lib/ssh/sshd-session",
          "/usr/libexec/sshd-session",
          "/usr/libexec/openssh/sshd-session");
  private static final Set<String> SYSTEMD =
      Set.of("/usr/lib/systemd/systemd", "/lib/systemd/systemd");

  private final Map<String, Map<String, String>> byPid = new HashMap<>();
  private final Set<String> pids = new HashSet<>();
  private final Set<String> users = new TreeSet<>();

  static SshSessions of(List<Map<String, String>> rows) {
    SshSessions sessions = new SshSessions();
    for (Map<String, String> row : rows) {
      if (!row.containsKey("cmdline") || !row.containsKey("parent") || !row.containsKey("path")) {
        return new SshSessions();
      }
      sessions.byPid.putIfAbsent(row.getOrDefault("pid", ""), row);
    }
    sessions.find(rows);
    return sessions;
  }

  private void find(List<Map<String, String>> rows) {
    Map<String, List<Map<String, String>>> children = new HashMap<>();
    Deque<Map<String, String>> open = new ArrayDeque<>();
    for (Map<String, String> row : rows) {
      children.computeIfAbsent(row.get("parent"), p -> new ArrayList<>()).add(row);
      String user = user(row.get("cmdline"));
      if (!user.isEmpty() && isSshd(row)) {
        users.add(user);
        open.add(row);
      } else if (isManager(row)) {
        pids.add(row.get("pid"));
      }
    }
    Set<String> reached = new HashSet<>();
    while (!open.isEmpty()) {
      Map<String, String> row = open.poll();
      String pid = row.getOrDefault("pid", "");
      if (reached.add(pid)) {
        open.addAll(children.getOrDefault(pid, List.of()));
        if (ProgramPath.isInstalled(row)) {
          pids.add(pid);
        }
      }
    }
  }

  /** Whether the row of a process belongs to a session. */
  boolean has(Map<String, String> row) {
    return !pids.isEmpty()
        && row.containsKey("cmdline")
        && pids.contains(row.getOrDefault("pid", ""));
  }

  /** Who is logged in, sorted. */
  List<String> users() {
    return List.copyOf(users);
  }

  private static String user(String cmdline) {
    for (String daemon : DAEMONS) {
      if (cmdline.startsWith(daemon)) {
        String rest = cmdline.substring(daemon.length());
        int at = rest.indexOf('@');
        if (rest.endsWith(PRIVILEGED)) {
          return rest.substring(0, rest.length() - PRIVILEGED.length());
        }
        return at > 0 && rest.indexOf(' ') < 0 ? rest.substring(0, at) : "";
      }
    }
    return "";
  }

  /** sshd's own program, run by root or by what root runs, and started by the first process. */
  private boolean isSshd(Map<String, String> row) {
    Map<String, String> parent = parent(row);
    return SSHD.contains(row.get("path"))
        && (isRoots(row) || isRoots(parent))
        && (SSHD.contains(parent.getOrDefault("path", "")) || isFirst(parent))
        && comesFromFirst(row);
  }

  private boolean comesFromFirst(Map<String, String> row) {
    Set<String> seen = new HashSet<>();
    Map<String, String> at = row;
    while (SSHD.contains(at.getOrDefault("path", "")) && seen.add(at.getOrDefault("pid", ""))) {
      if (FIRST_PROCESS.equals(at.get("parent"))) {
        return isRoots(at);
      }
      at = parent(at);
    }
    return false;
  }

  /** The systemd of a user and its helper come and go with the first and last session. */
  private boolean isManager(Map<String, String> row) {
    return SYSTEMD.contains(row.get("path"))
        && (FIRST_PROCESS.equals(row.get("parent"))
            || SYSTEMD.contains(parent(row).getOrDefault("path", "")))
        && (row.get("cmdline").equals("(sd-pam)")
            || (row.get("cmdline").endsWith("systemd --user")
                && "systemd".equals(row.get("name"))));
  }

  private Map<String, String> parent(Map<String, String> row) {
    return byPid.getOrDefault(row.get("parent"), Map.of());
  }

  private static boolean isFirst(Map<String, String> row) {
    return FIRST_PROCESS.equals(row.get("pid"));
  }

  /** Who runs it; a table that does not say can't be asked more. */
  private static boolean isRoots(Map<String, String> row) {
    return !row.isEmpty() && row.getOrDefault("uid", ROOT).equals(ROOT);
  }
}
