package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Files as OCSF file objects. */
final class Files {
  private static final int UNKNOWN = 0;
  private static final int REGULAR = 1;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  private Files() {}

  /** OCSF's algorithms of fingerprints, by the name of osquery's column. */
  private enum Hash {
    MD5(1, "MD5", 32),
    SHA1(2, "SHA-1", 40),
    SHA256(3, "SHA-256", 64);

    private final int id;
    private final String label;
    private final int digits;

    Hash(int id, String label, int digits) {
      this.id = id;
      this.label = label;
      this.digits = digits;
    }

    private String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The file a row is about, or names as its source; empty when there is none. */
  static ObjectNode of(Columns row) {
    boolean isFile =
        row.has("path") && !row.anyOf("sha256", "sha1", "md5", "permissions", "mode").isEmpty();
    if (!isFile) {
      return named(row.anyOf("key_file", "fragment_path", "source_path"));
    }
    ObjectNode file = named(row.text("path"));
    file.put("type_id", REGULAR);
    ArrayNode hashes = Nodes.array();
    for (Hash hash : Hash.values()) {
      String value = row.text(hash.column());
      if (value.length() == hash.digits && HEX.matcher(value).matches()) {
        hashes
            .addObject()
            .put("algorithm_id", hash.id)
            .put("algorithm", hash.label)
            .put("value", value);
      }
    }
    Nodes.list(file, "hashes", hashes);
    row.integer("size", 0, Long.MAX_VALUE).ifPresent(bytes -> file.put("size", bytes));
    Nodes.object(file, "owner", owner(row));
    return file;
  }

  private static ObjectNode owner(Columns row) {
    ObjectNode owner = Nodes.object();
    Nodes.text(owner, "name", row.text("username"));
    Nodes.text(owner, "uid", row.text("uid"));
    return owner;
  }

  /** A file of which only the path is known; empty without one. */
  static ObjectNode named(String path) {
    ObjectNode file = Nodes.object();
    if (!path.isEmpty()) {
      file.put("name", baseName(path)).put("path", path).put("type_id", UNKNOWN);
    }
    return file;
  }

  /** The last part of a path; all of it when it ends with a slash. */
  static String baseName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() ? path : name;
  }
}
