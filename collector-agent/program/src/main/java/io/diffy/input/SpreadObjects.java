package io.diffy.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/**
 * JSON that a person's tool spread over several lines, made one line again. It begins where nothing
 * but a bracket stands in a line and ends where that is closed; every other line is handed on as it
 * is, whatever is wrong with it.
 */
final class SpreadObjects implements LineSplitter.Sink {
  private static final String MARK = "\u00ef\u00bb\u00bf";

  private final LineSplitter.Sink sink;
  private final ByteArrayOutputStream object = new ByteArrayOutputStream();
  private long first;
  private int depth;

  SpreadObjects(LineSplitter.Sink sink) {
    this.sink = sink;
  }

  @Override
  public void line(long number, byte[] line) {
    String bare = line.length > 8 ? "" : bare(line);
    boolean newOne = line.length > 1 && line[0] == '{' && line[1] == '"';
    if (depth > 0 && (newOne || object.size() + line.length > LineSplitter.LONGEST)) {
      finish();
    }
    if (depth == 0) {
      if (bare.equals("[") || bare.equals("]") || bare.equals("],") || bare.equals(",")) {
        return;
      }
      if (!bare.endsWith("{")) {
        sink.line(number, line);
        return;
      }
      first = number;
    }
    object.writeBytes(line);
    object.write(' ');
    depth += depthOf(line);
    if (depth <= 0) {
      finish();
    }
  }

  /** Nothing more comes: what is not closed is handed on as it is. */
  @Override
  public void end() {
    if (object.size() > 0) {
      finish();
    }
  }

  private static String bare(byte[] line) {
    String text = new String(line, ISO_8859_1).strip();
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  private void finish() {
    depth = 0;
    String whole = object.toString(ISO_8859_1).strip();
    object.reset();
    String alone = whole.endsWith(",") ? whole.substring(0, whole.length() - 1) : whole;
    sink.line(first, alone.getBytes(ISO_8859_1));
  }

  /** How many brackets a line opens more than it closes; a text ends with its line. */
  private static int depthOf(byte[] line) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length; i++) {
      byte b = line[i];
      if (b == '"') {
        quoted = !quoted;
      } else if (b == '\\' && quoted) {
        i++;
      } else if (!quoted) {
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
      }
    }
    return depth;
  }
}
