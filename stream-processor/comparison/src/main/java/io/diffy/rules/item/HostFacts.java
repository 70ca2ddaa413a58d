package io.diffy.rules.item;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an answer about processes says of its host as a whole; it matters for the other queries too.
 *
 * @param bootedAt when the first process started, by the host's clock
 * @param users who has an ssh session, sorted
 */
public record HostFacts(Instant bootedAt, List<String> users) {
  /** Until then services start, packages install themselves and accounts are made. */
  public static final Duration YOUTH = Duration.ofMinutes(15);

  private static final String FIRST_PROCESS = "1";

  /** More sessions than any host has; each answer of a host keeps them. */
  private static final int MOST_USERS = 100;

  private static final int LONGEST_USER = 64;

  /** End of the year 9999, in seconds: a host may write any number, and not all are a time. */
  private static final long LATEST = 253_402_300_799L;

  /** The facts, when the rows are those of processes with their start times. */
  static Optional<HostFacts> of(List<Map<String, String>> rows, SshSessions sessions) {
    for (Map<String, String> row : rows) {
      if (FIRST_PROCESS.equals(row.get("pid")) && row.containsKey("cmdline")) {
        long started = RowFilter.number(row.getOrDefault("start_time", ""));
        return started > 0 && started <= LATEST
            ? Optional.of(new HostFacts(Instant.ofEpochSecond(started), bounded(sessions.users())))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static List<String> bounded(List<String> users) {
    return users.stream().filter(user -> user.length() <= LONGEST_USER).limit(MOST_USERS).toList();
  }

  /**
   * Whether the host had just booted.
   *
   * @param at by the host's clock
   */
  public boolean newborn(Instant at) {
    return !at.isBefore(bootedAt) && at.isBefore(bootedAt.plus(YOUTH));
  }
}
