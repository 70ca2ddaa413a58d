package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes JSON into bytes. Text that is no valid Unicode is repaired, not refused. */
final class Encoding {
  private Encoding() {}

  /** Writes one value. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] bytes(Body body) {
    try (ByteArrayBuilder out = new ByteArrayBuilder()) {
      try (JsonGenerator json = Json.factory().createGenerator(out)) {
        body.write(json);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "nothing but a bug keeps JSON from being written to memory", e);
    }
  }

  /** A field that is left out when empty. */
  static void text(JsonGenerator json, String field, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(field, SafeText.wellFormed(text));
    }
  }

  static void row(JsonGenerator json, Map<String, String> row) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> cell : row.entrySet()) {
      json.writeStringField(
          SafeText.wellFormed(cell.getKey()), SafeText.wellFormed(cell.getValue()));
    }
    json.writeEndObject();
  }
}
