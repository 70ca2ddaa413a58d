package io.diffy.remote.intake;

import io.diffy.meters.ServiceMetrics;
import io.diffy.meters.ServiceMetrics.Reading;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What happened since the start. */
public final class RemoteCounts {
  private final Map<What, LongAdder> counts = new EnumMap<>(What.class);

  /** What is counted. */
  public enum What {
    /** Hosts that came in. */
    ENROLLED,
    /** Hosts that did not. */
    ENROLMENTS_REFUSED,
    /** Requests with a key that is nobody's: the host is told to enrol again. */
    UNKNOWN_KEYS,
    CONFIGS,
    LOGS,
    /** Lines of results that were new. */
    LINES,
    /** Lines that came again because an answer got lost. */
    REPEATED_LINES,
    BAD_LINES,
    /** Lines about osqueryd itself. */
    STATUS_LINES,
    /** Observations that Kafka has. */
    OBSERVATIONS,
    /** Answers of differences whose beginning another copy got, or this one before its start. */
    CUT_OFF,
    /** Records that no broker takes. */
    TOO_LARGE,
    /** Names in lines that are not the host's own; they were not followed. */
    CLAIMS,
    /** Those of them that are another enrolled host's: a finding. */
    NEIGHBOURS_NAMED,
    /** Answers to what was asked on demand. */
    ANSWERS,
    /** Requests that came too fast, or had no room. */
    PUT_OFF,
    /** Requests that nobody understands. */
    MALFORMED,
    /** Requests that Kafka could not keep: the host sends them again. */
    NOT_KEPT
  }

  public RemoteCounts() {
    for (What what : What.values()) {
      counts.put(what, new LongAdder());
    }
  }

  /** Shows them Prometheus. */
  public void show(ServiceMetrics metrics) {
    Reading<RemoteCounts> reading = metrics.reading(() -> this);
    for (What what : What.values()) {
      reading.counter(
          "diffy.remote", "What came of osqueryd", Tags.of("what", word(what)), c -> c.of(what));
    }
  }

  private static String word(What what) {
    return what.name().toLowerCase(Locale.ROOT);
  }

  void add(What what, long more) {
    counts.get(what).add(more);
  }

  void add(What what) {
    add(what, 1);
  }

  public long of(What what) {
    return counts.get(what).sum();
  }

  /** For a person: what happened at all. */
  @Override
  public String toString() {
    String all =
        counts.entrySet().stream()
            .filter(one -> one.getValue().sum() > 0)
            .map(
                one ->
                    "%s %,d".formatted(word(one.getKey()).replace('_', ' '), one.getValue().sum()))
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "nothing came" : all;
  }
}
