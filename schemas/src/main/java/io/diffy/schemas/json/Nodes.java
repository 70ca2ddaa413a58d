package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON trees to write: what is empty is left out, and what a terminal obeys is escaped. */
final class Nodes {
  private static final int ESCAPED = 6;

  private Nodes() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static void text(ObjectNode node, String field, String text) {
    if (!text.isEmpty()) {
      node.put(field, text);
    }
  }

  static void object(ObjectNode node, String field, ObjectNode value) {
    if (!value.isEmpty()) {
      node.set(field, value);
    }
  }

  static void list(ObjectNode node, String field, ArrayNode value) {
    if (!value.isEmpty()) {
      node.set(field, value);
    }
  }

  static ObjectNode row(Map<String, String> row) {
    ObjectNode cells = object();
    row.forEach(cells::put);
    return cells;
  }

  static byte[] bytes(ObjectNode tree) {
    try (ByteArrayBuilder out = new ByteArrayBuilder()) {
      write(tree, out);
      return out.toByteArray();
    }
  }

  static String string(ObjectNode tree) {
    return new String(bytes(tree), StandardCharsets.UTF_8);
  }

  /** The number of bytes that {@link #bytes} would return, without keeping them. */
  static long size(ObjectNode tree) {
    Counter counter = new Counter();
    write(tree, counter);
    return counter.count;
  }

  private static void write(ObjectNode tree, OutputStream out) {
    try (JsonGenerator json = Json.factory().createGenerator(out)) {
      json.setCharacterEscapes(SafeEscapes.INSTANCE);
      Json.mapper().writeTree(json, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "nothing but a bug keeps JSON from being written to memory", e);
    }
  }

  /** The most bytes a text takes with its quotes and comma. */
  static int room(String text) {
    int bytes = 3;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? 1 : ESCAPED;
    }
    return bytes;
  }

  private static final class Counter extends OutputStream {
    private long count;

    @Override
    public void write(int octet) {
      count++;
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      count += length;
    }
  }
}
