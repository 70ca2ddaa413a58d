package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a JSON object, read by name and type. Unknown ones are not looked at. */
final class Fields {
  /** Longest sentence accepted, in characters. */
  static final int MAX_SENTENCE = 4096;

  private final JsonNode object;
  private final String path;

  private Fields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** Reads the object the parser stands on. */
  static Fields read(JsonParser parser) throws IOException, MalformedRecord {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecord(
          "%s where a JSON object is required".formatted(Tokens.name(parser)));
    }
    return new Fields(Json.trees().readTree(parser), "");
  }

  static Fields of(ObjectNode object) {
    return new Fields(object, "");
  }

  boolean has(String field) {
    return object.has(field);
  }

  /** A name that is not empty. */
  String name(String field) throws MalformedRecord {
    String name = Checks.name(path + field, string(field));
    Checks.notEmpty(path + field, name);
    return name;
  }

  /** Two names and what joins them, not empty. */
  String id(String field) throws MalformedRecord {
    String id = Checks.name(path + field, string(field), 2 * Checks.MAX_NAME);
    Checks.notEmpty(path + field, id);
    return id;
  }

  /** A name that may be absent or empty. */
  String nameOrEmpty(String field) throws MalformedRecord {
    return has(field) ? Checks.name(path + field, string(field)) : "";
  }

  /** Text for a person; may be absent or empty. */
  String sentence(String field) throws MalformedRecord {
    String text = has(field) ? string(field) : "";
    if (text.length() > MAX_SENTENCE) {
      throw new MalformedRecord(
          "\"%s\": %s characters, more than the %s allowed"
              .formatted(
                  path + field, SafeText.number(text.length()), SafeText.number(MAX_SENTENCE)));
    }
    return text;
  }

  /** Text of a row: any. */
  String cell(String field) throws MalformedRecord {
    return string(field);
  }

  GroupKey group(String field) throws MalformedRecord {
    return Checks.group(path + field, string(field));
  }

  Instant time(String field) throws MalformedRecord {
    return Checks.time(path + field, string(field));
  }

  <E extends Enum<E>> E word(String field, Class<E> type) throws MalformedRecord {
    return Checks.word(path + field, string(field), type);
  }

  int integer(String field, int min, int max) throws MalformedRecord {
    JsonNode node = required(field);
    if (!node.isIntegralNumber()) {
      throw wrongType(field, "a whole number");
    }
    return Checks.range(path + field, node.bigIntegerValue(), min, max);
  }

  double number(String field) throws MalformedRecord {
    JsonNode node = required(field);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw wrongType(field, "a number");
    }
    return node.doubleValue();
  }

  /** True or false; absent is false. */
  boolean flag(String field) throws MalformedRecord {
    if (has(field) && !required(field).isBoolean()) {
      throw wrongType(field, "true or false");
    }
    return has(field) && required(field).booleanValue();
  }

  List<String> names(String field) throws MalformedRecord {
    List<String> names = new ArrayList<>();
    for (JsonNode element : array(field)) {
      if (!element.isTextual()) {
        throw wrongType(field, "an array of strings");
      }
      names.add(Checks.name(path + field, element.textValue()));
    }
    return List.copyOf(names);
  }

  List<Fields> objects(String field) throws MalformedRecord {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : array(field)) {
      objects.add(inner("%s[%s]".formatted(field, objects.size()), element));
    }
    return objects;
  }

  Fields object(String field) throws MalformedRecord {
    return inner(field, required(field));
  }

  private Fields inner(String field, JsonNode node) throws MalformedRecord {
    if (!node.isObject()) {
      throw wrongType(field, "an object");
    }
    return new Fields(node, path + field + ".");
  }

  /** A row of strings, in its order; empty when absent. */
  Map<String, String> row(String field) throws MalformedRecord {
    if (!has(field)) {
      return Map.of();
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> cell : object(field).object.properties()) {
      if (!cell.getValue().isTextual()) {
        throw wrongType(field, "an object of strings");
      }
      row.put(cell.getKey(), cell.getValue().textValue());
    }
    return Collections.unmodifiableMap(row);
  }

  private JsonNode array(String field) throws MalformedRecord {
    JsonNode node = required(field);
    if (!node.isArray()) {
      throw wrongType(field, "an array");
    }
    return node;
  }

  private String string(String field) throws MalformedRecord {
    JsonNode node = required(field);
    if (!node.isTextual()) {
      throw wrongType(field, "a string");
    }
    return node.textValue();
  }

  private JsonNode required(String field) throws MalformedRecord {
    JsonNode node = object.get(field);
    if (node == null) {
      throw new MalformedRecord("missing \"%s\"".formatted(path + field));
    }
    return node;
  }

  private MalformedRecord wrongType(String field, String wanted) {
    return new MalformedRecord("\"%s\" is not %s".formatted(path + field, wanted));
  }
}
