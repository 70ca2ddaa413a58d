package io.diffy.siem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.topic.FindingHeaders;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** The shipped files are well formed, say whether they were run, and name only what there is. */
final class ShippedFilesTest {
  private static final Set<String> TOPICS =
      Topics.standard().all().stream().map(Topic::name).collect(Collectors.toSet());

  /** A topic, but no file, no consumer group and not our part of a finding. */
  private static final Pattern TOPIC =
      Pattern.compile("(?<![\\w./-])diffy\\.(?!conf\\b|yaml\\b)[a-z][a-z-]*");

  private static final Pattern HEADER = Pattern.compile("\\bce_[a-z]+");

  /** How Logstash, rsyslog, Vector and Splunk spell a field within a field. */
  private static final List<Pattern> FIELDS =
      List.of(
          Pattern.compile("(?<!])\\[(\\w+)]\\[(\\w+)]"),
          Pattern.compile("\\$!(\\w+)!(\\w+)"),
          Pattern.compile("\\)\\.(\\w+)"),
          Pattern.compile("\\b(finding_info)\\.(\\w+)"),
          Pattern.compile("\"\\[(\\w+)]\""),
          Pattern.compile("\\b(activity_id)="),
          Pattern.compile("TIME_PREFIX = \"(\\w+)\":"));

  @Test
  void eachSaysFirstWhetherItWasRunHere() {
    assertEquals(15, ShippedFiles.all().size());
    for (Path file : ShippedFiles.all()) {
      // JSON has no comments: there it is the first text.
      String start = ShippedFiles.text(file).lines().limit(4).collect(Collectors.joining());
      assertTrue(start.contains("Run here: ") || start.contains("Not run here. "), file::toString);
    }
  }

  @Test
  void jsonIsJson() throws IOException {
    ObjectMapper strict = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    for (Path file : ShippedFiles.endingWith(".json")) {
      assertTrue(strict.readTree(ShippedFiles.text(file)).isObject(), file::toString);
    }
  }

  @Test
  void yamlIsYaml() throws IOException {
    for (Path file : ShippedFiles.endingWith(".yaml")) {
      JsonNode tree = new YAMLMapper().readTree(ShippedFiles.text(file));
      assertTrue(tree.isObject() && tree.size() >= 2, file::toString);
    }
  }

  @Test
  void propertiesAreSetOnce() throws IOException {
    for (Path file : ShippedFiles.endingWith(".properties")) {
      Properties properties = new Properties();
      properties.load(new StringReader(ShippedFiles.text(file)));
      long lines = ShippedFiles.settings(file).lines().filter(line -> line.contains("=")).count();
      assertEquals(lines, properties.size(), file::toString);
    }
  }

  @Test
  void bracesOfTheOthersAreClosed() {
    for (Path file : ShippedFiles.endingWith(".conf")) {
      String text = ShippedFiles.settings(file).replaceAll("%\\{|\\$\\{", "{");
      for (String pair : List.of("{}", "[]", "()")) {
        assertEquals(count(text, pair.charAt(0)), count(text, pair.charAt(1)), file + " " + pair);
      }
    }
  }

  @Test
  void everyTopicNamedIsOneOfOurs() {
    Set<String> named = new TreeSet<>();
    for (Path file : ShippedFiles.all()) {
      matches(TOPIC, file).map(MatchResult::group).forEach(named::add);
    }
    assertTrue(TOPICS.containsAll(named), named::toString);
    assertTrue(named.containsAll(Set.of("diffy.findings", "diffy.dead-letters")), named::toString);
  }

  @Test
  void whoeverReadsTheTopicReadsFindings() {
    for (Path file : ShippedFiles.all()) {
      boolean reads = !List.of("worker.properties").contains(name(file));
      boolean splunk = file.startsWith("splunk") && name(file).endsWith(".conf");
      if (reads && !splunk) {
        assertTrue(ShippedFiles.settings(file).contains("diffy.findings"), file::toString);
      }
    }
  }

  @Test
  void everyConsumerReadsOnlyWhatWasCommitted() {
    for (Path file : ShippedFiles.all()) {
      String settings = ShippedFiles.settings(file);
      if (settings.contains("diffy.findings") && !name(file).equals("otel-collector.yaml")) {
        assertTrue(settings.contains("read_committed"), file::toString);
      }
    }
  }

  @Test
  void everyFieldNamedIsOneOfAFinding() throws IOException {
    JsonNode finding = new ObjectMapper().readTree(FindingsTopic.json(TestFindings.BIND_SHELL));
    Set<String> wrong = new TreeSet<>();
    int named = 0;
    for (Path file : ShippedFiles.endingWith(".conf", ".yaml")) {
      for (Pattern field : FIELDS) {
        for (MatchResult match : matches(field, file).toList()) {
          named++;
          String pointer = pointer(match);
          if (finding.at(pointer).isMissingNode()) {
            wrong.add(file + " " + pointer);
          }
        }
      }
    }
    assertEquals(Set.of(), wrong);
    assertTrue(named >= 6, "only " + named);
  }

  @Test
  void everyFieldMappedIsOneOfAFinding() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode finding = json.readTree(FindingsTopic.json(TestFindings.BIND_SHELL));
    for (Path file : ShippedFiles.endingWith("index.json")) {
      assertMapped(json.readTree(ShippedFiles.text(file)).get("mappings"), finding, file);
    }
  }

  private static void assertMapped(JsonNode mapping, JsonNode value, Path file) {
    for (Map.Entry<String, JsonNode> field : mapping.path("properties").properties()) {
      assertTrue(value.has(field.getKey()), file + " " + field.getKey());
      assertMapped(field.getValue(), value.get(field.getKey()), file);
    }
  }

  @Test
  void everyHeaderNamedIsWritten() {
    Set<String> written = new HashSet<>();
    for (Header header : FindingHeaders.of(TestFindings.BIND_SHELL)) {
      written.add(header.key());
    }
    Set<String> named = new TreeSet<>();
    ShippedFiles.all().forEach(f -> matches(HEADER, f).map(MatchResult::group).forEach(named::add));
    assertFalse(named.isEmpty());
    assertTrue(written.containsAll(named), named::toString);
  }

  @Test
  void connectorsAreNamedAfterTheirFiles() throws IOException {
    for (Path file : ShippedFiles.endingWith("-sink.json")) {
      JsonNode config = new ObjectMapper().readTree(ShippedFiles.text(file));
      String what = name(file).replace("-sink.json", "");
      assertEquals("diffy-findings-" + what, config.get("name").textValue());
      assertTrue(
          StreamSupport.stream(config.spliterator(), false).allMatch(JsonNode::isTextual),
          "Connect's properties are text: " + file);
      assertTrue(config.get("//").textValue().contains("connectors/diffy-findings-" + what + "/"));
    }
  }

  private static Stream<MatchResult> matches(Pattern pattern, Path file) {
    return pattern.matcher(ShippedFiles.settings(file)).results();
  }

  private static String pointer(MatchResult match) {
    StringBuilder pointer = new StringBuilder();
    for (int i = 1; i <= match.groupCount(); i++) {
      pointer.append('/').append(match.group(i));
    }
    return pointer.toString();
  }

  private static long count(String text, char c) {
    return text.chars().filter(one -> one == c).count();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
