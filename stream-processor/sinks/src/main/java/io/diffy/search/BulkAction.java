package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.json.Json;
import io.diffy.search.DocumentRule.UnindexableRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One line pair of a bulk request.
 *
 * @param record what it comes from
 * @param id of the document
 * @param head what to do
 * @param document what to do it with
 */
record BulkAction(SinkRecord record, String id, byte[] head, byte[] document) {
  /** Of an id, in bytes; a longer one fails the whole request. */
  private static final int MOST_ID = 512;

  /**
   * A document that gives way to none with a higher version: an older state never covers a newer.
   *
   * @param version 0 or more
   */
  static BulkAction latest(
      SinkRecord record,
      String index,
      String id,
      long version,
      String pipeline,
      JsonNode document) {
    ObjectNode to = to(index, id, pipeline);
    to.put("version", version).put("version_type", "external");
    return of(record, "index", to, document);
  }

  /** A document that is there once, whoever comes first. */
  static BulkAction once(
      SinkRecord record, String index, String id, String pipeline, JsonNode document) {
    return of(record, "create", to(index, id, pipeline), document);
  }

  private static ObjectNode to(String index, String id, String pipeline) {
    ObjectNode to = Json.mapper().createObjectNode();
    to.put("_index", index).put("_id", checked(id));
    if (!pipeline.isEmpty()) {
      to.put("pipeline", pipeline);
    }
    return to;
  }

  private static BulkAction of(SinkRecord record, String verb, ObjectNode to, JsonNode document) {
    JsonNode head = Json.mapper().createObjectNode().set(verb, to);
    String id = to.path("_id").asText();
    return new BulkAction(
        record, id, TemplateInstaller.bytes(head), TemplateInstaller.bytes(document));
  }

  /** Of the body, line ends included. */
  int size() {
    return head.length + document.length + 2;
  }

  void write(ByteArrayOutputStream body) {
    // Written anew from its tree, a document has no line end of its own, which would tear it apart.
    body.writeBytes(head);
    body.write('\n');
    body.writeBytes(document);
    body.write('\n');
  }

  private static String checked(String id) {
    if (id.isEmpty() || id.getBytes(StandardCharsets.UTF_8).length > MOST_ID) {
      throw new UnindexableRecord("its id must have 1 to " + MOST_ID + " bytes");
    }
    return id;
  }
}
