package io.diffy.plugins.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.agent.osquery.Printable;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file of JSON objects, one a line. Blank lines and lines that begin with {@code #} are comments.
 * What is wrong is said with file and line.
 */
final class JsonLines {
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(4)
                          .maxStringLength(4096)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonLines() {}

  /**
   * Reads all lines.
   *
   * @param fields that an object may have; each is a text
   */
  static List<Line> read(Path file, Set<String> fields) {
    List<Line> read = new ArrayList<>();
    int number = 0;
    for (String text : lines(file)) {
      number++;
      if (!text.isBlank() && !text.stripLeading().startsWith("#")) {
        read.add(new Line(file, number, object(file, number, text, fields)));
      }
    }
    return read;
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new PluginFailure(file + " has more than " + MAX_BYTES + " bytes; split it");
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new PluginFailure("there is no file " + file + "; correct the path", e);
    } catch (MalformedInputException e) {
      throw new PluginFailure(file + " is not UTF-8; convert it", e);
    } catch (IOException e) {
      throw new PluginFailure("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode object(Path file, int number, String text, Set<String> fields) {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw wrong(file, number, "no JSON: " + Printable.of(e.getOriginalMessage()));
    }
    if (node == null || !node.isObject()) {
      throw wrong(file, number, "no JSON object");
    }
    for (var field : node.properties()) {
      String name = Printable.of(field.getKey());
      if (!fields.contains(field.getKey())) {
        throw wrong(
            file,
            number,
            "\"%s\" is not a field; there are %s"
                .formatted(name, String.join(", ", fields.stream().sorted().toList())));
      }
      String value = field.getValue().textValue();
      if (value == null) {
        throw wrong(file, number, "\"%s\" is no text".formatted(name));
      }
      if (value.length() > 1024 || value.chars().anyMatch(Character::isISOControl)) {
        throw wrong(file, number, "\"%s\" is too long or has control characters".formatted(name));
      }
    }
    return node;
  }

  private static PluginFailure wrong(Path file, int number, String problem) {
    return new PluginFailure("%s:%d: %s; correct it there".formatted(file, number, problem));
  }

  /**
   * A line that is an object of texts.
   *
   * @param number counted from 1
   */
  record Line(Path file, int number, JsonNode object) {

    /** A field's text; empty when the line lacks it. */
    String text(String field) {
      return object.path(field).asText("");
    }

    String required(String field) {
      String text = text(field);
      if (text.isBlank()) {
        throw wrong("\"%s\" is missing".formatted(field));
      }
      return text;
    }

    PluginFailure wrong(String problem) {
      return JsonLines.wrong(file, number, problem);
    }
  }
}
