package io.diffy.remote.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.diffy.remote.topic.LenientJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What osqueryd's TLS logger sends: {@code {"node_key":…,"log_type":…,"data":[{line},…]}}.
 *
 * @param lines as they stand in the body, each the text of one JSON object
 */
record LogBody(String nodeKey, String logType, List<String> lines) {

  /** Throws when the text is no such object. */
  static LogBody of(String text) throws IOException {
    String nodeKey = "";
    String logType = "";
    List<String> lines = List.of();
    try (JsonParser parser = LenientJson.factory().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
          case "node_key" -> nodeKey = parser.getText();
          case "log_type" -> logType = parser.getText();
          case "data" -> lines = lines(parser, value, text);
          default -> parser.skipChildren();
        }
      }
    }
    return new LogBody(nodeKey, logType, lines);
  }

  /** Copies, so that no line keeps the whole body. */
  private static List<String> lines(JsonParser parser, JsonToken value, String text)
      throws IOException {
    if (value != JsonToken.START_ARRAY) {
      throw new IOException("\"data\" is not a list of lines");
    }
    List<String> lines = new ArrayList<>();
    for (JsonToken one = parser.nextToken(); one != JsonToken.END_ARRAY; one = parser.nextToken()) {
      if (one == null) {
        throw new IOException("the list of lines has no end");
      }
      if (one == JsonToken.VALUE_STRING) {
        lines.add(parser.getText());
        continue;
      }
      int from = (int) parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      lines.add(text.substring(from, (int) parser.currentLocation().getCharOffset()));
    }
    return lines;
  }
}
