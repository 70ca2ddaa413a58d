package io.diffy.agent.tables;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Hashes of files that have not changed since they were read. Whoever writes to a file moves its
 * ctime, which nobody can set back, so that device, inode, size, mtime and ctime together stand for
 * the content; mtime alone never does. Not kept is the hash of
 *
 * <ul>
 *   <li>a file that changed a short time ago: a page that is mapped and written already can be
 *       written again without a trace until the kernel has put it on the disk,
 *   <li>a file on no common disk: memory, networks, FAT and programs keep no such ctime,
 *   <li>a file where somebody who isn't root may put another one between two looks.
 * </ul>
 *
 * And none is kept longer than a day. Safe for use from several threads.
 */
final class KeptHashes {
  /** Some 4 MB; of more, those that were asked for last. */
  static final int MOST = 16_384;

  private static final Set<String> DISKS =
      Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "overlay");

  /** Far more than the kernel takes to write a page: 30 s. */
  private static final Duration SETTLED = Duration.ofMinutes(10);

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int SPREAD_HOURS = 8;

  private final Clock clock;
  private final Map<Key, Kept> kept =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
          return size() > MOST;
        }
      };

  KeptHashes(Clock clock) {
    this.clock = clock;
  }

  private record Key(String algorithm, long device, long inode) {}

  private record Kept(Stamp stamp, Instant at, byte[] hash) {}

  /** What stands for a file's content; times in nanoseconds. */
  record Stamp(long device, long inode, long size, long modified, long changed) {
    /** Of a file that somebody may replace between two looks: nothing is kept of it. */
    static final Stamp NONE = new Stamp(0, 0, 0, 0, 0);

    static Stamp of(FileStat stat) {
      return new Stamp(stat.device(), stat.inode(), stat.size(), stat.modified(), stat.changed());
    }
  }

  /** The hash of a file that is as it was when it was read; else null. */
  synchronized String find(String algorithm, Stamp stamp) {
    Key key = new Key(algorithm, stamp.device, stamp.inode);
    Kept found = stamp.equals(Stamp.NONE) ? null : kept.get(key);
    if (found == null) {
      return null;
    }
    // Not all end at once: the day's work is spread.
    Duration lasts = LONGEST.minusHours(Math.floorMod(stamp.inode, SPREAD_HOURS));
    Instant now = clock.instant();
    if (!found.stamp.equals(stamp) || now.isBefore(found.at) || now.isAfter(found.at.plus(lasts))) {
      kept.remove(key);
      return null;
    }
    return HexFormat.of().formatHex(found.hash);
  }

  /**
   * Keeps a hash, where that is sound.
   *
   * @param stamp as it was before and after the file was read
   * @param disk of which kind the file system is
   */
  void keep(String algorithm, Stamp stamp, ReadOnce.Reading<String> disk, String hash)
      throws IOException {
    Instant now = clock.instant();
    Instant changed = Instant.EPOCH.plusNanos(stamp.changed);
    if (stamp.equals(Stamp.NONE)) {
      return;
    }
    if (changed.isBefore(now.minus(SETTLED)) && DISKS.contains(disk.read())) {
      Key key = new Key(algorithm, stamp.device, stamp.inode);
      synchronized (this) {
        kept.put(key, new Kept(stamp, now, HexFormat.of().parseHex(hash)));
      }
    }
  }
}
