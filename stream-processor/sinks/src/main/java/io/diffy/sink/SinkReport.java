package io.diffy.sink;

import io.diffy.plugin.Sink.Refused;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Counts what becomes of the records, and says what a person should know; never once a record. */
final class SinkReport {
  private static final int REFUSALS_SHOWN = 20;
  private static final int REASONS = 50;
  private static final int REASONS_SUMMED = 5;
  private static final String OTHERS = "for other reasons";
  private static final Duration REMINDER = Duration.ofMinutes(10);

  private final String slug;
  private final Consumer<String> lines;
  private final Consumer<String> results;
  private final SinkCounts counts = new SinkCounts();
  private String trouble = "";
  private long troubleSince;
  private long lastLine;
  private int attempts;

  /** How often each reason was given; those that name what they are about are many. */
  private final Map<String, Long> reasons = new LinkedHashMap<>();

  SinkReport(String slug, Consumer<String> lines, Consumer<String> results) {
    this.slug = slug;
    this.lines = lines;
    this.results = results;
  }

  SinkCounts counts() {
    return counts;
  }

  void delivered(int records, List<Refused> refused) {
    if (!trouble.isEmpty()) {
      lines.accept(
          "%s: delivering again, after %d failed attempts in %d s"
              .formatted(slug, attempts, (System.nanoTime() - troubleSince) / 1_000_000_000L));
      trouble = "";
      attempts = 0;
    }
    long before = counts.getRefused();
    counts.delivered(records, refused.size());
    for (Refused one : refused) {
      boolean known = reasons.containsKey(one.reason()) || reasons.size() < REASONS;
      reasons.merge(known ? one.reason() : OTHERS, 1L, Long::sum);
      if (++before <= REFUSALS_SHOWN) {
        lines.accept(
            "%s refused %s: %s%s"
                .formatted(
                    slug,
                    one.record().place(),
                    one.reason(),
                    before == REFUSALS_SHOWN ? "; further ones are only counted" : ""));
      }
    }
  }

  void passed() {
    counts.passed();
  }

  void lost(int partition, long records) {
    counts.lost(records);
    lines.accept(
        "partition %d: up to %,d records were deleted by the topic's retention before they were delivered"
            .formatted(partition, records));
  }

  /**
   * An attempt failed.
   *
   * @param waiting records of the batch that waits
   * @param pause before the next attempt; zero when there is none
   */
  void failed(String reason, int waiting, Duration pause) {
    counts.failed();
    attempts++;
    long now = System.nanoTime();
    if (trouble.isEmpty()) {
      troubleSince = now;
    }
    if (!reason.equals(trouble) || now - lastLine >= REMINDER.toNanos()) {
      lines.accept(
          "%s: %s. %,d records and all behind them wait on the topic%s"
              .formatted(
                  slug,
                  reason,
                  waiting,
                  pause.isZero()
                      ? ""
                      : "; it is tried again in %d s".formatted(pause.toSeconds())));
      lastLine = now;
    }
    trouble = reason;
  }

  /**
   * What became of everything, at the end.
   *
   * @param left records that wait on the topic, as far as that is known
   */
  void stopped(OptionalLong left) {
    StringBuilder text = new StringBuilder(counts.toString());
    left.ifPresent(
        n -> text.append(n == 0 ? ", nothing left" : ", %,d left on the topic".formatted(n)));
    text.append(trouble.isEmpty() ? "." : "; the last attempt failed: " + trouble + ".");
    results.accept(text.toString());
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(REASONS_SUMMED)
        .forEach(one -> results.accept("Refused %,d × %s".formatted(one.getValue(), one.getKey())));
    if (reasons.size() > REASONS_SUMMED) {
      results.accept("Refused for %d reasons more.".formatted(reasons.size() - REASONS_SUMMED));
    }
  }
}
