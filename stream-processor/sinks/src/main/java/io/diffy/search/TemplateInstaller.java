package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The index templates and the pipeline that ship with this jar, and putting them into place. */
final class TemplateInstaller {
  static final String FINDINGS = "findings-template.json";
  static final String ECS_FINDINGS = "diffy-ecs-template.json";
  static final String OBSERVATIONS = "observations-template.json";
  static final String EVALUATIONS = "evaluations-template.json";
  static final String DOCUMENTS = "documents-template.json";
  static final String ECS_PIPELINE_FILE = "diffy-ecs-pipeline.json";
  static final String ECS_PIPELINE = "diffy-ecs";

  private TemplateInstaller() {}

  /** A template for one index, named like it, in place of what had the name. */
  static void template(SearchNodes nodes, String file, String index) {
    ObjectNode template = read(file);
    template.putArray("index_patterns").add(index);
    put(nodes, "/_index_template/" + index, template, "putting the index template " + index);
  }

  static void pipeline(SearchNodes nodes) {
    put(
        nodes,
        "/_ingest/pipeline/" + ECS_PIPELINE,
        read(ECS_PIPELINE_FILE),
        "putting the ingest pipeline " + ECS_PIPELINE);
  }

  private static void put(SearchNodes nodes, String path, JsonNode what, String doing) {
    SearchAnswer answer = nodes.ask("PUT", path, SearchNodes.JSON, bytes(what));
    if (!answer.ok()) {
      throw new PluginFailure(
          SearchNodes.no(doing, answer).getMessage()
              + "; or load deploy/siem yourself and set "
              + SearchSettings.key("create-template")
              + "=false");
    }
  }

  static ObjectNode read(String file) {
    try (InputStream in = TemplateInstaller.class.getResourceAsStream(file)) {
      return (ObjectNode) Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  static byte[] bytes(JsonNode node) {
    try {
      return Json.mapper().writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
