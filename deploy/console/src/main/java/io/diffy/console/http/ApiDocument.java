package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document. It is what is routed by: what it does not have is not there. */
public final class ApiDocument {
  private static final Set<String> METHODS = Set.of("get", "post", "delete");

  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();

  private ApiDocument(JsonNode document) {
    this.document = document;
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          operations.add(operation(path.getKey(), method.getKey(), method.getValue()));
        }
      }
    }
  }

  /** Reads the one that ships. */
  public static ApiDocument load() {
    try {
      return new ApiDocument(
          Json.tree(Resource.text(ApiDocument.class, "/openapi.json").getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("the document that ships is JSON", e);
    }
  }

  private Operation operation(String path, String method, JsonNode node) {
    Set<String> parameters = new TreeSet<>();
    for (JsonNode parameter : node.path("parameters")) {
      JsonNode resolved = resolve(parameter);
      if (resolved.path("in").asText().equals("query")) {
        parameters.add(resolved.path("name").asText());
      }
    }
    return new Operation(
        node.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        Role.of(node.path("x-role").asText()),
        parameters,
        node.path("x-ready").asBoolean(true),
        node.path("x-foreign").asBoolean(false),
        resolve(node.path("requestBody").path("content").path("application/json").path("schema")));
  }

  /** What a node means, wherever it stands. */
  private JsonNode resolve(JsonNode node) {
    String ref = node.path("$ref").asText();
    return ref.isEmpty() ? node : document.at(ref.substring(1));
  }

  /** The names of all operations. */
  public Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    operations.forEach(operation -> ids.add(operation.id()));
    return ids;
  }

  JsonNode json() {
    return document;
  }

  /** What is meant, and what stands in its path. */
  record Match(Operation operation, String part) {}

  Match find(String method, String path) {
    Set<String> others = new TreeSet<>();
    for (Operation operation : operations) {
      String part = operation.match(path);
      if (part != null && operation.method().equals(method)) {
        return new Match(operation, part);
      }
      if (part != null) {
        others.add(operation.method());
      }
    }
    if (others.isEmpty()) {
      throw Problem.unknown("there is no such path; GET /openapi.json lists them");
    }
    throw Problem.method(others);
  }
}
