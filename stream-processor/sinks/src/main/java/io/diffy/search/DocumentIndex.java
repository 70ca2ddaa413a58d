package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.http.HttpAnswer;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * An index of whole documents.
 *
 * @param shelf what stands in the field of that name
 */
record DocumentIndex(PatientNodes nodes, String index, String shelf) {
  private static final int PAGE = 1_000;

  void save(DocumentKey key, byte[] document, Instant now) {
    ObjectNode kept = Json.mapper().createObjectNode();
    kept.put("shelf", shelf);
    key.parts().forEach(kept.putArray("key")::add);
    kept.put("path", key.path());
    kept.put("saved_at", now.toString());
    kept.put("bytes", document.length);
    Base64Gzip.into(kept.putArray("document"), document);
    // Refreshed, so that a listing right behind it sees it: documents are few.
    HttpAnswer answer =
        nodes.ask(
            "PUT",
            "/" + index + "/_doc/" + key.id() + "?refresh=true",
            TemplateInstaller.bytes(kept));
    if (answer.status() == 413) {
      throw new PluginFailure(
          "a document of %d bytes is more than %s takes at once (413); keep it with the plugin file or s3"
              .formatted(document.length, answer.node()));
    }
    if (!answer.ok()) {
      throw SearchNodes.no("saving a document into " + index, answer);
    }
  }

  Optional<byte[]> get(DocumentKey key) {
    HttpAnswer answer = nodes.ask("GET", "/" + index + "/_doc/" + key.id(), new byte[0]);
    // 404 for a document, and for an index, that was never written.
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (!answer.ok()) {
      throw SearchNodes.no("reading a document of " + index, answer);
    }
    String what = "the document " + key.id() + " of " + index;
    return Optional.of(Base64Gzip.unpack(answer.json().path("_source").path("document"), what));
  }

  /** Keys that begin so, in their order. */
  List<DocumentKey> keys(DocumentKey prefix) {
    List<DocumentKey> keys = new ArrayList<>();
    String after = "";
    while (true) {
      HttpAnswer answer = nodes.ask("POST", "/" + index + "/_search", query(prefix, after));
      if (answer.status() == 404) {
        return List.of();
      }
      if (!answer.ok()) {
        throw SearchNodes.no("listing documents of " + index, answer);
      }
      JsonNode hits = answer.json().path("hits").path("hits");
      if (hits.isEmpty()) {
        return keys.stream().sorted(DocumentKey.ORDER).toList();
      }
      for (JsonNode hit : hits) {
        keys.add(
            new DocumentKey(
                StreamSupport.stream(hit.path("_source").path("key").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList()));
        after = hit.path("sort").path(0).asText();
      }
    }
  }

  private static byte[] query(DocumentKey prefix, String after) {
    ObjectNode search = Json.mapper().createObjectNode();
    search.put("size", PAGE);
    search.putArray("_source").add("key");
    ObjectNode which = search.putObject("query");
    if (prefix.parts().isEmpty()) {
      which.putObject("match_all");
    } else {
      which.putObject("prefix").put("path", prefix.path());
    }
    search.putArray("sort").addObject().put("path", "asc");
    if (!after.isEmpty()) {
      search.putArray("search_after").add(after);
    }
    return TemplateInstaller.bytes(search);
  }
}
