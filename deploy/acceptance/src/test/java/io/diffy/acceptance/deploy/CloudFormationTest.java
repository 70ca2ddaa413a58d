package io.diffy.acceptance.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.diffy.acceptance.it.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The templates lead nowhere that is not there, and allow what the policies beside them allow. */
final class CloudFormationTest {
  private static final Path FOLDER = Path.of("..", "aws").toAbsolutePath().normalize();
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)\\}");

  /** What the policies' placeholders are in a template. */
  private static final Map<String, String> NAMES =
      Map.of(
          "PARTITION", "AWS::Partition",
          "ACCOUNT", "AWS::AccountId",
          "DOCUMENT_ACCOUNT", "DocumentAccount",
          "DOCUMENT_NAME", "DocumentName",
          "BUCKET", "BucketName",
          "RUNS_PREFIX", "RunsPrefix",
          "KEPT_PREFIX", "KeptPrefix",
          "ARCHIVE_PREFIX", "ArchivePrefix",
          "PACKAGES_PREFIX", "PackagesPrefix",
          "COLLECTOR_ROLE", "CollectorRoleName");

  @ParameterizedTest
  @ValueSource(strings = {"access.yaml", "topics.yaml"})
  void everyReferenceLeadsSomewhereAndEveryParameterIsUsed(String file) throws IOException {
    JsonNode template = template(file);
    Set<String> there = new HashSet<>(Set.of("AWS::Partition", "AWS::AccountId"));
    template.path("Parameters").fieldNames().forEachRemaining(there::add);
    template.path("Resources").fieldNames().forEachRemaining(there::add);
    Set<String> used = new TreeSet<>(template.findValuesAsText("Ref"));
    template
        .findValuesAsText("Fn::Sub")
        .forEach(t -> VARIABLE.matcher(t).results().forEach(v -> used.add(v.group(1))));
    Set<String> dead = new TreeSet<>(used);
    dead.removeAll(there);
    assertEquals(Set.of(), dead);
    Set<String> idle = new TreeSet<>();
    template.path("Parameters").fieldNames().forEachRemaining(idle::add);
    idle.removeAll(used);
    assertEquals(Set.of(), idle);
    template
        .path("Resources")
        .properties()
        .forEach(r -> assertTrue(r.getKey().matches("[A-Za-z0-9]+"), r.getKey()));
  }

  @ParameterizedTest
  @CsvSource({
    "CollectorPolicy,collector-policy.json",
    "ArchivePolicy,archive-policy.json",
    "InstancePolicy,instance-policy.json"
  })
  void policiesAreThoseBesideTheTemplate(String resource, String file) throws IOException {
    JsonNode policy = new ObjectMapper().readTree(FOLDER.resolve(file).toFile());
    assertEquals(
        policy,
        withPlaceholders(
            template("access.yaml").at("/Resources/" + resource + "/Properties/PolicyDocument")));
  }

  @Test
  void topicsAreAsDeclared() throws IOException {
    assertEquals(
        "# Made by: diffy topics --print cloudformation --replication 3 --partitions 12\n"
            + Cli.diffy(
                    "topics",
                    "--print",
                    "cloudformation",
                    "--replication",
                    "3",
                    "--partitions",
                    "12")
                .out(),
        Files.readString(FOLDER.resolve("topics.yaml"), UTF_8));
  }

  /** Texts that a template fills in, as the policies write them. */
  private static JsonNode withPlaceholders(JsonNode node) {
    if (node.has("Fn::Sub")) {
      String text = node.get("Fn::Sub").textValue();
      for (Map.Entry<String, String> name : NAMES.entrySet()) {
        text = text.replace("${" + name.getValue() + "}", "${" + name.getKey() + "}");
      }
      return TextNode.valueOf(text);
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(one -> array.add(withPlaceholders(one)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    node.properties().forEach(p -> object.set(p.getKey(), withPlaceholders(p.getValue())));
    return object;
  }

  private static JsonNode template(String file) throws IOException {
    return new YAMLMapper().readTree(FOLDER.resolve(file).toFile());
  }
}
