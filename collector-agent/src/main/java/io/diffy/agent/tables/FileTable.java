package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** stat(2) of the files whose paths the query names. A path that leads nowhere is no row. */
final class FileTable implements OsqueryTable {
  private static final String ATTRIBUTES =
      "ino,uid,gid,mode,rdev,size,nlink,lastAccessTime,lastModifiedTime,ctime";

  /** st_blksize, which Java does not tell; the same on all common file systems. */
  private static final String BLOCK_SIZE = "4096";

  @Override
  public String name() {
    return "file";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        text("path"),
        text("directory"),
        text("filename"),
        bigint("inode"),
        bigint("uid"),
        bigint("gid"),
        text("mode"),
        bigint("device"),
        bigint("size"),
        integer("block_size"),
        bigint("atime"),
        bigint("mtime"),
        bigint("ctime"),
        bigint("btime"),
        integer("hard_links"),
        integer("symlink"),
        text("type"),
        text("symlink_target_path"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    Unread unread = new Unread("files");
    for (Located file : new NamedPaths(root, constraints, rows, unread).files(name())) {
      try {
        addFile(root, file, rows);
      } catch (NoSuchFileException e) {
        // no such file, no row
      } catch (AccessDeniedException e) {
        unread.add(file.path());
      }
    }
    unread.tell(rows);
  }

  private static void addFile(Root root, Located file, TableRows rows) throws IOException {
    Map<String, Object> link = root.linkStat(file, ATTRIBUTES);
    boolean symlink = FileType.isLink((Integer) link.get("mode"));
    Map<String, Object> stat = symlink ? target(root, file, link) : link;
    int mode = (Integer) stat.get("mode");
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
