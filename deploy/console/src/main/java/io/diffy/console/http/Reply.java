package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * What is answered.
 *
 * @param headers besides those that every answer has
 */
public record Reply(int status, String type, byte[] body, Map<String, String> headers) {
  private static final int WORTH_PACKING = 1_400;
  private static final String PACKED = "-gzip\"";
  private static final String JSON = "application/json";

  /** Done, with this to say. */
  public static Reply ok(JsonNode body) {
    return of(200, body);
  }

  /** The same with another status. */
  public static Reply of(int status, JsonNode body) {
    return new Reply(status, JSON, Json.text(body).getBytes(UTF_8), Map.of());
  }

  /** Done, with nothing to say. */
  public static Reply nothing() {
    return new Reply(204, JSON, new byte[0], Map.of());
  }

  /** Elsewhere. */
  static Reply moved(String where) {
    return new Reply(302, JSON, new byte[0], Map.of("Location", where));
  }

  /** The same with one more header. */
  public Reply with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Reply(status, type, body, Map.copyOf(all));
  }

  /** The same with a name for what it holds, so that it need not be sent twice. */
  Reply tagged() {
    return status == 200 ? with("ETag", '"' + Hashing.sha256(body).substring(0, 32) + '"') : this;
  }

  /** The same for who can unpack it, where that is worth it. */
  Reply packed() {
    if (body.length < WORTH_PACKING || headers.containsKey("Content-Encoding")) {
      return this;
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4);
    try (OutputStream out = new FastGzip(packed)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't fail", e);
    }
    // What is packed is another thing, and so needs another name.
    Map<String, String> renamed = new TreeMap<>(headers);
    renamed.computeIfPresent("ETag", (header, tag) -> tag.replaceFirst("\"$", PACKED));
    return new Reply(status, type, packed.toByteArray(), renamed)
        .with("Content-Encoding", "gzip")
        .with("Vary", "Accept-Encoding");
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Whether the caller has it, packed or not. */
  boolean isAmong(List<String> tags) {
    return headers.containsKey("ETag")
        && tags.stream().anyMatch(tag -> tag.replace(PACKED, "\"").equals(headers.get("ETag")));
  }

  /** Nothing but that it is what the caller has. */
  Reply notModified() {
    return new Reply(304, type, new byte[0], headers);
  }
}
