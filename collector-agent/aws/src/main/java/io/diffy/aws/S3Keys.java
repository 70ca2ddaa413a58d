package io.diffy.aws;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginFailure;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where documents lie in the bucket: {@code PREFIX/v1/SHELF/part/part.ndjson.gz}. The version of
 * the layout stands in the key, so that a later one can live beside it. In the parts everything but
 * letters, digits and {@code - _} is percent-encoded: a part can neither climb ({@code ..}) nor
 * look like the ending.
 *
 * @param prefix what all keys begin with; empty for nothing
 */
record S3Keys(String prefix) {
  static final String VERSION = "v1";
  static final String ENDING = ".ndjson.gz";

  /** S3's own limit, in bytes. */
  private static final int MAX_BYTES = 1_024;

  String of(Shelf shelf, List<String> parts) {
    if (parts.isEmpty() || parts.stream().anyMatch(String::isEmpty)) {
      throw new PluginFailure("a key needs parts that are not empty, not " + parts);
    }
    String key = start(shelf) + encoded(parts) + ENDING;
    if (key.length() > MAX_BYTES) {
      throw new PluginFailure(
          "the key is longer than the " + MAX_BYTES + " bytes S3 takes: " + key);
    }
    return key;
  }

  /** What the keys of all documents below these parts begin with, and perhaps of others. */
  String listed(Shelf shelf, List<String> parts) {
    return start(shelf) + encoded(parts);
  }

  /** The parts of a key; nothing for a key that is not of this layout. */
  Optional<List<String>> parts(Shelf shelf, String key) {
    if (!key.startsWith(start(shelf)) || !key.endsWith(ENDING)) {
      return Optional.empty();
    }
    String middle = key.substring(start(shelf).length(), key.length() - ENDING.length());
    List<String> parts = Stream.of(middle.split("/", -1)).map(S3Keys::decoded).toList();
    // Whoever writes into the bucket can put any key there: only those made here are read.
    return parts.stream().noneMatch(String::isEmpty) && encoded(parts).equals(middle)
        ? Optional.of(parts)
        : Optional.empty();
  }

  private String start(Shelf shelf) {
    String above = prefix.isEmpty() ? "" : prefix + "/";
    return "%s%s/%s/".formatted(above, VERSION, shelf.name().toLowerCase(Locale.ROOT));
  }

  private static String encoded(List<String> parts) {
    return parts.stream().map(S3Keys::encoded).collect(Collectors.joining("/"));
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace(".", "%2E");
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
