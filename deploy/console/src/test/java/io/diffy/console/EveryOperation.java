package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.CHANGED;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The operations of the document, each with a request that it does. */
final class EveryOperation {
  static final JsonNode DOCUMENT = read();

  private static final String GROUP = "group=" + Asked.encoded(WEB_PROD.toString());

  /** What is asked beside the path. */
  private static final Map<String, String> QUERIES =
      Map.ofEntries(
          Map.entry("group", GROUP),
          Map.entry("matrix", GROUP),
          Map.entry("instances", GROUP + "&text=i-"),
          Map.entry("instance", GROUP + "&instance=" + instance(7).instanceId()),
          Map.entry("instanceAnswers", GROUP + "&instance=" + instance(7).instanceId()),
          Map.entry("deploys", GROUP + "&from=2026-11-19"),
          Map.entry("windows", GROUP),
          Map.entry("tables", GROUP + "&since=2026-11-19"),
          Map.entry("findings", "state=all&min_severity=low&sort=recent&text=e"),
          Map.entry("stories", GROUP + "&state=all&fold=what"),
          Map.entry("evaluations", GROUP + "&query=crontab"),
          Map.entry("evaluation", GROUP + "&query=crontab"),
          Map.entry("asOf", "at=2026-11-20T04:00:01Z"),
          Map.entry("status", "since=2026-11-20"),
          Map.entry("baselines", GROUP),
          Map.entry("baseline", GROUP + "&query=crontab"),
          Map.entry("compareBaseline", GROUP + "&query=crontab"),
          Map.entry("baselinesToSign", GROUP + "&query=crontab&key=anna"),
          Map.entry("stack", GROUP + "&query=listening_ports"),
          Map.entry("seen", "value=" + Asked.encoded("/etc")));

  private static final Map<String, String> BODIES = bodies();

  private static Map<String, String> bodies() {
    Map<String, String> all = new TreeMap<>(decisions());
    all.put("startAnalysis", "{\"group\":\"web-prod\"}");
    all.put("startReplay", "{\"group\":\"web-prod\",\"from\":\"-1h\"}");
    return all;
  }

  private static Map<String, String> decisions() {
    return Map.of(
        "previewAccept", "{\"uids\":[\"%s\"]}".formatted(BIND_SHELL.uid()),
        "accept", "{\"uids\":[\"%s\"],\"reason\":\"ours\"}".formatted(BIND_SHELL.uid()),
        "undo", "{\"ids\":[\"%s\"]}".formatted(BIND_SHELL.uid()),
        "triage", "{\"uids\":[\"%s\"],\"state\":\"investigating\"}".formatted(CHANGED.uid()),
        "takeBaseline", of("\"instances\":[\"%s\"]".formatted(instance(1).instanceId())),
        "withdrawBaselines", of("\"reason\":\"old\""),
        "signBaselines",
            of(
                "\"digest\":\"d\",\"key\":\"anna\",\"at\":\"2026-11-20T04:00:00Z\",\"signatures\":[\"eA==\"]"),
        "signIn", "{\"token\":\"t\"}");
  }

  private static String of(String fields) {
    return "{\"group\":\"%s\",%s}".formatted(WEB_PROD, fields);
  }

  /** One of them. */
  record Known(
      String id,
      String method,
      String path,
      String role,
      boolean ready,
      boolean foreign,
      JsonNode answer) {
    /** Whether an answer is one to it: {@code GET /v1/status 200}. */
    boolean gave(String given, String status) {
      return given.matches(method + " " + path.replaceAll("\\{[a-z]+\\}", "[^/ ]+") + " " + status);
    }

    Asked asked(Console console) {
      String query = QUERIES.getOrDefault(id, "");
      String whole =
          path.replace("{uid}", CHANGED.uid()).replace("{id}", "none")
              + (query.isEmpty() ? "" : "?" + query);
      return method.equals("GET")
          ? Asked.get(console, whole)
          : new Asked(
              console.address(),
              method,
              whole,
              BODIES.getOrDefault(id, ""),
              Map.of("X-Diffy", "1", "Content-Type", "application/json"));
    }
  }

  private EveryOperation() {}

  static List<Known> all() {
    List<Known> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : DOCUMENT.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        JsonNode node = method.getValue();
        all.add(
            new Known(
                node.path("operationId").asText(),
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                node.path("x-role").asText(),
                node.path("x-ready").asBoolean(true),
                node.path("x-foreign").asBoolean(false),
                node.path("responses")));
      }
    }
    return all;
  }

  static Map<String, Known> byId() {
    Map<String, Known> byId = new TreeMap<>();
    all().forEach(known -> byId.put(known.id(), known));
    return byId;
  }

  /** The document with every object closed: what it does not name is an error. */
  static ObjectNode closed(JsonNode schema) {
    ObjectNode whole = (ObjectNode) schema.deepCopy();
    whole.set("components", DOCUMENT.path("components").deepCopy());
    close(whole);
    return whole;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(EveryOperation::close);
  }

  private static JsonNode read() {
    try {
      return Json.tree(Resource.text(Console.class, "/openapi.json").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
