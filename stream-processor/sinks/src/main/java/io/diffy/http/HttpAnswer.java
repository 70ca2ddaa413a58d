package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What a node answered.
 *
 * @param status of HTTP
 * @param body as it came
 */
record SearchAnswer(URI node, int status, byte[] body) {

  boolean ok() {
    return status / 100 == 2;
  }

  /** Whether the same request may do better later, or elsewhere. */
  boolean passes() {
    return status == 429 || status / 100 == 5;
  }

  /** The body; missing when it isn't JSON. */
  JsonNode json() {
    try {
      return Json.tree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** Why it says no, bounded and printable. */
  String reason() {
    JsonNode error = json().path("error");
    String reason = error.isTextual() ? error.asText() : ServerMessage.of(error);
    return reason.isEmpty()
        ? ServerMessage.excerpt(new String(body, StandardCharsets.UTF_8))
        : reason;
  }
}
