package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One instance's whole answer to one query at one time. A big answer may come in several parts that
 * share a snapshot id.
 *
 * @param instance who answered
 * @param query name of the query in its pack
 * @param collectedAt the host's own clock
 * @param status how whole the answer is
 * @param trigger what made the host answer
 * @param part which part of a split answer this is
 * @param rows the rows as osquery prints them: column to text, in the order received
 * @param more fields that this version does not know, each with its value as JSON
 */
public record Observation(
    Instance instance,
    String query,
    Instant collectedAt,
    Status status,
    Trigger trigger,
    Part part,
    List<Map<String, String>> rows,
    Map<String, String> more) {

  /** In an answer that nothing was logged of since: when it was given. */
  public static final String UNCHANGED_SINCE = "unchanged_since";

  /**
   * How whole an answer is.
   *
   * @param error why it is not whole; empty otherwise
   */
  public record Status(Coverage coverage, String error) {
    public static final Status OK = new Status(Coverage.OK, "");

    public Status {
      Objects.requireNonNull(coverage, "coverage");
      error = Objects.requireNonNullElse(error, "");
    }
  }

  /**
   * What made a host answer.
   *
   * @param intervalSeconds the schedule of this query on that host; 0 when not said
   * @param roundId the on-demand round this answers; empty for scheduled collection
   */
  public record Trigger(int intervalSeconds, String roundId) {
    public static final Trigger UNKNOWN = new Trigger(0, "");

    public Trigger {
      roundId = Objects.requireNonNullElse(roundId, "");
    }

    /** So many seconds after the last answer. */
    public static Trigger every(int seconds) {
      return new Trigger(seconds, "");
    }
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

  public Observation {
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(collectedAt, "collectedAt");
    Objects.requireNonNull(rows, "rows");
  }

  /** A whole, {@code ok} answer. */
  public static Observation of(
      Instance instance, String query, Instant collectedAt, List<Map<String, String>> rows) {
    return new Observation(
        instance, query, collectedAt, Status.OK, Trigger.UNKNOWN, Part.WHOLE, rows, Map.of());
  }

  /** An answer that failed: no rows, and the reason. Never to be confused with "no rows". */
  public static Observation failed(
      Instance instance, String query, Instant collectedAt, String reason) {
    return of(instance, query, collectedAt, List.of()).with(new Status(Coverage.ERROR, reason));
  }

  public Observation with(Status other) {
    return new Observation(instance, query, collectedAt, other, trigger, part, rows, more);
  }

  public Observation with(Trigger other) {
    return new Observation(instance, query, collectedAt, status, other, part, rows, more);
  }

  /** The same answer, given at another time. */
  public Observation at(Instant time) {
    return new Observation(instance, query, time, status, trigger, part, rows, more);
  }

  public Observation withRound(String id) {
    return with(new Trigger(intervalSeconds(), id));
  }

  public Observation withInterval(int seconds) {
    return with(new Trigger(seconds, roundId()));
  }

  /** The same answer to a query of that name and interval. */
  public Observation named(String name, int intervalSeconds) {
    Trigger every = new Trigger(intervalSeconds, roundId());
    return new Observation(instance, name, collectedAt, status, every, part, rows, more);
  }

  /**
   * The same answer where it still stands at a later time: nothing was heard that changed it. It
   * says since when it stands.
   */
  public Observation carriedTo(Instant later) {
    if (later.equals(collectedAt)) {
      return this;
    }
    Map<String, String> marked = new TreeMap<>(more);
    marked.putIfAbsent(UNCHANGED_SINCE, "\"" + collectedAt + "\"");
    Part same =
        part.isWhole()
            ? part
            : new Part(part.snapshotId() + "@" + later.getEpochSecond(), part.number(), part.of());
    return new Observation(instance, query, later, status, trigger, same, rows, marked);
  }

  public Observation withRows(Part ofAnswer, List<Map<String, String>> rowsOfPart) {
    return new Observation(
        instance, query, collectedAt, status, trigger, ofAnswer, rowsOfPart, more);
  }

  /** The same with other fields that this version does not know. */
  public Observation withMore(Map<String, String> others) {
    return new Observation(instance, query, collectedAt, status, trigger, part, rows, others);
  }

  public Coverage coverage() {
    return status.coverage();
  }

  public String error() {
    return status.error();
  }

  public int intervalSeconds() {
    return trigger.intervalSeconds();
  }

  public String roundId() {
    return trigger.roundId();
  }
}
