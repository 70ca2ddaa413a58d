package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;

/**
 * stat(2) of the files whose paths the query names; one that names none is an error. A path that
 * leads nowhere is no row: /etc/ld.so.preload.
 */
final class FileTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "file",
          """
          path text, directory text, filename text, inode bigint, uid bigint, gid bigint, mode text,
          device bigint, size bigint, block_size integer, atime bigint, mtime bigint, ctime bigint,
          btime bigint, hard_links integer, symlink integer, type text, symlink_target_path text""",
          FileTable::read);

  /** st_blksize, which Java does not tell; the same on all common file systems. */
  private static final String BLOCK_SIZE = "4096";

  private FileTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Unread unread = new Unread("files");
    for (Located file : new NamedPaths(root, rows, unread).files("file")) {
      unread.ifAllowed(file.path(), () -> addFile(root, file, rows));
    }
    unread.tell(rows);
  }

  private static void addFile(Root root, Located file, TableRows rows) throws IOException {
    FileStat link = root.linkStat(file);
    FileStat stat = link.isLink() ? target(root, file, link) : link;
    boolean asked = rows.constraints().mentions("symlink_target_path");
    String target = asked && link.isLink() ? root.link(file) : null;
    rows.chargeTo(link.owner());
    rows.addSeen(
        column ->
            switch (column) {
              case "path" -> file.path();
              case "directory" -> NamedPaths.parent(file.path());
              case "filename" -> file.name();
              case "inode" -> Long.toString(stat.inode());
              case "uid" -> stat.owner();
              case "gid" -> Integer.toUnsignedString(stat.gid());
              case "mode" -> octal(stat.mode());
              case "device" -> Long.toString(stat.special());
              case "size" -> Long.toString(stat.size());
              case "block_size" -> BLOCK_SIZE;
              case "atime" -> seconds(stat.accessed());
              case "mtime" -> seconds(stat.modified());
              case "ctime" -> seconds(stat.changed());
              case "btime" -> "0";
              case "hard_links" -> Integer.toString(stat.links());
              case "symlink" -> link.isLink() ? "1" : "0";
              case "type" -> FileType.word(stat.mode());
              case "symlink_target_path" -> target;
              default -> throw new IllegalArgumentException(column);
            });
  }

  private static FileStat target(Root root, Located file, FileStat link) throws IOException {
    try {
      return root.stat(file);
    } catch (NoSuchFileException e) {
      return link; // a link that points nowhere shows itself
    }
  }

  /** The bits of permissions, in four digits at least. */
  private static String octal(int mode) {
    return Integer.toOctalString(010000 | (mode & 07777)).substring(1);
  }

  private static String seconds(long nanos) {
    return Long.toString(TimeUnit.NANOSECONDS.toSeconds(nanos));
  }
}
