package io.diffy.rules.item;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.schemas.SetAside.Reason;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which rows are compared at all. What {@link ItemWriter} makes of them is compared. */
public final class RowFilter {
  private static final long BRIEF_SECONDS = 60;

  /** The column without which a filter meets no row. */
  private static final List<String> NEEDED =
      List.of("remote_port", "type", "active_state", "target", "start_time");

  /** Two of these, as bits. */
  private static final int CONNECTS = 1 << NEEDED.indexOf("remote_port");

  static final int STARTS = 1 << NEEDED.indexOf("start_time");

  /** All that surely fit a long. */
  private static final int MOST_DIGITS = 18;

  private RowFilter() {}

  /** Which rows of these columns may be left out: a bit for each of {@link #NEEDED}. */
  static int among(Collection<String> columns) {
    int filters = 0;
    for (int i = 0; i < NEEDED.size(); i++) {
      filters |= columns.contains(NEEDED.get(i)) ? 1 << i : 0;
    }
    return filters;
  }

  /**
   * Why the row is not compared by itself; empty when it is.
   *
   * @param filters of its columns
   * @param collectedAt by the host's own clock, as the times in the row are
   * @param sessions of its answer
   */
  static Optional<Reason> leftOut(
      Map<String, String> row, int filters, Instant collectedAt, SshSessions sessions) {
    if (sessions.has(row)) {
      return Optional.of(Reason.SESSION);
    } else if ((filters & STARTS) != 0 && isBrief(row, collectedAt)) {
      return Optional.of(Reason.BRIEF);
    } else if ((filters & CONNECTS) != 0 && isOwnerlessSocket(row)) {
      return Optional.of(Reason.OWNERLESS);
    }
    return (filters & ~STARTS & ~CONNECTS) == 0 ? Optional.empty() : TransientRows.why(row);
  }

  /**
   * Whether a connection looks as if it came in: from a port that clients get to one that they
   * don't. Who called says nothing about the host; whether it listens there is not in this row.
   */
  public static boolean looksCalled(Map<String, String> row) {
    long local = number(row.getOrDefault("local_port", ""));
    return local > 0
        && local < HostTextNormalizer.EPHEMERAL
        && number(row.getOrDefault("remote_port", "")) >= HostTextNormalizer.EPHEMERAL;
  }

  /**
   * A process that has just started may be gone in a moment: a job of cron, a helper of a shell.
   * Nothing that stands where anybody may write is such a helper, however often it starts anew.
   */
  private static boolean isBrief(Map<String, String> row, Instant collectedAt) {
    long age = age(row, collectedAt);
    return row.containsKey("cmdline") && age >= 0 && age < BRIEF_SECONDS && !ProgramPath.isOdd(row);
  }

  /** For how many seconds a process had run; below 0 where the row does not say. */
  public static long age(Map<String, String> row, Instant at) {
    long started = number(row.getOrDefault("start_time", ""));
    return started > 0 ? at.getEpochSecond() - started : -1;
  }

  /**
   * A socket in TIME_WAIT, or of a process the collector may not see, says nothing about what the
   * host runs.
   */
  private static boolean isOwnerlessSocket(Map<String, String> row) {
    return "-1".equals(row.get("pid"))
        && row.containsKey("remote_port")
        && row.getOrDefault("name", "").isEmpty();
  }

  /** A port as it is compared with others, whatever the zeros in front; empty when it is none. */
  public static String portOf(String text) {
    long port = number(text == null ? "" : text);
    return port > 0 ? Long.toString(port) : "";
  }

  /** A whole number as osquery prints it; -1 for any other text. */
  static long number(String text) {
    boolean negative = !text.isEmpty() && text.charAt(0) == '-';
    int from = negative ? 1 : 0;
    if (text.length() == from || text.length() - from > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + (c - '0');
    }
    return negative ? -number : number;
  }
}
