package io.diffy.acceptance.promises;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.SchemaDiff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What in a newer OpenAPI or AsyncAPI document breaks those who rely on the older one. Who asks may
 * go on asking the same; who reads finds all that was there, and ignores what he does not know.
 */
final class ApiDiff {
  private static final JsonNode NONE = JsonNodeFactory.instance.missingNode();

  private final JsonNode before;
  private final JsonNode after;
  private final List<String> breaks = new ArrayList<>();

  private ApiDiff(JsonNode before, JsonNode after) {
    this.before = inlined(before, before, Set.of());
    this.after = inlined(after, after, Set.of());
  }

  /** One line for each break of an HTTP API. */
  static List<String> http(JsonNode before, JsonNode after) {
    ApiDiff diff = new ApiDiff(before, after);
    for (Map.Entry<String, JsonNode> path : diff.before.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        JsonNode now = diff.after.path("paths").path(path.getKey()).path(method.getKey());
        diff.operation(method.getKey() + " " + path.getKey(), method.getValue(), now);
      }
    }
    return diff.breaks;
  }

  /** One line for each break of what is on topics; their values have schemas of their own. */
  static List<String> topics(JsonNode before, JsonNode after) {
    ApiDiff diff = new ApiDiff(before, after);
    Map<String, JsonNode> now = new HashMap<>();
    diff.after
        .path("channels")
        .forEach(channel -> now.put(channel.path("address").asText(), channel));
    for (JsonNode channel : diff.before.path("channels")) {
      String topic = channel.path("address").asText();
      diff.topic(topic, channel, now.getOrDefault(topic, NONE));
    }
    return diff.breaks;
  }

  private void operation(String name, JsonNode was, JsonNode is) {
    if (is.isMissingNode()) {
      breaks.add(name + " is gone");
      return;
    }
    same(name, "x-role", was, is);
    Map<String, JsonNode> known = parameters(was);
    Map<String, JsonNode> taken = parameters(is);
    known.forEach(
        (parameter, old) ->
            asked(name + " " + parameter, old, taken.getOrDefault(parameter, NONE)));
    taken.forEach(
        (parameter, fresh) -> {
          if (fresh.path("required").asBoolean() && !known.containsKey(parameter)) {
            breaks.add(name + " needs " + parameter);
          }
        });
    if (was.has("requestBody") || is.at("/requestBody/required").asBoolean()) {
      asked(name + " body", body(was.path("requestBody")), body(is.path("requestBody")));
    }
    for (Map.Entry<String, JsonNode> answer : was.path("responses").properties()) {
      if (answer.getKey().startsWith("2")) {
        JsonNode now = is.path("responses").path(answer.getKey());
        String what = name + " " + answer.getKey();
        if (now.isMissingNode()) {
          breaks.add(what + " is gone");
        } else {
          told(what, body(answer.getValue()).path("schema"), body(now).path("schema"));
        }
      }
    }
  }

  private void topic(String name, JsonNode was, JsonNode is) {
    if (is.isMissingNode()) {
      breaks.add(name + " is gone");
      return;
    }
    same(name, "/bindings/kafka/topicConfiguration/cleanup.policy", was, is);
    for (Map.Entry<String, JsonNode> message : was.path("messages").properties()) {
      JsonNode old = message.getValue();
      JsonNode now = is.path("messages").path(message.getKey());
      same(name, "/payload/$ref", old, now);
      same(name, "/bindings/kafka/key/description", old, now);
      told(name + " headers", old.path("headers"), now.path("headers"));
    }
  }

  /** What was taken still is. */
  private void asked(String where, JsonNode was, JsonNode is) {
    if (is.isMissingNode()) {
      breaks.add(where + " is gone");
      return;
    }
    if (is.path("required").asBoolean() && !was.path("required").asBoolean()) {
      breaks.add(where + " is needed");
    }
    SchemaDiff.breaks(was.path("schema"), is.path("schema"))
        .forEach(what -> breaks.add(where + " " + what));
  }

  /** What was there still is, always where it was always there, and of no type that is new. */
  private void told(String where, JsonNode was, JsonNode is) {
    SchemaDiff.breaks(was, is).stream()
        .filter(what -> what.endsWith(" is gone"))
        .forEach(what -> breaks.add(where + " " + what));
    SchemaDiff.breaks(is, was).stream()
        .filter(what -> what.endsWith("/required grew") || what.endsWith("/type lost values"))
        .forEach(
            what ->
                breaks.add(
                    "%s %s"
                        .formatted(
                            where,
                            what.replace("/required grew", "/required shrank")
                                .replace("/type lost values", "/type has new values"))));
  }

  private void same(String where, String what, JsonNode was, JsonNode is) {
    String pointer = what.startsWith("/") ? what : "/" + what;
    if (!was.at(pointer).equals(is.at(pointer))) {
      breaks.add(where + " " + pointer + " changed");
    }
  }

  private static Map<String, JsonNode> parameters(JsonNode operation) {
    Map<String, JsonNode> parameters = new TreeMap<>();
    operation
        .path("parameters")
        .forEach(p -> parameters.put(p.path("in").asText() + " " + p.path("name").asText(), p));
    return parameters;
  }

  /** The first form there is, with whether it is needed. */
  private static JsonNode body(JsonNode node) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    node.path("content").elements().forEachRemaining(c -> body.setAll((ObjectNode) c));
    return body.put("required", node.path("required").asBoolean());
  }

  /** With what its own references point to in their place; other files' and circles stay. */
  private static JsonNode inlined(JsonNode node, JsonNode document, Set<String> open) {
    String to = node.path("$ref").asText();
    if (to.startsWith("#") && !open.contains(to)) {
      Set<String> deeper = new HashSet<>(open);
      deeper.add(to);
      return inlined(document.at(to.substring(1)), document, deeper);
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(one -> array.add(inlined(one, document, open)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    node.properties().forEach(p -> object.set(p.getKey(), inlined(p.getValue(), document, open)));
    return object;
  }
}
