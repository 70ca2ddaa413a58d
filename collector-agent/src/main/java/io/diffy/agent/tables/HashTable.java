package io.diffy.agent.tables;

import io.diffy.schemas.text.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
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

  private HashTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Unread unread = new Unread("files to hash");
    for (Located file : new NamedPaths(root, rows, unread).files("hash")) {
      try {
        addFile(root, file, rows);
      } catch (NoSuchFileException e) {
        if (FollowedLinks.REFUSED.equals(e.getReason())) {
          addWithout(file, rows);
        }
      } catch (InterruptedIOException | TableRows.Full e) {
        throw e;
      } catch (IOException e) {
        unread.add(file.path());
      }
    }
    unread.tell(rows);
  }

  /** A file that is there and can't be hashed. */
  private static void addWithout(Located file, TableRows rows) throws IOException {
    rows.add(Map.of("path", file.path(), "directory", NamedPaths.parent(file.path())));
  }

  private static void addFile(Root root, Located file, TableRows rows) throws IOException {
    Map<String, MessageDigest> digests = new HashMap<>();
    ALGORITHMS.forEach(
        (column, algorithm) -> {
          if (rows.constraints().mentions(column)) {
            digests.put(column, Hashing.by(algorithm));
          }
        });
    Map<String, String> row = new HashMap<>();
    row.put("path", file.path());
    row.put("directory", NamedPaths.parent(file.path()));
    try (InputStream in = root.open(file)) {
      if (digests.isEmpty() || update(digests.values(), in, file.path(), rows)) {
        digests.forEach(
            (column, digest) -> row.put(column, HexFormat.of().formatHex(digest.digest())));
      }
    }
    rows.add(row);
  }

  /** Whether the whole file was read. */
  private static boolean update(
      Collection<MessageDigest> digests, InputStream in, String path, TableRows rows)
      throws IOException {
    byte[] block = new byte[64 * 1024];
    long left = rows.limits().hashedFile();
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      rows.checkTime();
      left -= n;
      if (left < 0) {
        rows.partial(path + " is longer than " + rows.limits().hashedFile() + " bytes: not hashed");
        return false;
      }
      for (MessageDigest digest : digests) {
        digest.update(block, 0, n);
      }
    }
    return true;
  }
}
