package io.diffy.schemas.json;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** An osquery row, of which every value is text: what reads as a number, and what does not. */
record Columns(Map<String, String> row) {
  private static final Pattern INTEGER = Pattern.compile("[0-9]{1,18}");

  boolean has(String column) {
    return !text(column).isEmpty();
  }

  /** Empty when the row has no such column. */
  String text(String column) {
    return row.getOrDefault(column, "");
  }

  /** The first of the columns that is not empty. */
  String anyOf(String... columns) {
    for (String column : columns) {
      if (has(column)) {
        return text(column);
      }
    }
    return "";
  }

  OptionalLong integer(String column, long min, long max) {
    String text = text(column);
    if (!INTEGER.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(text);
    return number < min || number > max ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
