package io.diffy.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What in a new schema breaks those who rely on the old one: something that was valid is no longer,
 * or a field is gone. Looks at structure only; every change of a rule it does not understand counts
 * as a break.
 */
public final class SchemaDiff {
  private static final Set<String> ANNOTATIONS =
      Set.of("$schema", "$id", "title", "description", "examples", "$comment", "default");
  private static final Set<String> LOWER_BOUNDS =
      Set.of("minLength", "minimum", "minItems", "minProperties", "exclusiveMinimum");
  private static final Set<String> UPPER_BOUNDS =
      Set.of("maxLength", "maximum", "maxItems", "maxProperties", "exclusiveMaximum");

  private final List<String> breaks = new ArrayList<>();

  private SchemaDiff() {}

  /** One line for each break, with its place. */
  public static List<String> breaks(JsonNode before, JsonNode after) {
    SchemaDiff diff = new SchemaDiff();
    diff.compare("", before, after);
    return diff.breaks;
  }

  private void compare(String place, JsonNode before, JsonNode after) {
    Set<String> keywords = new TreeSet<>();
    before.fieldNames().forEachRemaining(keywords::add);
    after.fieldNames().forEachRemaining(keywords::add);
    keywords.removeAll(ANNOTATIONS);
    for (String keyword : keywords) {
      compare(place, keyword, before.path(keyword), after.path(keyword));
    }
  }

  private void compare(String place, String keyword, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    String here = place + "/" + keyword;
    if (LOWER_BOUNDS.contains(keyword)) {
      breakIf(isTighter(before, after, 1), here, "raised");
    } else if (UPPER_BOUNDS.contains(keyword)) {
      breakIf(isTighter(before, after, -1), here, "lowered");
    } else {
      compareRule(here, keyword, before, after);
    }
  }

  private void compareRule(String here, String keyword, JsonNode before, JsonNode after) {
    switch (keyword) {
      case "properties", "$defs", "patternProperties" -> compareNamed(here, before, after);
      case "required" -> breakIf(!values(before).containsAll(values(after)), here, "grew");
      case "type", "enum" ->
          breakIf(!after.isMissingNode() && !holdsAll(after, before), here, "lost values");
      case "items", "additionalProperties" -> compareInner(here, before, after);
      default -> breakIf(!after.isMissingNode(), here, "changed");
    }
  }

  private void compareNamed(String here, JsonNode before, JsonNode after) {
    for (Map.Entry<String, JsonNode> old : before.properties()) {
      String place = here + "/" + old.getKey();
      JsonNode now = after.path(old.getKey());
      breakIf(now.isMissingNode(), place, "is gone");
      if (!now.isMissingNode()) {
        compare(place, old.getValue(), now);
      }
    }
  }

  /** A schema for all inner values; absent and true say the same. */
  private void compareInner(String here, JsonNode before, JsonNode after) {
    if (before.isObject() && after.isObject()) {
      compare(here, before, after);
    } else {
      breakIf(!after.isMissingNode() && !after.asBoolean(false), here, "closed");
    }
  }

  /** Whether every value that was allowed still is; an absent list allows all. */
  private static boolean holdsAll(JsonNode after, JsonNode before) {
    return !before.isMissingNode() && values(after).containsAll(values(before));
  }

  private static Set<String> values(JsonNode node) {
    Set<String> values = new TreeSet<>();
    if (node.isArray()) {
      node.forEach(value -> values.add(value.toString()));
    } else if (!node.isMissingNode()) {
      values.add(node.toString());
    }
    return values;
  }

  /** Whether the new bound refuses what the old one let through; an absent bound is none. */
  private static boolean isTighter(JsonNode before, JsonNode after, int direction) {
    if (!after.isNumber() || !before.isNumber()) {
      return after.isNumber();
    }
    return after.decimalValue().compareTo(before.decimalValue()) * direction > 0;
  }

  private void breakIf(boolean broken, String place, String what) {
    if (broken) {
      breaks.add(place + " " + what);
    }
  }
}
