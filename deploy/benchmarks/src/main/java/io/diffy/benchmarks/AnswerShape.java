package io.diffy.benchmarks;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the answers of one host may look like; all are about as big. What is a host's own differs
 * from round to round, or the processor would know it from the last one.
 */
enum AnswerShape {
  /** Rounds of more hosts like those beside them; in each answer a tenth is the host's own. */
  ORDINARY,
  /** What the others have, too, again and again. */
  AS_THE_OTHERS,
  MANY_ROWS,
  ROWS_OF_A_THOUSAND_COLUMNS,
  /** Over the limit of columns. */
  ONE_ROW_OF_ALL_COLUMNS,
  COLUMNS_OF_ITS_OWN_IN_EACH_ROW,
  LONG_CELLS,
  LONG_CELLS_OF_NUMBERS,
  DEEP_JSON,
  FIELDS_NOBODY_KNOWS,
  MANY_QUERIES,
  MANY_HOSTS,
  MANY_ANSWERS,
  ROWS_OF_ONE_THING;

  /**
   * How many rows a host answers to each of its queries: as many queries, and about as many rows,
   * as hosts of the simulated fleets have.
   */
  private static final int[] ROWS = {
    50, 1, 2, 3, 5, 8, 10, 15, 20, 30, 40, 60, 80, 100, 120, 150, 200
  };

  private static final int PEERS = 8;

  /** A round of a host; by it the others are made as big. */
  private static final int BYTES_OF_ROUND = 150_000;

  private static final String WORD = "usr lib x86 package ";

  /** Answers of about so many bytes in all. */
  List<Observation> answers(int bytes, int round) {
    List<Observation> answers = new ArrayList<>();
    int own = 1_000 + round * 200_000;
    switch (this) {
      case ORDINARY -> {
        for (int host = 0; host < bytes / BYTES_OF_ROUND; host++) {
          answers.addAll(ordinary("i-shape-" + host, PEERS + host, round));
        }
      }
      case AS_THE_OTHERS -> {
        for (int n = 0; n < bytes / 8_000; n++) {
          answers.add(answer("i-shape", "query-0", n, rows(0, 50)));
        }
      }
      case MANY_ROWS -> answers.add(answer("i-shape", "query-0", 0, rows(own, bytes / 160)));
      case ROWS_OF_A_THOUSAND_COLUMNS ->
          answers.add(answer("i-shape", "query-0", 0, wide(own, 1_000, bytes / 32_000)));
      case ONE_ROW_OF_ALL_COLUMNS ->
          answers.add(answer("i-shape", "query-0", 0, wide(own, bytes / 32, 1)));
      case COLUMNS_OF_ITS_OWN_IN_EACH_ROW ->
          answers.add(answer("i-shape", "query-0", 0, wide(own, 20, bytes / 640)));
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
              answer("i-shape", "query-0", 0, rows(0, 50)).withMore(columns(own, bytes / 32)));
      case MANY_QUERIES -> {
        for (int n = 0; n < bytes / 400; n++) {
          answers.add(answer("i-shape", "own-query-" + name(own + n), 0, rows(0, 1)));
        }
      }
      case MANY_HOSTS -> {
        for (int n = 0; n < bytes / 400; n++) {
          answers.add(answer("i-shape-" + n, "query-0", 0, rows(0, 1)));
        }
      }
      case MANY_ANSWERS -> {
        for (int n = 0; n < bytes / 400; n++) {
          answers.add(answer("i-shape", "query-0", n, rows(own + n, 1)));
        }
      }
      case ROWS_OF_ONE_THING -> {
        List<Map<String, String>> rows = rows(own, bytes / 160);
        rows.forEach(row -> row.put("name", "one"));
        answers.add(answer("i-shape", "query-0", 0, rows));
      }
    }
    return answers;
  }

  /** What the eight ordinary hosts beside it answer. */
  static List<Observation> peers(int round) {
    List<Observation> answers = new ArrayList<>();
    for (int host = 0; host < PEERS; host++) {
      answers.addAll(ordinary("i-peer-" + host, host, round));
    }
    return answers;
  }

  /** All that an ordinary host answers: nine tenths of each answer are those of all hosts. */
  private static List<Observation> ordinary(String instanceId, int host, int round) {
    List<Observation> answers = new ArrayList<>();
    for (int query = 0; query < ROWS.length; query++) {
      int own = ROWS[query] / 10 + (host % 10 < ROWS[query] % 10 ? 1 : 0);
      List<Map<String, String>> rows = rows(0, ROWS[query] - own);
      rows.addAll(rows(1_000 + round * 200_000 + 2_000 * host + 100 * query, own));
      answers.add(answer(instanceId, "query-" + query, 0, rows));
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
      String name = name(row);
      Map<String, String> cells = new TreeMap<>();
      cells.put("name", "package-" + name);
      cells.put("version", "2." + row % 1_000 + ".1-4ubuntu");
      cells.put("arch", "amd64");
      cells.put("source", "source-of-" + name);
      cells.put("path", "/usr/lib/x86_64-linux-gnu/package-" + name + ".so");
      rows.add(cells);
    }
    return rows;
  }

  /** Letters alone: of a number that could be an id the processor looks whether it is one. */
  private static String name(int number) {
    StringBuilder name = new StringBuilder();
    for (int left = number; name.length() < 5; left /= 20) {
      name.append((char) ('g' + left % 20));
    }
    return name.toString();
  }

  private static List<Map<String, String>> wide(int from, int columns, int count) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(columns(from + row * columns, columns));
    }
    return rows;
  }

  private static Map<String, String> columns(int from, int count) {
    Map<String, String> cells = new TreeMap<>();
    for (int n = from; n < from + count; n++) {
      cells.put("column_" + name(n), "value " + n % 30_000);
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
