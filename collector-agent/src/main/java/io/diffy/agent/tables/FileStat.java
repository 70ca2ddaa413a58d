package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What stat(2) says of a file, asked for all at once: each question is a system call.
 *
 * @param uid as the kernel has it: an unsigned number
 * @param gid the same
 * @param accessed in nanoseconds since 1970, like the other times
 */
record FileStat(
    int mode,
    int uid,
    int gid,
    long device,
    long inode,
    long special,
    long size,
    int links,
    long accessed,
    long modified,
    long changed) {
  private static final String ALL =
      "unix:mode,uid,gid,dev,ino,rdev,size,nlink,lastAccessTime,lastModifiedTime,ctime";

  private static final int WRITABLE_BY_OTHERS = 022;
  private static final int STICKY = 01000;
  private static final int ROOT = 0;

  /** As the file is now. */
  static FileStat of(Path path, LinkOption... options) throws IOException {
    Map<String, Object> stat = Files.readAttributes(path, ALL, options);
    return new FileStat(
        (Integer) stat.get("mode"),
        (Integer) stat.get("uid"),
        (Integer) stat.get("gid"),
        (Long) stat.get("dev"),
        (Long) stat.get("ino"),
        (Long) stat.get("rdev"),
        (Long) stat.get("size"),
        (Integer) stat.get("nlink"),
        nanos(stat.get("lastAccessTime")),
        nanos(stat.get("lastModifiedTime")),
        nanos(stat.get("ctime")));
  }

  private static long nanos(Object time) {
    return ((FileTime) time).to(TimeUnit.NANOSECONDS);
  }

  boolean isLink() {
    return FileType.isLink(mode);
  }

  /**
   * Whether somebody who isn't root may change it, or what a folder holds of root's. In a sticky
   * folder, /tmp, anybody can put something, but only the owner of a file can put another in its
   * place.
   */
  boolean isOthers() {
    boolean sticky = FileType.isDirectory(mode) && (mode & STICKY) != 0;
    return uid != ROOT || ((mode & WRITABLE_BY_OTHERS) != 0 && !sticky);
  }

  String owner() {
    return Integer.toUnsignedString(uid);
  }
}
