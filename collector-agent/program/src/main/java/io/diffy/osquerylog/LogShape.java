package io.diffy.osquerylog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in one line of a file, or in one message: lines of osqueryd's log, alone, several
 * without a line end between them, in a list, or inside what a shipper put around them.
 *
 * @param lines those of osqueryd's results, each one JSON object
 * @param status how many lines of its status log stand there
 * @param problem what else stands there and why it is not taken; empty when nothing
 * @param rest that as it stands there
 */
public record LogShape(List<String> lines, int status, String problem, String rest) {
  private static final LogShape NONE = new LogShape(List.of(), 0, "", "");

  /** Why a line of the status log is left out. */
  public static final String STATUS = LogLine.STATUS;

  /** How the status log looks as a file. */
  private static final Pattern GLOG =
      Pattern.compile("[IWEF][0-9]{4} [0-9:.]+ +[0-9]+ [\\w.]+:[0-9]+\\]");

  /** An object inside a cell of CSV, where quotes are doubled. */
  private static final Pattern IN_CSV = Pattern.compile("\\{\"\"(?=\\w)");

  /**
   * What tools put between objects beside blanks: a list's signs, NUL, RFC 7464's mark, Unicode's.
   */
  private static final String BETWEEN = ",[]\0\u001e\ufeff";

  /** Whether anything of osqueryd stands there. */
  public boolean isEmpty() {
    return lines.isEmpty() && status == 0 && problem.isEmpty();
  }

  /** A line as text; bytes that are not UTF-8 stay distinct. */
  public static String text(byte[] line) {
    return LogText.of(line);
  }

  /** Of a line that is not blank; empty where it is something else, such as an observation. */
  public static LogShape of(byte[] line) {
    switch (LogLine.meant(line)) {
      case OBSERVATION -> {
        return NONE;
      }
      case LOG -> {
        String text = LogText.of(line).strip();
        List<String> objects = new ArrayList<>();
        String behind = text.substring(objects(text, 0, objects)).strip();
        if (objects.isEmpty()) {
          // It is cut; who reads it as a line says where.
          return new LogShape(List.of(text), 0, "", "");
        }
        return objects.size() == 1 && behind.isEmpty()
            ? new LogShape(objects, 0, "", "")
            : Unwrapping.of(objects).shape(behind);
      }
      default -> {
        return unwrapped(LogText.of(line).strip());
      }
    }
  }

  private static LogShape unwrapped(String line) {
    if (GLOG.matcher(line).lookingAt()) {
      return new LogShape(List.of(), 1, "", "");
    }
    Matcher csv = IN_CSV.matcher(line);
    boolean inCsv = csv.find() && line.indexOf("{\"") == csv.start();
    String text = inCsv ? line.substring(csv.start()).replace("\"\"", "\"") : line;
    List<String> objects = new ArrayList<>();
    String behind = wrapped(text, objects);
    if (objects.isEmpty() && behind.isEmpty()) {
      return NONE;
    }
    Unwrapping found = Unwrapping.of(objects);
    return found.isEmpty()
        ? new LogShape(List.of(), 0, found.wrapper(), "")
        : found.shape(inCsv ? "" : behind);
  }

  /** The objects of a text, whatever stands before each; returns what is behind the last. */
  static String wrapped(String text, List<String> objects) {
    int end = 0;
    for (int begin = begin(text, 0); begin >= 0; begin = begin(text, end)) {
      int before = objects.size();
      end = objects(text, begin, objects);
      if (objects.size() == before) {
        return text.substring(begin).strip();
      }
    }
    return objects.isEmpty() ? "" : text.substring(end).strip();
  }

  private static int begin(String text, int from) {
    if (from == 0 && (text.startsWith("[{") || text.startsWith("[ {"))) {
      return 0;
    }
    int begin = text.indexOf("{\"", from);
    return begin >= 0 || from > 0 || !text.contains("\"") ? begin : text.indexOf('{');
  }

  /**
   * The objects of a text that has one there, or a list of them.
   *
   * @return where the last whole one ends, and what may stand behind it
   */
  private static int objects(String text, int begin, List<String> objects) {
    int depth = 0;
    int from = -1;
    int end = begin;
    boolean quoted = false;
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else {
          quoted = c != '"';
        }
      } else if (c == '{') {
        from = depth++ == 0 ? i : from;
      } else if (c == '}' && depth > 0) {
        if (--depth == 0) {
          objects.add(text.substring(from, i + 1));
          end = i + 1;
        }
      } else if (depth > 0) {
        quoted = c == '"';
      } else if (BETWEEN.indexOf(c) >= 0 || Character.isWhitespace(c)) {
        end = i + 1;
      } else {
        break;
      }
    }
    return end;
  }
}
