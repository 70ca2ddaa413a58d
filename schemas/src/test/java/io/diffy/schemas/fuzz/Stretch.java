package io.diffy.schemas.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * One way in which an input becomes as long as one likes: a piece of it stands there again and
 * again, each time with another number in it where it can have one.
 *
 * @param name of the piece, for people
 */
record Stretch(String name, String before, IntFunction<String> piece, String after) {
  /** Neither JSON nor any parser gives a meaning to it. */
  private static final String PLACE = "%place%";

  private static final int MOST_TOKENS = 40;

  /** All ways: of JSON its rows, columns, cells and depth; of other text each token and line. */
  static List<Stretch> of(byte[] good) {
    String text = new String(good, ISO_8859_1);
    List<Stretch> ways = new ArrayList<>();
    int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
    try {
      JsonNode line = Json.mapper().readTree(text.substring(0, end));
      if (line != null && line.isContainerNode()) {
        String numbered = numbered(line);
        ways.add(new Stretch("lines", "", i -> number(numbered, i) + "\n", ""));
        json(line, line, JsonPointer.empty(), text.substring(end), ways);
        return ways;
      }
    } catch (IOException noJson) {
      // Another text, or bytes.
    }
    if (text.isEmpty()) {
      return ways;
    }
    ways.add(new Stretch("everything", "", i -> text, ""));
    ways.add(new Stretch("lines", "", i -> text + i + "\n", ""));
    String[] tokens = text.split("(?<=[^A-Za-z0-9])|(?=[^A-Za-z0-9])", MOST_TOKENS);
    int from = 0;
    for (String token : tokens) {
      int to = from + token.length();
      if (!token.isEmpty()) {
        ways.add(new Stretch(token, text.substring(0, to), i -> token, text.substring(to)));
      }
      from = to;
    }
    return ways;
  }

  /** The input, this long or a piece longer. */
  byte[] to(int bytes) {
    StringBuilder all = new StringBuilder(bytes + before.length()).append(before);
    for (int i = 0; all.length() + after.length() < bytes; i++) {
      all.append(piece.apply(i));
    }
    return all.append(after).toString().getBytes(ISO_8859_1);
  }

  private static void json(
      JsonNode root, JsonNode node, JsonPointer at, String rest, List<Stretch> ways)
      throws IOException {
    if (node.isArray() && !node.isEmpty()) {
      String piece = numbered(node.get(0));
      ways.add(at(root, at, "rows", "[0", i -> "," + number(piece, i), "]", rest));
      json(root, node.get(0), at.appendIndex(0), rest, ways);
    } else if (node.isObject() && !node.isEmpty()) {
      Map.Entry<String, JsonNode> first = node.properties().iterator().next();
      String same = Json.mapper().writeValueAsString(node);
      String start = same.substring(0, same.length() - 1);
      String name = Json.mapper().writeValueAsString(first.getKey());
      String key = name.substring(0, name.length() - 1);
      String value = numbered(first.getValue());
      ways.add(
          at(root, at, "columns", start, i -> "," + key + i + "\":" + number(value, i), "}", rest));
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        json(root, field.getValue(), at.appendProperty(field.getKey()), rest, ways);
      }
    } else if (node.isTextual() && !node.asText().isEmpty()) {
      String value = Json.mapper().writeValueAsString(node.asText());
      String inside = value.substring(1, value.length() - 1);
      ways.add(at(root, at, "cell", "\"", i -> inside, "\"", rest));
      ways.add(at(root, at, "escapes", "\"", i -> "\\\"\\\\", "\"", rest));
    }
    ways.add(at(root, at, "depth", "", i -> "[", "", rest));
    ways.add(at(root, at, "depth of objects", "", i -> "{\"a\":", "", rest));
  }

  /** The whole text, with something else at one place of it. */
  private static Stretch at(
      JsonNode root,
      JsonPointer at,
      String what,
      String start,
      IntFunction<String> piece,
      String end,
      String rest)
      throws IOException {
    String whole = "\"" + PLACE + "\"";
    if (!at.matches()) {
      JsonNode copy = root.deepCopy();
      JsonNode parent = copy.at(at.head());
      if (parent instanceof ObjectNode object) {
        object.put(at.last().getMatchingProperty(), PLACE);
      } else {
        ((ArrayNode) parent).set(at.last().getMatchingIndex(), PLACE);
      }
      whole = Json.mapper().writeValueAsString(copy);
    }
    int place = whole.indexOf("\"" + PLACE + "\"");
    return new Stretch(
        what + " of " + at,
        whole.substring(0, place) + start,
        piece,
        end + whole.substring(place + PLACE.length() + 2) + rest);
  }

  /** Every text in it ends with the place of a number. */
  private static String numbered(JsonNode node) throws IOException {
    return Json.mapper()
        .writeValueAsString(node)
        .replaceAll("(?<=[^\\\\\"])\"(?=[,}\\]]|$)", PLACE + "\"");
  }

  private static String number(String numbered, int number) {
    return numbered.replace(PLACE, Integer.toString(number));
  }

  /** Of all good inputs. */
  static List<Stretch> of(List<byte[]> good) {
    return good.stream().flatMap(input -> of(input).stream()).toList();
  }

  /** So many of them, from all over the list. */
  static Stream<Stretch> some(List<Stretch> ways, int most) {
    int step = Math.max(1, (ways.size() + most - 1) / most);
    return Stream.iterate(0, i -> i < ways.size(), i -> i + step).map(ways::get);
  }
}
