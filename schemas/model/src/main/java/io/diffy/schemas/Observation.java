package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One instance's whole answer to one query at one time. A big answer may come in several parts that
 * share a snapshot id.
 *
 * @param instance who answered
 * @param query name of the query in its pack
 * @param collectedAt the host's own clock
 * @param coverage how whole the answer is
 * @param error why it is not whole; empty otherwise
 * @param intervalSeconds the schedule of this query on that host; 0 when not said
 * @param roundId the on-demand round this answers; empty for scheduled collection
 * @param part which part of a split answer this is
 * @param rows the rows as osquery prints them: column to text, in the order received
 * @param more fields that this version does not know, each with its value as JSON
 */
public record Observation(
    Instance instance,
    String query,
    Instant collectedAt,
    Coverage coverage,
    String error,
    int intervalSeconds,
    String roundId,
    Part part,
    List<Map<String, String>> rows,
    Map<String, String> more) {

  public Observation {
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(collectedAt, "collectedAt");
    Objects.requireNonNull(coverage, "coverage");
    error = Objects.requireNonNullElse(error, "");
    roundId = Objects.requireNonNullElse(roundId, "");
    part = Objects.requireNonNullElse(part, Part.WHOLE);
    Objects.requireNonNull(rows, "rows");
    more = Objects.requireNonNullElse(more, Map.of());
  }

  /** A whole, scheduled, {@code ok} answer. */
  public static Observation of(
      Instance instance, String query, Instant collectedAt, List<Map<String, String>> rows) {
    return new Observation(
        instance, query, collectedAt, Coverage.OK, "", 0, "", Part.WHOLE, rows, Map.of());
  }

  /** An answer that failed: no rows, and the reason. Never to be confused with "no rows". */
  public static Observation failed(
      Instance instance, String query, Instant collectedAt, String reason) {
    return new Observation(
        instance,
        query,
        collectedAt,
        Coverage.ERROR,
        reason,
        0,
        "",
        Part.WHOLE,
        List.of(),
        Map.of());
  }

  public Observation withRound(String id) {
    return new Observation(
        instance, query, collectedAt, coverage, error, intervalSeconds, id, part, rows, more);
  }

  public Observation withInterval(int seconds) {
    return new Observation(
        instance, query, collectedAt, coverage, error, seconds, roundId, part, rows, more);
  }

  public Observation withRows(Part ofAnswer, List<Map<String, String>> rowsOfPart) {
    return new Observation(
        instance,
        query,
        collectedAt,
        coverage,
        error,
        intervalSeconds,
        roundId,
        ofAnswer,
        rowsOfPart,
        more);
  }

  /**
   * A place in a split answer.
   *
   * @param snapshotId the same for all parts of one answer; empty for a whole one
   * @param number 1 to {@code of}
   * @param of how many parts there are
   */
  public record Part(String snapshotId, int number, int of) {
    public static final Part WHOLE = new Part("", 1, 1);

    public boolean isWhole() {
      return of == 1;
    }
  }
}
