package io.diffy.rules.item;

import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@link ItemWriter} made of one row, for a person: what was compared, what was left out, and
 * which text was replaced. It explains, nothing is decided by it.
 *
 * @param identity the columns that say which thing it is, as they were compared
 * @param attributes the other compared columns, as they were compared
 * @param dropped the columns that were not compared, with their raw text
 * @param replaced the text that was not compared letter by letter
 */
public record NormalizationTrace(
    Map<String, String> identity,
    Map<String, String> attributes,
    Map<String, String> dropped,
    List<Replaced> replaced) {

  private static final String COLUMN_END = "\u001f";
  private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z][a-z -]*>");

  /** More tries to find where a replaced piece ends would be a hostile row's work. */
  private static final int MOST_TRIES = 200;

  /** A piece of a column's text, or all of it, and what stood for it when rows were compared. */
  public record Replaced(String column, String text, String by) {}

  /**
   * Canonicalises a raw row again.
   *
   * @param instance whose row it is; its own names are masked
   */
  public static NormalizationTrace of(
      QueryRules ofQuery, Instance instance, Map<String, String> row) {
    QueryRules rules = ofQuery.inRow(row.keySet());
    Map<String, String> identity = new TreeMap<>();
    Map<String, String> attributes = new TreeMap<>();
    Map<String, String> dropped = new TreeMap<>();
    Map<String, String> shown = new TreeMap<>();
    // Only a hostile row holds what ends a column; it must not fake another one here.
    row.forEach((column, text) -> shown.put(column, text.replace(COLUMN_END, "\u241f")));
    Predicate<String> names = rules.naming(row.keySet());
    shown.forEach(
        (column, text) -> {
          Map<String, String> part = names.test(column) ? identity : attributes;
          (rules.drops(column) ? dropped : part).put(column, text);
        });
    Item item = new ItemWriter(rules, instance).item(shown);
    Map<String, String> canonical = new TreeMap<>();
    canonical.putAll(CellText.read(item.identity()));
    canonical.putAll(CellText.read(item.attributes()));

    HostTextNormalizer masks = HostTextNormalizer.of(instance);
    List<Replaced> replaced = new ArrayList<>();
    canonical.forEach(
        (column, text) -> {
          if (!text.equals(shown.get(column))) {
            replaced.addAll(pieces(column, shown.get(column), text, masks));
          }
        });
    identity.replaceAll((column, text) -> canonical.get(column));
    attributes.replaceAll((column, text) -> canonical.get(column));
    return new NormalizationTrace(identity, attributes, dropped, List.copyOf(replaced));
  }

  /** Lays the canonical text beside the raw one; where they can't be laid so, all was replaced. */
  private static List<Replaced> pieces(
      String column, String raw, String text, HostTextNormalizer masks) {
    List<Replaced> pieces = new ArrayList<>();
    List<Replaced> all = List.of(new Replaced(column, raw, text));
    Matcher placeholder = PLACEHOLDER.matcher(text);
    int inRaw = 0;
    int inText = 0;
    while (placeholder.find()) {
      String before = text.substring(inText, placeholder.start());
      if (!raw.startsWith(before, inRaw)) {
        return all;
      }
      int start = inRaw + before.length();
      int end = end(raw, start, after(text, placeholder.end()), placeholder.group(), masks);
      if (end < 0) {
        return all;
      }
      String piece = raw.substring(start, end);
      if (!piece.equals(placeholder.group())) {
        pieces.add(new Replaced(column, piece, placeholder.group()));
      }
      inRaw = end;
      inText = placeholder.end();
    }
    return raw.substring(inRaw).equals(text.substring(inText)) ? pieces : all;
  }

  /** The literal text between a placeholder and the next one. */
  private static String after(String text, int from) {
    Matcher next = PLACEHOLDER.matcher(text);
    return text.substring(from, next.find(from) ? next.start() : text.length());
  }

  private static int end(String raw, int start, String after, String by, HostTextNormalizer masks) {
    if (after.isEmpty()) {
      return raw.length();
    }
    int end = raw.indexOf(after, start + 1);
    for (int tries = 0; end >= 0 && tries < MOST_TRIES; tries++) {
      if (masks.apply(raw.substring(start, end)).equals(by)) {
        return end;
      }
      end = raw.indexOf(after, end + 1);
    }
    return -1;
  }
}
