package io.diffy.rules.item;

import io.diffy.schemas.SetAside.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rows that come and go by themselves on a healthy host, and say nothing about it. */
final class TransientRows {
  private static final Set<String> BUILT_IN_CHAINS =
      Set.of("INPUT", "OUTPUT", "FORWARD", "PREROUTING", "POSTROUTING");

  private static final Set<String> REFUSALS = Set.of("DROP", "REJECT");
  private static final String ONE_ADDRESS = "255.255.255.255";
  private static final String[] LOGINS = {"user@", "user-runtime-dir@", "user-", "run-user-"};
  private static final String[] LOGIN_TYPES = {".service", ".service", ".slice", ".mount"};

  private TransientRows() {}

  static Optional<Reason> why(Map<String, String> row) {
    if (isLoginUnit(row) || isLoginMount(row)) {
      return Optional.of(Reason.LOGIN);
    }
    return isBan(row) ? Optional.of(Reason.BAN) : Optional.empty();
  }

  /** Comes and goes with each login of that user (pam_systemd); nothing below it does. */
  private static boolean isLoginMount(Map<String, String> row) {
    return "tmpfs".equals(row.get("type"))
        && isNumbered(row.getOrDefault("path", ""), "/run/user/", "");
  }

  /**
   * The units systemd-logind makes for a login (systemd, {@code user@.service(5)} and {@code
   * pam_systemd(8)}). One that stands anywhere else than systemd's own does, such as in {@code
   * /etc}, is compared.
   */
  static boolean isLoginUnit(Map<String, String> row) {
    String id = row.getOrDefault("id", "");
    return row.containsKey("active_state")
        && isSystemds(row.getOrDefault("fragment_path", ""))
        && (isNumbered(id, "session-", ".scope") || isOfUser(id));
  }

  private static boolean isOfUser(String id) {
    for (int i = 0; i < LOGINS.length; i++) {
      if (isNumbered(id, LOGINS[i], LOGIN_TYPES[i])) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text is a number between a prefix and a suffix; sessions of root start with c. */
  private static boolean isNumbered(String id, String prefix, String suffix) {
    int from = prefix.length() + (id.startsWith(prefix + "c") ? 1 : 0);
    int to = id.length() - suffix.length();
    return id.startsWith(prefix)
        && id.endsWith(suffix)
        && from < to
        && id.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isSystemds(String path) {
    return path.isEmpty()
        || path.startsWith("/lib/systemd/system/")
        || path.startsWith("/usr/lib/systemd/system/")
        || path.startsWith("/run/systemd/transient/");
  }

  /**
   * Refuses one address, in a chain of its own: what a guard such as fail2ban adds when it sees
   * somebody guess passwords. In a built-in chain it might as well cut an agent off.
   */
  static boolean isBan(Map<String, String> row) {
    return REFUSALS.contains(row.getOrDefault("target", ""))
        && ONE_ADDRESS.equals(row.get("src_mask"))
        && !BUILT_IN_CHAINS.contains(row.getOrDefault("chain", "INPUT"))
        && !row.getOrDefault("src_ip", "").isEmpty();
  }
}
