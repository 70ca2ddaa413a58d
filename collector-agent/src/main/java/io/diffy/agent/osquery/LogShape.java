package io.diffy.agent.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private static final int DEEPEST = 6;

  /** How an object begins in base64. */
  private static final String BASE64 = "eyJ";

  /** How the status log looks as a file. */
  private static final Pattern GLOG =
      Pattern.compile("[IWEF][0-9]{4} [0-9:.]+ +[0-9]+ [\\w.]+:[0-9]+\\]");

  /** Where shippers put a line as text. What hosts fill is never looked into. */
  private static final Set<String> TEXTS =
      Set.of(
          "message",
          "MESSAGE",
          "msg",
          "log",
          "line",
          "event",
          "_raw",
          "raw",
          "result",
          "data",
          "full_message",
          "short_message",
          "value",
          "values");

  private static final Set<String> OF_HOSTS =
      Set.of("columns", "snapshot", "diffResults", "decorations", "rows", "osquery_meta");

  /** How Elastic's Filebeat renames what it reads of osqueryd's log. */
  private static final Map<String, String> FILEBEAT =
      Map.of(
          "host_identifier", "hostIdentifier",
          "unix_time", "unixTime",
          "calendar_time", "calendarTime");

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
        String behind = objects(text, objects);
        if (objects.isEmpty()) {
          // It is cut; who reads it as a line says where.
          return new LogShape(List.of(text), 0, "", "");
        }
        return objects.size() == 1 && behind.isEmpty()
            ? new LogShape(objects, 0, "", "")
            : new Unwrapping().all(objects).shape(behind);
      }
      default -> {
        return unwrapped(LogText.of(line).strip());
      }
    }
  }

  private static LogShape unwrapped(String text) {
    if (GLOG.matcher(text).lookingAt()) {
      return new LogShape(List.of(), 1, "", "");
    }
    int begin = text.startsWith("[{") || text.startsWith("[ {") ? 0 : text.indexOf("{\"");
    if (begin < 0) {
      begin = text.indexOf('{');
    }
    if (begin < 0 || !text.contains("\"")) {
      return NONE;
    }
    List<String> objects = new ArrayList<>();
    String behind = objects(text.substring(begin), objects);
    Unwrapping found = new Unwrapping().all(objects);
    if (found.lines.isEmpty() && found.status == 0) {
      return new LogShape(List.of(), 0, found.wrapper, "");
    }
    return found.shape(behind);
  }

  /**
   * The objects of a text that begins with one, or with a list of them.
   *
   * @return what stands behind the last whole one; empty when nothing
   */
  private static String objects(String text, List<String> objects) {
    int depth = 0;
    int from = -1;
    int end = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
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
      } else if (",[]".indexOf(c) >= 0 || Character.isWhitespace(c)) {
        end = i + 1;
      } else {
        break;
      }
    }
    return text.substring(end).strip();
  }

  /** What was found so far. */
  private static final class Unwrapping {
    private final List<String> lines = new ArrayList<>();
    private int status;
    private String wrapper = "";

    LogShape shape(String behind) {
      return new LogShape(
          List.copyOf(lines),
          status,
          behind.isEmpty()
              ? ""
              : "text behind the object, which is no whole object: "
                  + Printable.of(behind.length() > 60 ? behind.substring(0, 60) + "…" : behind),
          behind);
    }

    Unwrapping all(List<String> objects) {
      objects.forEach(object -> text(object, 0));
      return this;
    }

    private void text(String object, int depth) {
      try {
        node(OsqueryRows.tree(object), object, depth);
      } catch (JsonProcessingException e) {
        if (depth == 0 && LogLine.meant(object.getBytes(UTF_8)) == LogLine.Meant.LOG) {
          // It says itself what is wrong with it.
          lines.add(object);
        }
      }
    }

    private void node(JsonNode node, String text, int depth) {
      if (depth > DEEPEST) {
        return;
      }
      if (node.isArray()) {
        node.forEach(each -> node(each, each.isTextual() ? "" : each.toString(), depth + 1));
      } else if (node.isObject()) {
        if (LogLine.isStatus(node)) {
          status++;
        } else if (LogLine.hasRows(node) && node.has("name") && identified((ObjectNode) node)) {
          lines.add(node.has("host_identifier") ? renamed((ObjectNode) node) : text);
        } else {
          wrapper = wrapper.isEmpty() ? wrapper(node) : wrapper;
          node.properties().forEach(field -> field(field.getKey(), field.getValue(), depth));
        }
      }
    }

    private void field(String key, JsonNode value, int depth) {
      if (OF_HOSTS.contains(key)) {
        return;
      }
      if (value.isContainerNode()) {
        if (TEXTS.contains(key) && value.isArray()) {
          texts(value, depth);
        }
        node(value, value.toString(), depth + 1);
      } else if (TEXTS.contains(key) && value.isTextual()) {
        nested(value.textValue(), depth);
      }
    }

    /** Loki: {@code "values": [["time", "line"], …]}. */
    private void texts(JsonNode list, int depth) {
      for (JsonNode each : list) {
        if (each.isTextual()) {
          nested(each.textValue(), depth);
        } else if (each.isArray() && depth < DEEPEST) {
          texts(each, depth + 1);
        }
      }
    }

    private void nested(String written, int depth) {
      String text = written.startsWith(BASE64) ? plain(written) : written;
      int begin = text.indexOf("{\"");
      if (begin >= 0 && depth < DEEPEST) {
        List<String> objects = new ArrayList<>();
        String unused = objects(text.substring(begin), objects);
        objects.forEach(object -> text(object, depth + 1));
      }
    }

    /** Kinesis and Firehose. */
    private static String plain(String base64) {
      try {
        return LogText.of(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException e) {
        return base64;
      }
    }

    private static boolean identified(ObjectNode node) {
      return node.has("hostIdentifier") || node.has("host_identifier");
    }

    private static String renamed(ObjectNode node) {
      FILEBEAT.forEach(
          (theirs, ours) -> {
            JsonNode value = node.remove(theirs);
            if (value != null) {
              node.set(ours, value);
            }
          });
      return node.toString();
    }

    /** What writes such objects, where it is known that no answer can be made of them. */
    private static String wrapper(JsonNode node) {
      if (node.has("osquery_meta") || (node.has("action_id") && node.has("osquery"))) {
        return "an event of Elastic's osquerybeat, which tells no runs apart; give the log of osqueryd itself"
            + " (filesystem logger, or Filebeat reading it)";
      }
      if (node.path("data").has("osquery") || node.has("full_log") || node.has("decoder")) {
        return "an alert of Wazuh, which leaves out what answers are rebuilt from (hostIdentifier, counter);"
            + " give the osqueryd.results.log that its agent reads";
      }
      if (node.has("host_id") && node.has("query_id")) {
        return "a query report of Fleet; give the result log that Fleet writes";
      }
      return "";
    }
  }
}
