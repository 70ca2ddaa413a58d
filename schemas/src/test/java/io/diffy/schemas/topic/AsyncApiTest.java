package io.diffy.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestObservations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/asyncapi.yaml} says what the code declares, what the page says, and what is written.
 */
class AsyncApiTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path SCHEMAS = Path.of("src", "main", "resources", "schemas");

  private static JsonNode document;

  /** The cells of {@code docs/topics.md} by topic. */
  private static Map<String, List<String>> page;

  private static Map<String, JsonNode> channels;

  @BeforeAll
  static void read() throws IOException {
    document = new YAMLMapper().readTree(DOCS.resolve("asyncapi.yaml").toFile());
    channels = new HashMap<>();
    document.get("channels").forEach(one -> channels.put(one.get("address").textValue(), one));
    page =
        Files.readAllLines(DOCS.resolve("topics.md")).stream()
            .filter(line -> line.startsWith("| `diffy."))
            .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
            .collect(Collectors.toMap(cells -> cells.get(1).replace("`", ""), cells -> cells));
  }

  @Test
  void everyTopicHasAChannelAndEveryChannelATopic() {
    List<String> topics = Topics.standard().all().stream().map(Topic::name).toList();
    assertEquals(new TreeSet<>(topics), new TreeSet<>(channels.keySet()));
    assertEquals(topics.size(), document.get("channels").size());
  }

  @Test
  void channelsAreAsTheTopicsAreDeclared() {
    for (Topic<?> topic : Topics.standard().all()) {
      JsonNode channel = channels.get(topic.name());
      JsonNode kafka = channel.at("/bindings/kafka");
      assertEquals(topic.purpose(), channel.get("description").textValue());
      assertEquals(topic.name(), kafka.get("topic").textValue());
      assertEquals(topic.partitions(), kafka.get("partitions").intValue(), topic.name());
      assertEquals(topic.configs(), configs(kafka.get("topicConfiguration")), topic.name());
    }
  }

  @Test
  void keysAndValuesAreThoseOfThePage() {
    for (Topic<?> topic : Topics.standard().all()) {
      List<String> cells = page.get(topic.name());
      List<JsonNode> messages = messages(topic);
      if (cells.get(2).equals("none")) {
        assertEquals(List.of(), messages, topic.name());
        continue;
      }
      assertEquals(1, messages.size(), topic.name());
      JsonNode message = messages.get(0);
      assertEquals(
          cells.get(2), message.at("/bindings/kafka/key/description").textValue(), topic.name());
      String schema = message.at("/payload/$ref").asText("");
      assertEquals(schemaOf(cells.get(3)), schema, topic.name());
    }
  }

  @Test
  void everySchemaIsTheValueOfATopicAndIsThere() throws IOException {
    Set<String> there;
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      there = files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
    }
    Set<String> used = new HashSet<>();
    for (JsonNode message : document.at("/components/messages")) {
      String schema = message.at("/payload/$ref").asText("");
      if (!schema.isEmpty()) {
        assertTrue(Files.exists(DOCS.resolve(schema)), schema);
        used.add(schema.substring(schema.lastIndexOf('/') + 1));
      }
    }
    assertEquals(there, used);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    Set<String> dead = new TreeSet<>();
    for (JsonNode reference : document.findValues("$ref")) {
      String to = reference.textValue();
      if (to.startsWith("#") && document.at(to.substring(1)).isMissingNode()) {
        dead.add(to);
      }
    }
    assertEquals(Set.of(), dead);
  }

  @Test
  void theHeadersOfEveryStepOfALifeAreThoseDescribed() {
    JsonNode headers = document.at("/components/schemas/findingHeaders");
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(headers);
    for (Finding created : TestFindings.ALL) {
      Finding updated = TestFindings.updated(created, TestObservations.FOUR_AM);
      Finding closed = TestFindings.closed(updated, TestObservations.FOUR_AM, CloseReason.ACCEPTED);
      for (Finding event : List.of(created, updated, closed)) {
        ObjectNode written = written(event);
        assertEquals(List.of(), schema.validate(written).stream().map(Error::toString).toList());
        assertEquals(names(headers.get("properties")), names(written));
        assertEquals(written.size(), headers.get("required").size());
      }
    }
    assertFalse(schema.validate(written(TestFindings.BIND_SHELL).put("ce_type", "x")).isEmpty());
  }

  private static ObjectNode written(Finding event) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    for (Header header : FindingHeaders.of(event)) {
      written.put(header.key(), new String(header.value(), UTF_8));
    }
    return written;
  }

  /** As Kafka spells them: all text, lists with commas. */
  private static Map<String, String> configs(JsonNode configuration) {
    Map<String, String> configs = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : configuration.properties()) {
      JsonNode value = one.getValue();
      configs.put(one.getKey(), value.isArray() ? value.get(0).asText() : value.asText());
    }
    return configs;
  }

  private static List<JsonNode> messages(Topic<?> topic) {
    return channels.get(topic.name()).get("messages").findValues("$ref").stream()
        .map(to -> document.at(to.textValue().substring(1)))
        .toList();
  }

  /** Of a cell with a link to it, or the name of one; empty for values that may be anything. */
  private static String schemaOf(String cell) {
    String kind = cell.replaceAll("^\\[|[],].*$", "");
    Path schema = SCHEMAS.resolve(kind + ".schema.json");
    return Files.exists(schema)
        ? "../schemas/src/main/resources/schemas/" + kind + ".schema.json"
        : "";
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
