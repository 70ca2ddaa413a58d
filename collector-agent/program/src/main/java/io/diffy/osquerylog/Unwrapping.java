package io.diffy.osquerylog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.diffy.agent.osquery.OsqueryRows;
import io.diffy.agent.osquery.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Takes lines of osqueryd's log out of what shippers put around them. */
final class Unwrapping {
  private static final int DEEPEST = 8;

  /** The most that a line may unfold to. */
  private static final int LARGEST = 32 << 20;

  /**
   * Where shippers put a line as text. What hosts fill is never looked into: a command line ends
   * like a line of a log.
   */
  private static final Pattern TEXTS =
      Pattern.compile(
          "@?(?:line|values?|original|content|stringvalue|(?:full_?|short_?|sys)?(?:raw|log|msg|message)\\w*"
              + "|\\w*(?:message|payload|event|body|result|(?<!con)text|raw|data|base64))",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> OF_HOSTS =
      Set.of("columns", "snapshot", "diffResults", "decorations", "rows", "osquery_meta");

  /** How Elastic's Filebeat renames what it reads of osqueryd's log. */
  private static final Map<String, String> FILEBEAT =
      Map.of(
          "host_identifier", "hostIdentifier",
          "unix_time", "unixTime",
          "calendar_time", "calendarTime");

  private static final String BEAT =
      "an event of Elastic's osquerybeat, which tells no runs apart; give the log of osqueryd itself"
          + " (filesystem logger, or Filebeat reading it)";

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}={0,2}\\s*");

  /** A text, or the arrow that Ruby and Fluent Bit write where JSON has a colon. */
  private static final Pattern ARROW = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|=>|\\bnil\\b");

  private final List<String> lines = new ArrayList<>();
  private int status;
  private String wrapper = "";
  private String cut = "";
  private int room = LARGEST;

  private Unwrapping() {}

  static Unwrapping of(List<String> objects) {
    Unwrapping found = new Unwrapping();
    objects.forEach(object -> found.text(object, 0));
    return found;
  }

  /** Whether nothing of osqueryd stands there. */
  boolean isEmpty() {
    return lines.isEmpty() && status == 0 && cut.isEmpty();
  }

  /** What writes such objects, where it is known that no answer can be made of them. */
  String wrapper() {
    return wrapper;
  }

  LogShape shape(String behind) {
    String rest = behind.isEmpty() ? cut : behind;
    String what =
        behind.isEmpty()
            ? "a line inside that was cut, as Docker and containerd cut lines above 16 KiB: "
            : "text behind the object, which is no whole object: ";
    return new LogShape(
        List.copyOf(lines),
        status,
        rest.isEmpty()
            ? ""
            : what + Printable.of(rest.length() > 60 ? rest.substring(0, 60) + "…" : rest),
        rest);
  }

  private void text(String object, int depth) {
    try {
      node(OsqueryRows.tree(object), object, depth);
    } catch (JsonProcessingException e) {
      if (depth == 0 && LogLine.meant(object.getBytes(UTF_8)) == LogLine.Meant.LOG) {
        // It says itself what is wrong with it.
        lines.add(object);
      } else if (object.contains("\"=>")) {
        arrows(object, depth);
      }
    }
  }

  private void arrows(String object, int depth) {
    String text =
        ARROW
            .matcher(object)
            .replaceAll(
                m ->
                    switch (m.group()) {
                      case "=>" -> ":";
                      case "nil" -> "null";
                      default -> Matcher.quoteReplacement(m.group());
                    });
    try {
      node(OsqueryRows.tree(text), text, depth);
    } catch (JsonProcessingException e) {
      // No object of Ruby's either.
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
      } else if (isBeat(node)) {
        wrapper = BEAT;
      } else {
        wrapper = wrapper.isEmpty() ? wrapper(node) : wrapper;
        fields(node, depth);
      }
    }
  }

  /** Shippers keep the text beside what they parsed of it: what two fields hold counts once. */
  private void fields(JsonNode node, int depth) {
    List<List<JsonNode>> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      int from = lines.size();
      field(field.getKey(), field.getValue(), depth);
      List<String> added = lines.subList(from, lines.size());
      if (!added.isEmpty()) {
        List<JsonNode> trees = added.stream().map(Unwrapping::tree).toList();
        if (all.contains(trees)) {
          added.clear();
        }
        all.add(trees);
      }
    }
  }

  private static JsonNode tree(String line) {
    try {
      return OsqueryRows.tree(line);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(line);
    }
  }

  private void field(String key, JsonNode value, int depth) {
    if (OF_HOSTS.contains(key)) {
      return;
    }
    boolean text = TEXTS.matcher(key).matches();
    if (value.isContainerNode()) {
      if (text && value.path(0).isInt()) {
        // The journal's way to write what may be no text.
        byte[] bytes = new byte[value.size()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) value.get(i).asInt();
        }
        nested(LogText.of(bytes), depth);
        return;
      }
      if (text && value.isArray()) {
        texts(value, depth);
      }
      node(value, value.toString(), depth + 1);
    } else if (text && value.isTextual()) {
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
    String text = BASE64.matcher(written).matches() ? plain(written) : written;
    if (depth < DEEPEST) {
      List<String> objects = new ArrayList<>();
      String behind = LogShape.wrapped(text, objects);
      objects.forEach(object -> text(object, depth + 1));
      if (cut.isEmpty() && LineRemains.of(behind).isPresent()) {
        cut = behind;
      }
    }
  }

  /** Kinesis, Firehose and Pub/Sub; CloudWatch zips what it puts there. */
  private String plain(String base64) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(base64);
      if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          bytes = in.readNBytes(room);
          room -= bytes.length;
        }
      }
      return LogText.of(bytes);
    } catch (IllegalArgumentException | IOException e) {
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

  /** Its fields are columns of rows, which hosts fill. */
  private static boolean isBeat(JsonNode node) {
    return node.has("osquery_meta")
        || (node.has("osquery")
            && (node.has("action_id")
                || node.path("agent").path("type").asText().equals("osquerybeat")));
  }

  private static String wrapper(JsonNode node) {
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
