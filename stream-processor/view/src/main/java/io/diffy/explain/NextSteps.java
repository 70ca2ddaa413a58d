package io.diffy.explain;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What to type next. People copy it, so no text of a host may do anything in it but be quoted. */
final class NextSteps {
  private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]*");
  private static final int LONGEST_VALUE = 200;

  private NextSteps() {}

  /** Commands of this program; of files only those that need no Kafka. */
  static List<String> commands(Explanation explained) {
    Finding finding = explained.finding();
    String group = Phrases.shell(finding.group().toString());
    String id = Phrases.shell(Phrases.shortId(finding.uid()));
    String input = Phrases.inputs(explained.files());
    List<String> commands = new ArrayList<>();
    commands.add("diffy hosts " + group + input);
    commands.add("diffy findings --all --group " + group + input);
    if (!input.isEmpty()) {
      return commands;
    }
    commands.add("diffy triage " + id + " --state investigating --note '...'");
    // Who does not answer may be the one that an intruder is on.
    if (finding.kind() != Kind.COVERAGE) {
      commands.add("diffy accept " + id + " --reason '...' --preview");
    }
    return commands;
  }

  /**
   * The pack's query for this one thing, to be asked in osqueryi on the host; empty when the pack
   * does not have the query.
   */
  static Optional<String> sql(Explanation explained) {
    return explained.query().map(query -> sql(query, explained));
  }

  private static String sql(PackQuery query, Explanation explained) {
    String text = query.sql().strip().replaceAll("\\s*;$", "");
    List<String> conditions = new ArrayList<>();
    if (explained.finding().kind() != Kind.COVERAGE) {
      Map<String, String> compared =
          explained.masking().map(masking -> masking.identity()).orElse(Map.of());
      for (String column : query.identity()) {
        String raw = explained.finding().row().get(column);
        // What was masked differs from host to host, and what can't be typed can't be compared.
        if (raw != null && raw.equals(compared.get(column)) && isPlain(raw)) {
          conditions.add(column + " = '" + raw.replace("'", "''") + "'");
        }
      }
    }
    conditions.removeIf(condition -> !COLUMN.matcher(condition.split(" ", 2)[0]).matches());
    return conditions.isEmpty()
        ? text + ";"
        : "SELECT * FROM (" + text + ") WHERE " + String.join(" AND ", conditions) + ";";
  }

  private static boolean isPlain(String value) {
    return value.length() <= LONGEST_VALUE
        && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '\\');
  }
}
