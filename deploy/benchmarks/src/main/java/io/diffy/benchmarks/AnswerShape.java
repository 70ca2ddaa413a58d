package io.diffy.benchmarks;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the answers of one host may look like; all are about as big. */
enum AnswerShape {
  /** Rounds of more hosts like those beside them; in each answer a tenth is the host's own. */
  ORDINARY,
  /** What the others have, too, again and again. */
  AS_THE_OTHERS,
  MANY_ROWS,
  MANY_COLUMNS,
  COLUMNS_OF_ITS_OWN_IN_EACH_ROW,
  LONG_CELLS,
  LONG_CELLS_OF_NUMBERS,
  DEEP_JSON,
  FIELDS_NOBODY_KNOWS,
  MANY_QUERIES,
  MANY_HOSTS,
  MANY_ANSWERS,
  ROWS_OF_ONE_THING;

  private static final int QUERIES = 20;
  private static final String WORD = "usr lib x86 package ";

  /** Answers of about so many bytes in all. */
  List<Observation> answers(int bytes) {
    List<Observation> answers = new ArrayList<>();
    switch (this) {
      case ORDINARY -> {
        for (int n = 0; n < bytes / 8_000; n++) {
          List<Map<String, String>> rows = rows(0, 45);
          rows.addAll(rows(10_000 + 5 * n, 5));
          answers.add(answer("i-shape-" + n / QUERIES, "query-" + n % QUERIES, 0, rows));
        }
      }
      case AS_THE_OTHERS -> {
        for (int n = 0; n < bytes / 8_000; n++) {
          answers.add(answer("i-shape", "query-" + n % QUERIES, n / QUERIES, rows(0, 50)));
        }
      }
      case MANY_ROWS -> answers.add(answer("i-shape", "query-0", 0, rows(1_000, bytes / 160)));
      case MANY_COLUMNS ->
          answers.add(answer("i-shape", "query-0", 0, List.of(columns(0, bytes / 32))));
      case COLUMNS_OF_ITS_OWN_IN_EACH_ROW -> {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int row = 0; row < bytes / 640; row++) {
          rows.add(columns(row * 20, 20));
        }
        answers.add(answer("i-shape", "query-0", 0, rows));
      }
      case LONG_CELLS ->
          answers.add(answer("i-shape", "query-0", 0, cells(WORD.repeat(2_500), bytes / 50_000)));
      case LONG_CELLS_OF_NUMBERS ->
          answers.add(
              answer(
                  "i-shape",
                  "query-0",
                  0,
                  cells("10.2.3.4:80 0af3bc99-".repeat(2_400), bytes / 50_000)));
      case DEEP_JSON ->
          answers.add(
              answer("i-shape", "query-0", 0, cells("[{\"a\":".repeat(7_000), bytes / 50_000)));
      case FIELDS_NOBODY_KNOWS ->
          answers.add(
              answer("i-shape", "query-0", 0, rows(0, 50)).withMore(columns(0, bytes / 32)));
      case MANY_QUERIES -> {
        for (int n = 0; n < bytes / 400; n++) {
          answers.add(answer("i-shape", "own-query-" + n, 0, rows(0, 1)));
        }
      }
      case MANY_HOSTS -> {
        for (int n = 0; n < bytes / 400; n++) {
          answers.add(answer("i-shape-" + n, "query-0", 0, rows(0, 1)));
        }
      }
      case MANY_ANSWERS -> {
        for (int n = 0; n < bytes / 400; n++) {
          answers.add(answer("i-shape", "query-0", n, rows(n, 1)));
        }
      }
      case ROWS_OF_ONE_THING -> {
        List<Map<String, String>> rows = rows(0, bytes / 160);
        rows.forEach(row -> row.put("name", "one"));
        answers.add(answer("i-shape", "query-0", 0, rows));
      }
    }
    return answers;
  }

  /** What the eight hosts beside it answer. */
  static List<Observation> peers() {
    List<Observation> answers = new ArrayList<>();
    for (int host = 0; host < 8; host++) {
      for (int query = 0; query < QUERIES; query++) {
        answers.add(answer("i-peer-" + host, "query-" + query, 0, rows(0, 50)));
      }
    }
    return answers;
  }

  private static Observation answer(
      String instanceId, String query, int second, List<Map<String, String>> rows) {
    return Observation.of(
            Instance.named("shapes", instanceId),
            query,
            SteadyFleet.BEGIN.plusSeconds(60 + second),
            rows)
        .withInterval(3600);
  }

  private static List<Map<String, String>> rows(int from, int count) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int row = from; row < from + count; row++) {
      Map<String, String> cells = new TreeMap<>();
      cells.put("name", "package-" + row);
      cells.put("version", "2." + row + ".1-4ubuntu");
      cells.put("arch", "amd64");
      cells.put("source", "source-of-" + row);
      cells.put("path", "/usr/lib/x86_64-linux-gnu/package-" + row + ".so");
      rows.add(cells);
    }
    return rows;
  }

  private static Map<String, String> columns(int from, int count) {
    Map<String, String> cells = new TreeMap<>();
    for (int n = from; n < from + count; n++) {
      cells.put("column_%06d".formatted(n), "value " + n);
    }
    return cells;
  }

  private static List<Map<String, String>> cells(String text, int count) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(new TreeMap<>(Map.of("name", "cell-" + row, "path", text)));
    }
    return rows;
  }
}
