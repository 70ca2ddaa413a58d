package io.diffy.agent.osquery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows as osquery prints them. osquery does not check what hosts put into its tables: a control
 * character in a text is let through, and a value that is not text becomes its JSON text.
 */
public final class OsqueryRows {
  /** Reads osquery's JSON; bounded depth, and control characters in texts are let through. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxStringLength(64 * 1024 * 1024)
                          .maxNumberLength(1000)
                          .build())
                  .build())
          // Numbers keep their text: one agent's 0.10 is another's "0.10".
          .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, true)
          .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

  private OsqueryRows() {}

  /**
   * Reads {@code [{row}, …]} and nothing behind it.
   *
   * @param maxCells refuses more; a row without any counts as one
   */
  public static List<Map<String, String>> parse(String text, int maxCells)
      throws JsonProcessingException {
    List<Map<String, String>> rows = new ArrayList<>();
    parse(text, maxCells, rows);
    return rows;
  }

  /** The rows that came whole of what was cut somewhere: what they show is there. */
  static List<Map<String, String>> begun(String text) {
    List<Map<String, String>> rows = new ArrayList<>();
    try {
      parse(text, Integer.MAX_VALUE, rows);
    } catch (JsonProcessingException e) {
      return rows; // here it was cut
    }
    return rows;
  }

  private static void parse(String text, int maxCells, List<Map<String, String>> rows)
      throws JsonProcessingException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new JsonParseException(parser, "expected [ at the start");
      }
      long cells = 0;
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> row = row(parser);
        rows.add(row);
        cells += Math.max(1, row.size());
        if (cells > maxCells) {
          throw new JsonParseException(parser, "more than " + maxCells + " cells");
        }
      }
      if (parser.currentToken() != JsonToken.END_ARRAY || parser.nextToken() != null) {
        throw new JsonParseException(parser, "expected only rows and a closing ]");
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (NumberFormatException e) {
      throw new JsonParseException(null, e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  /** The tokens of a line. */
  public static JsonParser tokens(byte[] line) throws IOException {
    return JSON.createParser(line);
  }

  /** Any JSON; a number beyond all bounds is none. */
  public static JsonNode tree(String text) throws JsonProcessingException {
    try {
      return JSON.readTree(text);
    } catch (NumberFormatException e) {
      throw new JsonParseException(null, e.getMessage(), e);
    }
  }

  /** The object of a row as texts, in the order received. */
  public static Map<String, String> row(JsonNode object) {
    Map<String, String> row = new LinkedHashMap<>();
    object.properties().forEach(column -> row.put(column.getKey(), text(column.getValue())));
    return row;
  }

  private static Map<String, String> row(JsonParser parser) throws IOException {
    Map<String, String> row = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String column = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_STRING || value.isNumeric() || value.isBoolean()) {
        row.put(column, parser.getText());
      } else if (value == JsonToken.VALUE_NULL) {
        row.put(column, "");
      } else {
        row.put(column, parser.readValueAsTree().toString());
      }
    }
    return row;
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
