package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.http.HttpAnswer;
import io.diffy.http.ServerMessage;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink.Refused;
import java.util.ArrayList;
import java.util.List;

/** What became of each action of a bulk request, whose answer as a whole is always 200. */
final class BulkReply {
  /** Nothing else is asked for: an answer with all else is as long as the request. */
  static final String PATH =
      "/_bulk?filter_path=errors,items.*._id,items.*.status,items.*.error.type,items.*.error.reason,"
          + "items.*.error.caused_by.reason,items.*.error.caused_by.caused_by.reason";

  /** Errors that say "bad request" and mean the index, not the document. */
  private static final List<String> OF_THE_INDEX =
      List.of(
          "index_closed_exception",
          "pipeline with id",
          "no write index",
          "in data streams",
          "invalid_index_name_exception",
          "shards open",
          "is read-only");

  private BulkReply() {}

  /**
   * Reads the answer, action by action.
   *
   * @return what the target will never take
   * @throws PluginFailure when it did not take something that it may take later
   */
  static List<Refused> read(List<BulkAction> actions, HttpAnswer answer) {
    JsonNode reply = answer.json();
    JsonNode items = reply.path("items");
    if (!reply.path("errors").isBoolean()
        || !items.isArray()
        || items.size() != actions.size()
        || !allNotEmpty(items)) {
      throw strange(answer, items.isArray() ? "" : ": " + answer.reason());
    }
    List<Refused> refused = new ArrayList<>();
    List<BulkAction> open = new ArrayList<>(actions);
    for (JsonNode each : items) {
      JsonNode item = each.elements().next();
      BulkAction action = take(open, item.path("_id"), answer);
      int status = item.path("status").asInt();
      // 409: it has this state or a newer one, or has had the event before.
      if (status / 100 == 2 || status == 409) {
        continue;
      }
      String reason = ServerMessage.of(item.path("error"));
      if (passes(status, reason)) {
        throw new PluginFailure(
            "%s does not take records now (%d: %s); they will be sent again%s"
                .formatted(answer.node(), status, reason, SearchNodes.remedy(reason)));
      }
      refused.add(new Refused(action.record(), reason));
    }
    return refused;
  }

  /** What an item speaks of: by its place, or by its name where somebody changed the places. */
  private static BulkAction take(List<BulkAction> open, JsonNode id, HttpAnswer answer) {
    for (int i = 0; i < open.size(); i++) {
      if (!id.isTextual() || open.get(i).id().equals(id.asText())) {
        return open.remove(i);
      }
    }
    throw strange(answer, ": it names a document that was not sent");
  }

  private static PluginFailure strange(HttpAnswer answer, String how) {
    return new PluginFailure(
        "%s answers something else than a bulk request's answer%s; see what stands behind %s"
            .formatted(answer.node(), how, SearchSettings.key("url")));
  }

  private static boolean allNotEmpty(JsonNode items) {
    for (JsonNode item : items) {
      if (item.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it has nothing to do with what the document says. */
  private static boolean passes(int status, String reason) {
    boolean ofTheDocument = status == 400 || status == 413;
    return !ofTheDocument || OF_THE_INDEX.stream().anyMatch(reason::contains);
  }
}
