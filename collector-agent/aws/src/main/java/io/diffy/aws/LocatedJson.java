package io.diffy.aws;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON that knows where it stands, so that an error can name file, line and key.
 *
 * @param file as the person named it
 * @param line from 1
 * @param key such as {@code accounts[0].role}; empty for the whole
 * @param value a map of names, a list, or a plain value
 */
public record LocatedJson(String file, int line, String key, Object value) {

  /**
   * Reads a file.
   *
   * @throws PluginFailure with file and line when it is not JSON or can't be read
   */
  public static LocatedJson read(Path file) {
    try (JsonParser parser =
        Json.factory().createParser(Files.readString(file).replaceFirst("^\ufeff", ""))) {
      parser.nextToken();
      LocatedJson whole = read(file.toString(), "", parser);
      if (parser.nextToken() != null) {
        throw new PluginFailure(file + ":" + line(parser) + ": text after the end");
      }
      return whole;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new PluginFailure(file + ":" + line + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new PluginFailure("can't read " + file + ": " + e, e);
    }
  }

  /** What is wrong here, to be thrown. */
  public PluginFailure wrong(String why) {
    return new PluginFailure(file + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ") + why);
  }

  /** The names and values of an object; any other name than these is an error. */
  public Map<String, LocatedJson> object(List<String> names) {
    if (!(value instanceof Map<?, ?>)) {
      throw wrong("must be an object");
    }
    @SuppressWarnings("unchecked") // Made below.
    Map<String, LocatedJson> object = (Map<String, LocatedJson>) value;
    object.forEach(
        (name, member) -> {
          if (!names.contains(name)) {
            throw member.wrong(
                "unknown%s; known are %s"
                    .formatted(Nearest.question(name, names), String.join(", ", names)));
          }
        });
    return object;
  }

  /** The members of a list. */
  public List<LocatedJson> array() {
    if (!(value instanceof List<?>)) {
      throw wrong("must be a list");
    }
    @SuppressWarnings("unchecked") // Made below.
    List<LocatedJson> array = (List<LocatedJson>) value;
    return array;
  }

  /** A plain text. */
  public String text() {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("must be a text in double quotes");
  }

  /** The JSON itself, without white space. */
  String json() {
    return tree().toString();
  }

  private JsonNode tree() {
    Object plain = value;
    if (value instanceof Map<?, ?> map) {
      Map<String, JsonNode> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put((String) name, ((LocatedJson) member).tree()));
      plain = members;
    } else if (value instanceof List<?> list) {
      plain = list.stream().map(member -> ((LocatedJson) member).tree()).toList();
    }
    return Json.mapper().valueToTree(plain);
  }

  private static LocatedJson read(String file, String key, JsonParser parser) throws IOException {
    int line = line(parser);
    JsonToken token = parser.currentToken();
    Object value =
        token == JsonToken.START_OBJECT
            ? readObject(file, key, parser)
            : token == JsonToken.START_ARRAY
                ? readArray(file, key, parser)
                : scalar(file + ":" + line, parser);
    return new LocatedJson(file, line, key, value);
  }

  private static Object scalar(String place, JsonParser parser) throws IOException {
    try {
      return Json.mapper().readValue(parser, Object.class);
    } catch (NumberFormatException e) {
      // The parser lets exponents through that nothing can hold.
      throw new PluginFailure(place + ": a number out of range", e);
    }
  }

  private static Map<String, LocatedJson> readObject(String file, String key, JsonParser parser)
      throws IOException {
    Map<String, LocatedJson> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String path = key.isEmpty() ? name : key + "." + name;
      parser.nextToken();
      LocatedJson member = read(file, path, parser);
      if (members.put(name, member) != null) {
        throw member.wrong("stands there twice");
      }
    }
    return members;
  }

  private static List<LocatedJson> readArray(String file, String key, JsonParser parser)
      throws IOException {
    List<LocatedJson> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      members.add(read(file, key + "[" + members.size() + "]", parser));
    }
    return members;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
