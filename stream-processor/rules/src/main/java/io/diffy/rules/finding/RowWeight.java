package io.diffy.rules.finding;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Sighting;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the odd row itself says of how much it matters, whatever the table. */
final class RowWeight {
  private static final String ROOT = "0";
  private static final Pattern PERSON = Pattern.compile("[1-9]\\d{3,9}");
  private static final String PERSONS_HOME = "/home/";

  private RowWeight() {}

  /**
   * Reasons of the row, or of what any of the hosts shows otherwise.
   *
   * @param hosts the hosts that show it; what they lack is no row of theirs
   */
  static Set<SeverityReason> of(Kind kind, EvidenceRows evidence, List<Sighting> hosts) {
    Set<SeverityReason> reasons = EnumSet.noneOf(SeverityReason.class);
    if (kind != Kind.UNEXPECTED && kind != Kind.CHANGED) {
      return reasons;
    }
    Map<String, String> row = evidence.row();
    List<Map<String, String>> others = hosts.stream().map(Sighting::own).toList();
    if (isRoot(row, row) || others.stream().anyMatch(own -> isRoot(row, own))) {
      reasons.add(SeverityReason.ROOT_ACCOUNT);
    }
    if (isLoopback(row)
        && !ProgramPath.isOdd(row)
        && others.stream().allMatch(own -> own.isEmpty())) {
      reasons.add(SeverityReason.LOOPBACK);
    }
    return reasons;
  }

  /** Whether it is an account as people have: no id of the system's, no group of its. */
  static boolean isPersons(Map<String, String> row) {
    return row.containsKey("shell")
        && PERSON.matcher(row.getOrDefault("uid", "")).matches()
        && PERSON.matcher(row.getOrDefault("gid", "")).matches()
        && row.getOrDefault("directory", PERSONS_HOME).startsWith(PERSONS_HOME);
  }

  private static boolean isRoot(Map<String, String> row, Map<String, String> shown) {
    return row.containsKey("username")
        && Arrays.asList(shown.getOrDefault("uid", "").split(", ")).contains(ROOT);
  }

  /** A port that nobody reaches from elsewhere. */
  private static boolean isLoopback(Map<String, String> row) {
    String address = row.getOrDefault("address", "");
    return row.containsKey("port") && (address.startsWith("127.") || address.equals("::1"));
  }
}
