package io.diffy.search;

import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.text.Hashing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The key of a document, as an index takes it. Parts may hold anything, so in the path everything
 * but letters, digits and {@code - _} is percent-encoded; the id is a digest of the path, because
 * an id may have 512 bytes only.
 */
record DocumentKey(List<String> parts) {
  /** Of one term, in bytes: Lucene's own limit. */
  private static final int MOST_PATH = 32_766;

  private static final Pattern ENCODED = Pattern.compile("%[0-9A-F]{2}");

  /** Part by part; what begins another comes first. */
  static final Comparator<DocumentKey> ORDER = DocumentKey::compare;

  DocumentKey {
    parts = List.copyOf(parts);
  }

  static DocumentKey of(List<String> parts) {
    DocumentKey key = new DocumentKey(parts);
    if (parts.isEmpty()) {
      throw new PluginFailure("a document without a key can't be kept; give it a key");
    }
    if (key.path().length() > MOST_PATH) {
      throw new PluginFailure("a key of more than " + MOST_PATH + " bytes; give it a shorter one");
    }
    return key;
  }

  /** All parts, each with a slash behind it: so a path that begins another's is its prefix. */
  String path() {
    return parts.stream().map(part -> encoded(part) + "/").collect(Collectors.joining());
  }

  String id() {
    return Hashing.sha256(path().getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String part) {
    String upper =
        URLEncoder.encode(part, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A")
            .replace(".", "%2E");
    return ENCODED.matcher(upper).replaceAll(octet -> octet.group().toLowerCase(Locale.ROOT));
  }

  private int compare(DocumentKey other) {
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      int order = parts.get(i).compareTo(other.parts.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(parts.size(), other.parts.size());
  }
}
