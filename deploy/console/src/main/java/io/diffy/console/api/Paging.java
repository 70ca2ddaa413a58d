package io.diffy.console.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.Hashing;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Pages of lists that change while they are read. A cursor names the last thing of its page: the
 * next page begins behind it wherever it is by then, or where it was.
 */
final class Paging {
  private static final String SEPARATOR = "\n";
  private static final int LONGEST = 1_000;

  private Paging() {}

  /** One page: {@code items, total, next}. */
  static <T> ObjectNode page(
      Call call, List<T> all, Function<T, String> id, Function<T, JsonNode> view) {
    ObjectNode page = Json.mapper().createObjectNode();
    int from = call.text("cursor", LONGEST).map(cursor -> after(cursor, call, all, id)).orElse(0);
    int to = Math.min(all.size(), from + call.limit());
    ArrayNode items = page.putArray("items");
    all.subList(from, to).forEach(item -> items.add(view.apply(item)));
    page.put("total", all.size());
    if (to < all.size() && to > from) {
      page.put("next", cursor(call, to, id.apply(all.get(to - 1))));
    }
    return page;
  }

  private static String cursor(Call call, int at, String id) {
    String text = String.join(SEPARATOR, list(call), String.valueOf(at), id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static <T> int after(String cursor, Call call, List<T> all, Function<T, String> id) {
    String[] parts;
    int at;
    try {
      parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split(SEPARATOR, 3);
      at = Integer.parseInt(parts[1]);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw Problem.of(Kind.BAD_CURSOR, "take the cursor from next of the page before, as it is");
    }
    if (parts.length < 3 || !parts[0].equals(list(call)) || at < 0) {
      throw Problem.of(
          Kind.BAD_CURSOR, "the cursor is of a list with other filters; begin without one");
    }
    for (int i = 0; i < all.size(); i++) {
      if (id.apply(all.get(i)).equals(parts[2])) {
        return i + 1;
      }
    }
    return Math.min(at, all.size());
  }

  /** Which list it is: all that was asked but the place in it. */
  private static String list(Call call) {
    Map<String, String> asked = new TreeMap<>(call.query());
    asked.remove("cursor");
    asked.remove("limit");
    return Hashing.sha256(asked.toString().getBytes(UTF_8)).substring(0, 16);
  }
}
