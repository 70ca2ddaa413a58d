package io.diffy.schemas.json;

import io.diffy.schemas.Row;
import io.diffy.schemas.codec.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the rows of one answer by their bytes, without a parser's tokens in between. It reads what
 * nearly all rows are, as {@link RowReader} does; of anything else it reads nothing, and leaves to
 * that one what to say about it.
 */
final class RowScanner {
  private static final String[] NONE = {};
  private static final byte[][] NOT_YET = {};

  /** A longer one is none of osquery's. */
  private static final int LONGEST_NAME = 1000;

  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String ESCAPED = "\"\\/\b\f\n\r\t";

  /** Of all threads. */
  private static final CellTexts TEXTS = new CellTexts();

  private final byte[] bytes;
  private final int end;
  private int at;
  private String[] expected = NONE;
  private byte[][] names = NOT_YET;

  /** Thrown where it is not as nearly all rows are: one object, because hosts may cause it. */
  private static final class Unusual extends Exception {
    static final Unusual INSTANCE = new Unusual();
    private static final long serialVersionUID = 1;

    private Unusual() {
      super("not as nearly all rows are", null, false, false);
    }
  }

  private RowScanner(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** The rows that lie in a record up to its last byte; null where somebody else must read them. */
  static List<Map<String, String>> read(byte[] record, int from) {
    try {
      // What has to be repaired first is not usual.
      return Utf8.checked(record) == record ? again(record, from) : null;
    } catch (MalformedRecord e) {
      return null;
    }
  }

  /** The same for rows that were read so before. */
  static List<Map<String, String>> again(byte[] record, int from) {
    try {
      return new RowScanner(record, from, record.length - 1).rows();
    } catch (Unusual e) {
      return null;
    }
  }

  private List<Map<String, String>> rows() throws Unusual {
    List<Map<String, String>> rows = new ArrayList<>();
    take('[');
    for (boolean more = peek() != ']'; more; more = isTaken(',')) {
      rows.add(row());
    }
    take(']');
    if (at != end) {
      throw Unusual.INSTANCE;
    }
    return rows;
  }

  private Map<String, String> row() throws Unusual {
    take('{');
    String[] values = new String[expected.length];
    Map<String, String> cells = null;
    int read = 0;
    for (boolean more = peek() != '}'; more; more = isTaken(',')) {
      if (cells == null && read < expected.length && isNext(read)) {
        take(':');
        values[read++] = text();
      } else {
        cells = cells == null ? cells(values, read) : cells;
        String name = text();
        take(':');
        if (name.length() > LONGEST_NAME || cells.put(name, text()) != null) {
          throw Unusual.INSTANCE;
        }
      }
    }
    take('}');
    return cells == null && read == expected.length
        ? new Row(expected, values)
        : otherRow(cells == null ? cells(values, read) : cells);
  }

  private Map<String, String> cells(String[] values, int read) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < read; i++) {
      cells.put(expected[i], values[i]);
    }
    return cells;
  }

  /** A row of other columns than those before; the next one may have the same. */
  private Map<String, String> otherRow(Map<String, String> cells) {
    if (cells.size() > Row.MAX_COLUMNS) {
      return Collections.unmodifiableMap(cells);
    }
    expected = cells.keySet().toArray(NONE);
    names = NOT_YET;
    return new Row(expected, cells.values().toArray(NONE));
  }

  /** Whether the name that is expected there comes next; then it is taken. */
  private boolean isNext(int number) {
    if (names.length != expected.length) {
      // Only now: many answers have one row.
      names = Stream.of(expected).map(RowScanner::written).toArray(byte[][]::new);
    }
    byte[] name = names[number];
    boolean next =
        peek() == '"'
            && at + name.length <= end
            && Arrays.equals(bytes, at, at + name.length, name, 0, name.length);
    at += next ? name.length : 0;
    return next;
  }

  /** A name as it is written; what would have to be escaped, stands nowhere like this. */
  private static byte[] written(String name) {
    boolean plain = name.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\');
    return (plain ? '"' + name + '"' : "{").getBytes(StandardCharsets.UTF_8);
  }

  private String text() throws Unusual {
    take('"');
    int from = at;
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        return TEXTS.of(bytes, from, at++);
      }
      if (b == '\\') {
        return escaped(from);
      }
      if (b >= 0 && b < ' ') {
        break;
      }
      at++;
    }
    throw Unusual.INSTANCE;
  }

  private String escaped(int from) throws Unusual {
    StringBuilder out = new StringBuilder();
    int plain = from;
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        append(out, plain, at++);
        return out.toString();
      }
      if (b >= 0 && b < ' ') {
        break;
      }
      if (b == '\\') {
        append(out, plain, at);
        int escape = at + 1 < end ? ESCAPES.indexOf(bytes[at + 1]) : -1;
        if (escape >= 0) {
          out.append(ESCAPED.charAt(escape));
          at += 2;
        } else {
          out.append(unit());
        }
        plain = at;
      } else {
        at++;
      }
    }
    throw Unusual.INSTANCE;
  }

  /** What four hexadecimal digits stand for; of halves that miss another nothing is left. */
  private char unit() throws Unusual {
    if (at + 6 > end || bytes[at + 1] != 'u') {
      throw Unusual.INSTANCE;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        throw Unusual.INSTANCE;
      }
      unit = unit << 4 | digit;
    }
    at += 6;
    return (char) unit;
  }

  private void append(StringBuilder out, int from, int to) {
    out.append(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }

  private void take(char expectedByte) throws Unusual {
    if (peek() != expectedByte) {
      throw Unusual.INSTANCE;
    }
    at++;
  }

  private boolean isTaken(char asked) {
    boolean is = peek() == asked;
    at += is ? 1 : 0;
    return is;
  }

  /** What comes next behind white space, which is passed over; 0 at the end. */
  private byte peek() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      at++;
    }
    return 0;
  }
}
