package io.diffy.schemas.json;

import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import io.diffy.schemas.Row;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the rows of one answer. Nearly all rows have the columns of the row before, so that is
 * tried first; only a row that differs pays for hashing and for its own names.
 */
final class RowReader {
  private static final String[] NONE = {};

  private static final SerializedString[] NOT_YET = {};

  private final JsonParser parser;
  private final boolean keep;
  private final List<Map<String, String>> rows = new ArrayList<>();
  private String[] expected = NONE;
  private SerializedString[] names = NOT_YET;

  /**
   * A reader of one array.
   *
   * @param keep whether anybody will look at the rows; else they are only checked and counted
   */
  RowReader(JsonParser parser, boolean keep) {
    this.parser = parser;
    this.keep = keep;
  }

  /** Reads the array the parser stands before. */
  ReadRows read() throws IOException, MalformedRecord {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw new MalformedRecord(
          "\"rows\": %s where an array of rows is required".formatted(Tokens.name(parser)));
    }
    int from = (int) parser.currentTokenLocation().getByteOffset();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecord(
            "row %s: %s where an object is required".formatted(place(), Tokens.name(parser)));
      }
      Map<String, String> row = readLikeTheLast();
      rows.add(keep ? row : Map.of());
    }
    return new ReadRows(rows, keep, from, (int) parser.currentLocation().getByteOffset());
  }

  private Map<String, String> readLikeTheLast() throws IOException, MalformedRecord {
    String[] values = new String[expected.length];
    if (names.length != expected.length) {
      // Only now: many answers have one row.
      names = Stream.of(expected).map(SerializedString::new).toArray(SerializedString[]::new);
    }
    for (int i = 0; i < expected.length; i++) {
      if (!parser.nextFieldName(names[i])) {
        boolean named = parser.currentToken() == JsonToken.FIELD_NAME;
        return readOther(values, i, named ? parser.currentName() : null);
      }
      values[i] = value(expected[i]);
    }
    String column = parser.nextFieldName();
    return column == null ? new Row(expected, values) : readOther(values, values.length, column);
  }

  /** Goes on with a row of which {@code read} cells were as expected and {@code column} was not. */
  private Map<String, String> readOther(String[] values, int read, String column)
      throws IOException, MalformedRecord {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < read; i++) {
      cells.put(expected[i], values[i]);
    }
    for (String name = column; name != null; name = parser.nextFieldName()) {
      if (cells.put(name, value(name)) != null) {
        throw new MalformedRecord(
            "row %s: column \"%s\" stands twice".formatted(place(), SafeText.excerpt(name)));
      }
    }
    if (cells.size() > Row.MAX_COLUMNS) {
      return Collections.unmodifiableMap(cells);
    }
    expected = cells.keySet().toArray(NONE);
    names = NOT_YET;
    return new Row(expected, cells.values().toArray(NONE));
  }

  private String value(String column) throws IOException, MalformedRecord {
    // The parser checks a text that nobody asks for, and makes none of it.
    String text = keep ? parser.nextTextValue() : parser.nextToken() == VALUE_STRING ? "" : null;
    if (text == null) {
      throw new MalformedRecord(
          "row %s, column \"%s\": %s where a string is required"
              .formatted(place(), SafeText.excerpt(column), Tokens.name(parser)));
    }
    return text;
  }

  /** The number of the row being read, from 1. */
  private String place() {
    return SafeText.number(rows.size() + 1);
  }
}
