package io.diffy.agent.tables;

import io.diffy.agent.tables.KeptHashes.Stamp;
import io.diffy.schemas.text.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Hashes of the regular files whose paths the query names; only those hashes that it selects. One
 * that names none is an error, a path that leads nowhere is no row.
 */
final class HashTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "hash", "path text, directory text, md5 text, sha1 text, sha256 text", HashTable::read);

  private static final Map<String, String> ALGORITHMS =
      Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256");

  private static final int BLOCK = 64 * 1024;

  private HashTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Unread unread = new Unread("files to hash");
    List<String> wanted =
        ALGORITHMS.keySet().stream().filter(rows.constraints()::mentions).toList();
    for (Located file : new NamedPaths(root, rows, unread).files("hash")) {
      try {
        add(file, of(root, file, wanted, rows), rows);
      } catch (NoSuchFileException e) {
        if (FollowedLinks.REFUSED.equals(e.getReason())) {
          add(file, Map.of(), rows);
        }
      } catch (InterruptedIOException | TableRows.Full e) {
        throw e;
      } catch (IOException e) {
        unread.add(file.path());
      }
    }
    unread.tell(rows);
  }

  /** A file that is there; without hashes where it can't be read. */
  private static void add(Located file, Map<String, String> hashes, TableRows rows)
      throws IOException {
    rows.addSeen(
        column ->
            switch (column) {
              case "path" -> file.path();
              case "directory" -> NamedPaths.parent(file.path());
              default -> hashes.get(column);
            });
  }

  /**
   * Hashes of a file by name: all, or none of one that is too long, or of a user who has had more
   * than enough read. Only root's are told as missing: a user's cost that user's rows.
   */
  static Map<String, String> of(Root root, Located file, List<String> wanted, TableRows rows)
      throws IOException {
    Stamp now = stamp(root.stat(file), file, rows);
    if (now.size() > rows.limits().hashedFile()) {
      return tooLong(file.path(), rows);
    }
    Stamp stamp = root.isForeign(file) ? Stamp.NONE : now;
    Map<String, String> found = new HashMap<>();
    Map<String, MessageDigest> digests = new HashMap<>();
    for (String column : wanted) {
      String kept = root.hashes().find(column, stamp);
      if (kept == null) {
        digests.put(column, Hashing.by(ALGORITHMS.get(column)));
      } else {
        found.put(column, kept);
      }
    }
    if (digests.isEmpty()) {
      return found;
    }
    try (InputStream in = root.open(file)) {
      if (!update(digests.values(), in, rows)) {
        return tooLong(file.path(), rows);
      }
    }
    boolean same =
        !stamp.equals(Stamp.NONE) && stamp(root.statAnew(file), file, rows).equals(stamp);
    for (Map.Entry<String, MessageDigest> each : digests.entrySet()) {
      String hash = HexFormat.of().formatHex(each.getValue().digest());
      found.put(each.getKey(), hash);
      if (same) {
        root.hashes().keep(each.getKey(), stamp, () -> disk(root, file, stamp), hash);
      }
    }
    return found;
  }

  private static Map<String, String> tooLong(String path, TableRows rows) {
    if (rows.areRoots()) {
      rows.partial(path + " is longer than " + rows.limits().hashedFile() + " bytes: not hashed");
    }
    return Map.of();
  }

  /** Stands for what lies there; what comes next is its owner's. */
  private static Stamp stamp(FileStat stat, Located file, TableRows rows)
      throws NoSuchFileException {
    rows.chargeTo(stat.owner());
    if (!FileType.isRegular(stat.mode())) {
      throw new NoSuchFileException(file.path(), null, Root.NOT_REGULAR);
    }
    return Stamp.of(stat);
  }

  /** Of which kind the file system is, asked once in a query. */
  static String disk(Root root, Located file, Stamp stamp) throws IOException {
    return root.query().once("disk " + stamp.device(), String.class, () -> root.disk(file));
  }

  /** Whether the whole file was read. */
  private static boolean update(Collection<MessageDigest> digests, InputStream in, TableRows rows)
      throws IOException {
    byte[] block = new byte[BLOCK];
    long left = rows.limits().hashedFile();
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      rows.checkTime();
      left -= n;
      if (left < 0 || !rows.mayRead(n)) {
        return false;
      }
      for (MessageDigest digest : digests) {
        digest.update(block, 0, n);
      }
    }
    return true;
  }
}
