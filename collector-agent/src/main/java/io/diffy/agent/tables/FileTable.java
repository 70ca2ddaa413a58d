package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.util.Map;
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

  private static final String ATTRIBUTES =
      "ino,uid,gid,mode,rdev,size,nlink,lastAccessTime,lastModifiedTime,ctime";

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
    Map<String, Object> link = root.linkStat(file, ATTRIBUTES);
    boolean symlink = FileType.isLink((Integer) link.get("mode"));
    Map<String, Object> stat = symlink ? target(root, file, link) : link;
    int mode = (Integer) stat.get("mode");
    rows.chargeTo(Integer.toUnsignedString((Integer) link.get("uid")));
    rows.add(
        file.path(),
        NamedPaths.parent(file.path()),
        file.name(),
        stat.get("ino").toString(),
        Integer.toUnsignedString((Integer) stat.get("uid")),
        Integer.toUnsignedString((Integer) stat.get("gid")),
        String.format("%04o", mode & 07777),
        stat.get("rdev").toString(),
        stat.get("size").toString(),
        BLOCK_SIZE,
        seconds(stat.get("lastAccessTime")),
        seconds(stat.get("lastModifiedTime")),
        seconds(stat.get("ctime")),
        "0",
        stat.get("nlink").toString(),
        symlink ? "1" : "0",
        FileType.word(mode),
        symlink ? root.link(file) : null);
  }

  private static Map<String, Object> target(Root root, Located file, Map<String, Object> link)
      throws IOException {
    try {
      return root.stat(file, ATTRIBUTES);
    } catch (NoSuchFileException e) {
      return link; // a link that points nowhere shows itself
    }
  }

  private static String seconds(Object time) {
    return Long.toString(((FileTime) time).to(TimeUnit.SECONDS));
  }
}
