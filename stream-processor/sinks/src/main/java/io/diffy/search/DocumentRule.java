package io.diffy.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.http.ServerMessage;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.Serial;
import java.util.List;

/** Which documents a record becomes. */
interface DocumentRule {

  /**
   * What is to be done to the index for a record.
   *
   * @throws UnindexableRecord when no document can be made of it
   */
  List<BulkAction> of(SinkRecord record);

  /** The record's JSON object. */
  static ObjectNode object(SinkRecord record) {
    try {
      JsonNode tree = Json.tree(record.value());
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new UnindexableRecord("it is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new UnindexableRecord(
          "it is not JSON: " + ServerMessage.excerpt(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UnindexableRecord(
          "it is not JSON: " + ServerMessage.excerpt(String.valueOf(e.getMessage())));
    }
  }

  /** A record that no document can be made of; the message says why, for the dead letters. */
  final class UnindexableRecord extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    UnindexableRecord(String message) {
      super(message);
    }
  }
}
