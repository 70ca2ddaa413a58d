package io.diffy.plugins.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.diffy.agent.osquery.OsqueryRows;
import java.util.List;
import java.util.Map;

/** How the output of a command becomes rows. */
enum CommandRows {
  /** Each line is a row with the column {@code line}. */
  LINES,
  /** It prints an array of objects, as osqueryi does. */
  JSON,
  /** An array of objects if it is one, else lines. */
  AUTO;

  private static final String COLUMN = "line";

  List<Map<String, String>> read(String output) throws JsonProcessingException {
    if (this == JSON) {
      return OsqueryRows.parse(output, PayloadLimits.MAX_CELLS);
    }
    if (this == AUTO && output.stripLeading().startsWith("[")) {
      try {
        return OsqueryRows.parse(output, PayloadLimits.MAX_CELLS);
      } catch (JsonProcessingException e) {
        // Then they are lines that begin with a bracket.
        return lines(output);
      }
    }
    return lines(output);
  }

  /** The end of the last line is no line of its own. */
  private static List<Map<String, String>> lines(String output) {
    return output
        .lines()
        .limit(PayloadLimits.MAX_CELLS + 1L)
        .map(line -> Map.of(COLUMN, line))
        .toList();
  }
}
