package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.http.HttpAnswer;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * The index templates and the pipeline that ship with this jar, and putting them into place.
 *
 * @param notes takes what a person should know of templates of other versions
 */
record TemplateInstaller(SearchNodes nodes, Consumer<String> notes) {
  static final String FINDINGS = "findings-template.json";
  static final String ECS_FINDINGS = "diffy-ecs-template.json";
  static final String OBSERVATIONS = "observations-template.json";
  static final String EVALUATIONS = "evaluations-template.json";
  static final String DOCUMENTS = "documents-template.json";
  static final String ECS_PIPELINE_FILE = "diffy-ecs-pipeline.json";
  static final String ECS_PIPELINE = "diffy-ecs";

  /**
   * A template for one index, named like it, in place of what had the name. One of a later version
   * stays: whoever put it there still writes by it. So does one that is somebody else's.
   */
  void template(String file, String index) {
    ObjectNode template = read(file);
    template.putArray("index_patterns").add(index);
    int ours = template.path("version").asInt();
    JsonNode known = known("/_index_template/" + index).path("index_templates").path(0);
    int theirs = known.path("index_template").path("version").asInt();
    if (isForeign(known.path("index_template"), index)) {
      notes.accept(
          "the index template %s is not this program's: it stays as it is, and what it makes may not be found by our fields; rename it, or set another index"
              .formatted(index));
    } else if (theirs > ours) {
      notes.accept(
          "the index template %s is of version %d, and this program knows version %d: it stays as it is; update this program"
              .formatted(index, theirs, ours));
    } else {
      put("/_index_template/" + index, template, "putting the index template " + index);
      if (!known.isMissingNode() && theirs < ours) {
        notes.accept(
            "the index template %s was of version %d, and is of version %d now"
                .formatted(index, theirs, ours));
      }
    }
    compareIndex(index, Math.max(ours, theirs));
  }

  private static boolean isForeign(JsonNode template, String index) {
    JsonNode patterns = template.path("index_patterns");
    JsonNode meta = template.path("_meta");
    return (!patterns.isEmpty()
            && !(patterns.size() == 1 && patterns.path(0).asText().equals(index)))
        || (!meta.isEmpty() && !meta.path("description").asText("").contains("Diffy Streams"));
  }

  /** A template counts for indexes that are made after it: one that is there keeps its fields. */
  private void compareIndex(String index, int version) {
    for (JsonNode there : known("/" + index + "/_mapping")) {
      JsonNode made = there.path("mappings").path("_meta").path("template");
      if (there.has("mappings") && made.asInt() != version) {
        notes.accept(
            "the index %s was made by %s, not by version %d of its template: what that names anew can't be searched in it; see \"Index templates\" in docs/opensearch.md"
                .formatted(index, made.isInt() ? "version " + made : "another template", version));
      }
    }
  }

  /** What the server has there; nothing where it has none, or does not let this user look. */
  private JsonNode known(String path) {
    HttpAnswer answer = nodes.ask("GET", path, SearchNodes.JSON, new byte[0]);
    if (answer.passes()) {
      throw SearchNodes.no("asking for " + path, answer);
    }
    return answer.ok() ? answer.json() : MissingNode.getInstance();
  }

  void pipeline() {
    put(
        "/_ingest/pipeline/" + ECS_PIPELINE,
        read(ECS_PIPELINE_FILE),
        "putting the ingest pipeline " + ECS_PIPELINE);
  }

  private void put(String path, JsonNode what, String doing) {
    HttpAnswer answer = nodes.ask("PUT", path, SearchNodes.JSON, bytes(what));
    if (!answer.ok()) {
      PluginFailure no = SearchNodes.no(doing, answer);
      throw new PluginFailure(
          no.getMessage()
              + "; or load deploy/siem yourself and set "
              + SearchSettings.key("create-template")
              + "=false",
          no.rest());
    }
  }

  static ObjectNode read(String file) {
    try {
      return (ObjectNode) Json.mapper().readTree(Resource.text(TemplateInstaller.class, file));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  static byte[] bytes(JsonNode node) {
    return Json.text(node).getBytes(UTF_8);
  }
}
