package io.diffy.rules.item;

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
 */
final class SshSessions {
  private static final List<String> DAEMONS = List.of("sshd: ", "sshd-session: ");
  private static final String PRIVILEGED = " [priv]";

  private final Set<String> pids = new HashSet<>();
  private final Set<String> users = new TreeSet<>();

  static SshSessions of(List<Map<String, String>> rows) {
    SshSessions sessions = new SshSessions();
    Map<String, List<Map<String, String>>> children = new HashMap<>();
    Deque<Map<String, String>> open = new ArrayDeque<>();
    for (Map<String, String> row : rows) {
      if (!row.containsKey("cmdline") || !row.containsKey("parent")) {
        return sessions;
      }
      children.computeIfAbsent(row.get("parent"), p -> new ArrayList<>()).add(row);
      String user = user(row.get("cmdline"));
      if (!user.isEmpty()) {
        sessions.users.add(user);
        open.add(row);
      } else if (isManager(row)) {
        sessions.pids.add(row.get("pid"));
      }
    }
    while (!open.isEmpty()) {
      Map<String, String> row = open.poll();
      if (sessions.pids.add(row.getOrDefault("pid", ""))) {
        open.addAll(children.getOrDefault(row.getOrDefault("pid", ""), List.of()));
      }
    }
    return sessions;
  }

  /** Whether the row of a process belongs to a session. */
  boolean has(Map<String, String> row) {
    return row.containsKey("cmdline") && pids.contains(row.getOrDefault("pid", ""));
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

  /** The systemd of a user and its helper come and go with the first and last session. */
  private static boolean isManager(Map<String, String> row) {
    String cmdline = row.get("cmdline");
    return cmdline.equals("(sd-pam)")
        || (cmdline.endsWith("systemd --user") && "systemd".equals(row.get("name")));
  }
}
