package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.diffy.plugin.PluginFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Bytes as JSON: zipped, in base64, in strings that any parser takes. */
final class Packed {
  /**
   * The most a document may unfold to, in bytes: whoever can write into the index must not be able
   * to fill this process's memory.
   */
  private static final int MOST_BYTES = 1 << 30;

  private static final int PIECE = 1 << 20;

  private Packed() {}

  static void into(ArrayNode pieces, byte[] document) {
    byte[] zipped = zip(document);
    for (int from = 0; from < zipped.length; from += PIECE) {
      byte[] piece = Arrays.copyOfRange(zipped, from, Math.min(zipped.length, from + PIECE));
      pieces.add(Base64.getEncoder().encodeToString(piece));
    }
  }

  /**
   * @param what names the document in a failure
   */
  static byte[] unpack(JsonNode pieces, String what) {
    try {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      for (JsonNode piece : pieces) {
        zipped.writeBytes(Base64.getDecoder().decode(piece.asText()));
      }
      return unzip(zipped.toByteArray(), what);
    } catch (IOException | IllegalArgumentException e) {
      throw new PluginFailure(what + " was not written by this plugin, or changed; delete it", e);
    }
  }

  private static byte[] unzip(byte[] zipped, String what) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      byte[] document = in.readNBytes(MOST_BYTES);
      if (in.read() >= 0) {
        throw new PluginFailure(what + " unfolds to more than " + MOST_BYTES + " bytes");
      }
      return document;
    }
  }

  private static byte[] zip(byte[] document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
