package io.diffy.sink;

import io.diffy.meters.ServiceMetrics;
import io.diffy.sink.SinkCounts.Moment;

/** What a sink shows Prometheus. In every scrape read = delivered + refused + passed. */
final class SinkMeters {
  private SinkMeters() {}

  static void show(ServiceMetrics metrics, SinkCounts counts) {
    metrics
        .reading(counts::moment)
        .counter("diffy.sink.records.read", "Records read of the topic", Moment::read)
        .counter(
            "diffy.sink.records.delivered", "Of these, those the target has", Moment::delivered)
        .counter(
            "diffy.sink.records.refused",
            "Of these, those the target will never take; they are dead letters",
            Moment::refused)
        .counter("diffy.sink.records.passed", "Of these, those without a value", Moment::passed)
        .counter(
            "diffy.sink.lost.offsets",
            "Offsets that retention deleted unread; marks of transactions count too",
            Moment::lost)
        .counter(
            "diffy.sink.failures", "Attempts that failed; each is made again", Moment::failures)
        .gauge("diffy.sink.failing", "1 when the last attempt failed", m -> m.failing() ? 1 : 0);
  }
}
