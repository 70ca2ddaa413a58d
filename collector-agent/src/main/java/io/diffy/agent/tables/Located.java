package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of the observed host, for one query: what was seen of it first is what the query's tables
 * go on with. For one thread.
 */
final class Located {
  private final String path;
  private final Path real;
  private FileStat itself;
  private FollowedLinks followed;
  private FileStat end;

  /**
   * A file that nobody has looked at yet.
   *
   * @param path as that host names it, for rows and messages
   * @param real where it is for us; made from directory listings where possible, because a name
   *     that isn't valid in this process's locale does not survive the way through a string
   */
  Located(String path, Path real) {
    this.path = path;
    this.real = real;
  }

  String path() {
    return path;
  }

  Path real() {
    return real;
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Located child(String name) {
    return new Located(pathOf(name), real.resolve(name));
  }

  /** An entry of this directory, as the listing gave it. */
  Located listed(Path entry) {
    return new Located(pathOf(String.valueOf(entry.getFileName())), entry);
  }

  /** lstat(2). */
  FileStat itself() throws IOException {
    itself = itself == null ? FileStat.of(real, LinkOption.NOFOLLOW_LINKS) : itself;
    return itself;
  }

  /** Finds where links lead. */
  interface Following {
    FollowedLinks from(Located file) throws IOException;
  }

  FollowedLinks followed(Following following) throws IOException {
    followed = followed == null ? following.from(this) : followed;
    return followed;
  }

  /** stat(2), when links were followed. */
  FileStat end(FollowedLinks to) throws IOException {
    if (end == null) {
      boolean isSeen = itself != null && !itself.isLink() && real.equals(to.path());
      end = isSeen ? itself : FileStat.of(to.path());
    }
    return end;
  }

  /** Whether it is a regular file, when links were followed; of what is looked at once only. */
  boolean isRegular(FollowedLinks to) throws IOException {
    if (end == null && itself == null) {
      return Files.readAttributes(to.path(), BasicFileAttributes.class).isRegularFile();
    }
    return FileType.isRegular(end(to).mode());
  }

  private String pathOf(String name) {
    return path.endsWith("/") ? path + name : path + "/" + name;
  }
}
