package io.diffy.sink;

import io.diffy.plugin.Sink.Refused;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Counts what becomes of the records, and says what a person should know; never once a record. */
final class SinkReport {
  private static final int REFUSALS_SHOWN = 20;
  private static final Duration REMINDER = Duration.ofMinutes(10);

  private final String slug;
  private final Consumer<String> lines;
  private final SinkCounts counts = new SinkCounts();
  private String trouble = "";
  private long troubleSince;
  private long lastLine;
  private int attempts;

  SinkReport(String slug, Consumer<String> lines) {
    this.slug = slug;
    this.lines = lines;
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
   */
  void failed(String reason, int waiting) {
    counts.failed();
    attempts++;
    long now = System.nanoTime();
    if (trouble.isEmpty()) {
      troubleSince = now;
    }
    if (!reason.equals(trouble) || now - lastLine >= REMINDER.toNanos()) {
      lines.accept(
          "%s: %s. %,d records and all behind them wait on the topic; it is tried again"
              .formatted(slug, reason, waiting));
      lastLine = now;
    }
    trouble = reason;
  }
}
