package io.diffy.schemas.packfile;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.pack.ColumnFormat;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.PackQuery.Columns;
import io.diffy.schemas.pack.PackQuery.Execution;
import io.diffy.schemas.pack.PackQuery.Meaning;
import io.diffy.schemas.pack.PackQuery.OsqueryTerms;
import io.diffy.schemas.pack.TableDefaults;
import io.diffy.schemas.pack.TableTrait;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One query's keys to a {@link PackQuery}. Problems are thrown as {@link IllegalArgumentException}.
 */
final class QueryReader {
  private static final int DEFAULT_INTERVAL_SECONDS = 3600;
  private static final int MAX_INTERVAL_SECONDS = 604_800;
  private static final int DEFAULT_SEVERITY = 2;
  private static final int MAX_NAME_CHARS = 256;

  private QueryReader() {}

  static PackQuery read(String name, JsonNode keys) {
    checkName(name);
    require(
        keys.isObject(), "is not an object; write {\"query\": \"SELECT …\", \"interval\": 3600}");
    String sql = text(keys, "query");
    require(!sql.isBlank(), "has no SQL; give it a \"query\" text");
    JsonNode ours = keys.path("diffy");
    return new PackQuery(
        name,
        sql.strip(),
        new Execution(
            number(keys, "interval", 1, MAX_INTERVAL_SECONDS, DEFAULT_INTERVAL_SECONDS),
            words(keys.path("platform")),
            text(ours, "applies_if")),
        new OsqueryTerms(
            flag(keys, "snapshot", false),
            flag(keys, "removed", true),
            said(keys, "version"),
            number(keys, "shard", 1, 100, 100)),
        new Columns(
            ourTexts(ours, "identity", List.of()),
            volatileColumns(ours),
            ourTexts(ours, "never_volatile", List.of()),
            formats(ours.path("columns")),
            traits(ours)),
        new Meaning(
            said(keys, "description"),
            said(keys, "value"),
            ourTexts(ours, "techniques", List.of()),
            ourTexts(ours, "benign", List.of()),
            number(ours, "severity", 1, 3, DEFAULT_SEVERITY)));
  }

  /** The platforms of a text, or of a list of them, as Fleet and Elastic write it. */
  static String words(JsonNode platform) {
    return platform.isArray() ? String.join(",", texts(platform)) : platform.asText("").strip();
  }

  /** A query on the terms its pack says, where it says none of its own. */
  static PackQuery within(JsonNode pack, PackQuery query) {
    OsqueryTerms own = query.osquery();
    String version = own.version().isEmpty() ? said(pack, "version") : own.version();
    int shard = own.shard();
    try {
      shard = shard == 100 ? number(pack, "shard", 1, 100, 100) : shard;
    } catch (IllegalArgumentException e) {
      // A share that is none is that of all hosts.
    }
    OsqueryTerms terms = new OsqueryTerms(own.snapshot(), own.removed(), version, shard);
    return query.on(terms);
  }

  /** What a key says to people; osquery does not look at it. */
  private static String said(JsonNode keys, String key) {
    JsonNode value = keys.path(key);
    return value.isMissingNode() || value.isNull()
        ? ""
        : value.isValueNode() ? value.asText() : value.toString();
  }

  /** The texts of a list; as in osquery, what is not a text is passed over. */
  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list) {
      if (each.isTextual()) {
        texts.add(each.textValue());
      }
    }
    return List.copyOf(texts);
  }

  private static List<String> volatileColumns(JsonNode ours) {
    List<String> never = ourTexts(ours, "never_volatile", List.of());
    for (String column : ourTexts(ours, "volatile", List.of())) {
      require(
          !never.contains(column),
          "diffy.volatile and diffy.never_volatile both name %s; decide for one"
              .formatted(PackText.excerpt(column)));
    }
    return ourTexts(ours, "volatile", TableDefaults.SHIPPED.usuallyVolatile()).stream()
        .filter(column -> !never.contains(column))
        .toList();
  }

  /** {@code "columns": {"listen_port": "port"}}. */
  private static Map<String, ColumnFormat> formats(JsonNode columns) {
    require(
        columns.isObject() || columns.isMissingNode(),
        "diffy.columns must be an object {\"column\": \"format\"}");
    Map<String, ColumnFormat> formats = new TreeMap<>();
    columns
        .properties()
        .forEach(
            column ->
                formats.put(
                    column.getKey(),
                    constant(
                        "diffy.columns",
                        column.getValue().asText(),
                        ColumnFormat.values(),
                        ColumnFormat::word)));
    return formats;
  }

  private static Optional<Set<TableTrait>> traits(JsonNode ours) {
    List<String> words = ourTexts(ours, "traits", List.of());
    return ours.has("traits")
        ? Optional.of(
            words.stream()
                .map(w -> constant("diffy.traits", w, TableTrait.values(), TableTrait::word))
                .collect(Collectors.toCollection(TreeSet::new)))
        : Optional.empty();
  }

  private static <E> E constant(String key, String word, E[] all, Function<E, String> words) {
    return Arrays.stream(all)
        .filter(one -> words.apply(one).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has %s; it knows %s"
                        .formatted(
                            key,
                            PackText.excerpt(word),
                            Arrays.stream(all).map(words).collect(Collectors.joining(", ")))));
  }

  private static void checkName(String name) {
    require(!name.isBlank(), "has an empty name; name it");
    require(name.length() <= MAX_NAME_CHARS, "has a name of more than 256 characters; shorten it");
    require(
        name.chars().noneMatch(Character::isISOControl),
        "has control characters in its name; remove them");
  }

  private static List<String> ourTexts(JsonNode ours, String key, List<String> otherwise) {
    JsonNode list = ours.path(key);
    if (list.isMissingNode()) {
      return otherwise;
    }
    List<String> texts = texts(list);
    require(
        list.isArray() && texts.size() == list.size(), "diffy." + key + " must be a list of texts");
    return texts;
  }

  private static String text(JsonNode keys, String key) {
    JsonNode value = keys.path(key);
    require(!value.isContainerNode(), key + " must be a text");
    return value.isMissingNode() || value.isNull() ? "" : value.asText();
  }

  /** A whole number, which packs write as number or as text. */
  private static int number(JsonNode keys, String key, int least, int most, int otherwise) {
    String written = text(keys, key).strip();
    if (written.isEmpty()) {
      return otherwise;
    }
    try {
      int number = new BigDecimal(written).intValueExact();
      if (number >= least && number <= most) {
        return number;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below, in the same words as a number out of range.
    }
    throw new IllegalArgumentException(
        "%s is %s; it must be a whole number from %d to %d"
            .formatted(key, PackText.excerpt(written), least, most));
  }

  private static boolean flag(JsonNode keys, String key, boolean otherwise) {
    return switch (text(keys, key).strip().toLowerCase(Locale.ROOT)) {
      case "" -> otherwise;
      case "true", "t", "1" -> true;
      case "false", "f", "0" -> false;
      default -> throw new IllegalArgumentException(key + " must be true or false");
    };
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
