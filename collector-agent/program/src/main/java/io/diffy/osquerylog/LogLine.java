package io.diffy.osquerylog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.agent.osquery.OsqueryRows;
import io.diffy.agent.osquery.Printable;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One line of osqueryd's result log, in whichever of its formats ({@code osquery/core/query.cpp}).
 *
 * @param name the query's name as scheduled, {@code pack_<pack>_<query>} for a pack's
 * @param host {@code hostIdentifier}
 * @param run which execution it belongs to
 * @param kind what the rows are
 * @param removed rows that are gone; empty for snapshots
 * @param added rows that are new, or all rows of a snapshot
 */
record LogLine(
    String name,
    String host,
    Map<String, String> decorations,
    Run run,
    Kind kind,
    List<Map<String, String>> removed,
    List<Map<String, String>> added) {

  /** Fields that only a log line has; its decorations may stand behind them, under any name. */
  private static final Set<String> OURS =
      Set.of("hostIdentifier", "calendarTime", "unixTime", "columns", "diffResults", "snapshot");

  private static final Set<String> OF_AN_OBSERVATION =
      Set.of("asg", "instance_id", "collected_at", "rows");

  /** Why a line of the status log is left out. */
  static final String STATUS =
      "a line of osqueryd's status log; answers stand in its result and snapshot logs";

  private static final int MAX_NAME = 256;

  /** What osqueryd itself writes beside the rows; no decoration. */
  private static final Set<String> OWN =
      Set.of(
          "name",
          "hostIdentifier",
          "calendarTime",
          "unixTime",
          "epoch",
          "counter",
          "numerics",
          "logNumericsAsNumbers",
          "action",
          "snapshot",
          "log_type");

  /** What the lines of one execution share. {@code counter} is -1 where an old agent has none. */
  record Run(long unixTime, long epoch, long counter) {
    Instant time() {
      return Instant.ofEpochSecond(unixTime);
    }
  }

  enum Kind {
    /** A snapshot, whole in this line. */
    SNAPSHOT,
    /** One row of a snapshot ({@code --logger_snapshot_event_type}). */
    SNAPSHOT_ROW,
    /** All changes of an execution ({@code --logger_event_type=false}). */
    BATCH,
    /** One changed row; the execution ends where the next one begins. */
    EVENT
  }

  /** What a line is by the first field that tells. */
  enum Meant {
    LOG,
    OBSERVATION,
    UNKNOWN
  }

  static Meant meant(byte[] line) {
    try (JsonParser parser = OsqueryRows.tokens(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        if (OURS.contains(field)) {
          return Meant.LOG;
        }
        if (OF_AN_OBSERVATION.contains(field)) {
          return Meant.OBSERVATION;
        }
        parser.nextToken();
        parser.skipChildren();
      }
    } catch (IOException e) {
      // Not JSON is not a log line; whoever reads it next says what is wrong.
    }
    return Meant.UNKNOWN;
  }

  /** Whether it is one of the status log: what osqueryd says of itself. */
  static boolean isStatus(JsonNode line) {
    boolean says = line.has("filename") || line.has("message");
    return says && line.has("severity") && !isFinding(line) && !hasRows(line);
  }

  /** Whether it is one of OCSF, which has a severity and a message as well. */
  private static boolean isFinding(JsonNode line) {
    return line.has("class_uid");
  }

  static boolean hasRows(JsonNode line) {
    return line.has("columns") || line.has("snapshot") || line.has("diffResults");
  }

  static LogLine parse(String text) throws MalformedRecord {
    JsonNode line;
    try {
      line = OsqueryRows.tree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedRecord("not JSON: " + Printable.of(e.getOriginalMessage()));
    }
    require(line.isObject(), "not a JSON object");
    require(!isStatus(line), STATUS);
    String name = name(line, "name");
    String host = name(line, "hostIdentifier");
    Run run = new Run(LogTime.of(line), number(line, "epoch", 0L), number(line, "counter", -1L));
    Map<String, String> decorated = decorations(line);
    if (line.has("snapshot")) {
      return new LogLine(
          name, host, decorated, run, Kind.SNAPSHOT, List.of(), rows(line, "snapshot"));
    }
    if (line.has("diffResults")) {
      JsonNode changes = line.get("diffResults");
      return new LogLine(
          name, host, decorated, run, Kind.BATCH, rows(changes, "removed"), rows(changes, "added"));
    }
    require(line.path("columns").isObject(), "has neither columns, diffResults nor snapshot");
    List<Map<String, String>> row = List.of(row(line.get("columns")));
    String action = line.path("action").asText();
    return switch (action) {
      case "added" -> new LogLine(name, host, decorated, run, Kind.EVENT, List.of(), row);
      case "removed" -> new LogLine(name, host, decorated, run, Kind.EVENT, row, List.of());
      case "snapshot" -> new LogLine(name, host, decorated, run, Kind.SNAPSHOT_ROW, List.of(), row);
      default ->
          throw new MalformedRecord(
              "action is \"%s\"; it must be added, removed or snapshot"
                  .formatted(Printable.of(action)));
    };
  }

  private static List<Map<String, String>> rows(JsonNode line, String key) throws MalformedRecord {
    JsonNode list = line.path(key);
    // An old agent leaves an empty list out, or writes an empty text for it.
    if (list.isMissingNode() || list.isNull() || (list.isTextual() && list.asText().isEmpty())) {
      return List.of();
    }
    require(list.isArray(), key + " is not a list of rows");
    List<Map<String, String>> rows = new ArrayList<>(list.size());
    for (JsonNode row : list) {
      require(row.isObject(), key + " has something that is not a row");
      rows.add(row(row));
    }
    return rows;
  }

  private static Map<String, String> row(JsonNode columns) {
    Map<String, String> row = OsqueryRows.row(columns);
    LogText.unescape(row);
    return row;
  }

  private static String name(JsonNode line, String key) throws MalformedRecord {
    String name = line.path(key).isTextual() ? line.get(key).textValue() : "";
    require(!name.isBlank(), "has no " + key);
    require(name.length() <= MAX_NAME, key + " has more than " + MAX_NAME + " characters");
    require(name.chars().noneMatch(Character::isISOControl), key + " has control characters");
    return name;
  }

  /**
   * What the config's decorators add; with {@code --decorations_top_level} it stands beside the
   * line's own fields.
   */
  private static Map<String, String> decorations(JsonNode line) {
    Map<String, String> decorated = new HashMap<>();
    line.properties()
        .forEach(
            field -> {
              if (field.getValue().isValueNode() && !OWN.contains(field.getKey())) {
                decorated.put(field.getKey(), field.getValue().asText(""));
              }
            });
    if (line.path("decorations").isObject()) {
      decorated.putAll(OsqueryRows.row(line.get("decorations")));
    }
    return decorated;
  }

  /** A whole number, as number or text; old agents write all numbers as texts. */
  private static long number(JsonNode line, String key, long otherwise) throws MalformedRecord {
    JsonNode value = line.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    try {
      long number = new BigDecimal(value.asText().strip()).longValueExact();
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // Said below, in the same words as a number out of range.
    }
    throw new MalformedRecord(
        "%s is \"%s\"; it must be a whole number from 0"
            .formatted(key, Printable.of(value.asText())));
  }

  private static void require(boolean holds, String problem) throws MalformedRecord {
    if (!holds) {
      throw new MalformedRecord(problem);
    }
  }
}
