package io.diffy.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Clocks, disks and what was put aside. */
final class MachineRules {
  /** Of dead letters that are counted. */
  static final Duration DEAD_LETTERS = Duration.ofDays(1);

  private static final Duration A_LITTLE = Duration.ofSeconds(5);
  private static final Duration TOO_MUCH = Duration.ofMinutes(2);
  private static final long GIB = 1L << 30;
  private static final int LOW_PERCENT = 10;
  private static final int FULL_PERCENT = 3;

  private MachineRules() {}

  /**
   * This machine's clock against the broker's, as far as reading can tell: a record that the broker
   * has taken already can't be of the future. A broker that is behind looks like an idle one.
   */
  static List<Check> clock(Optional<Instant> newest, Instant now) {
    if (newest.isEmpty()) {
      return List.of(Check.ok("clock", "no record carries the broker's time yet"));
    }
    Duration ahead = Duration.between(now, newest.get());
    String says =
        "the broker took a record %d s in this machine's future".formatted(ahead.toSeconds());
    String todo = "set both clocks by NTP: windows close by the broker's time";
    if (ahead.compareTo(TOO_MUCH) > 0) {
      return List.of(Check.problem("clock", says, todo));
    }
    if (ahead.compareTo(A_LITTLE) > 0) {
      return List.of(Check.warning("clock", says, todo));
    }
    return List.of(
        Check.ok(
            "clock",
            "the broker's newest record is of %s; that is not ahead".formatted(newest.get())));
  }

  /** Whether the data folder has room: a broker without room stops, and so does local state. */
  static List<Check> disk(Optional<Disk> disk) {
    if (disk.isEmpty()) {
      return List.of(Check.ok("disk", "no data folder on this machine"));
    }
    long percent = disk.get().total() == 0 ? 100 : disk.get().free() * 100 / disk.get().total();
    String says =
        "%.1f GiB free (%d %%) under %s"
            .formatted((double) disk.get().free() / GIB, percent, disk.get().folder());
    String todo = "make room, or move the folder with --data; lower retention.ms where you can";
    if (percent < FULL_PERCENT || disk.get().free() < GIB) {
      return List.of(Check.problem("disk", says, todo));
    }
    return List.of(
        percent < LOW_PERCENT ? Check.warning("disk", says, todo) : Check.ok("disk", says));
  }

  /** Records that broke their contract: somebody's producer is wrong, or a host is hostile. */
  static List<Check> deadLetters(long count) {
    return List.of(
        count == 0
            ? Check.ok("dead letters", "none in the last day")
            : Check.warning(
                "dead letters",
                count + " in the last day",
                "read the reasons in their headers: docs/operations.md, Dead letters"));
  }
}
