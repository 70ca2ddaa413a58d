package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.ZippedDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** Bytes as JSON: zipped, in base64, in strings that any parser takes. */
final class Base64Gzip {
  private static final int PIECE = 1 << 20;

  private Base64Gzip() {}

  static void into(ArrayNode pieces, byte[] document) {
    byte[] zipped = ZippedDocument.zip(document);
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
      return ZippedDocument.unzip(zipped.toByteArray(), what);
    } catch (IOException | IllegalArgumentException e) {
      throw new PluginFailure(what + " was not written by this plugin, or changed; delete it", e);
    }
  }
}
