package io.diffy.doctor;

import java.util.List;
import java.util.Optional;

/** Whether the data folder has room: a broker without room stops, and so does local state. */
final class DiskRules {
  private static final long GIB = 1L << 30;
  private static final int LOW_PERCENT = 10;
  private static final int FULL_PERCENT = 3;

  private DiskRules() {}

  static List<Check> judge(Optional<Disk> disk) {
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
}
