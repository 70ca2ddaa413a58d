package io.diffy.hostagent;

import io.diffy.agent.publish.AgentMetrics;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.health.Health;

/**
 * What the agent shows Prometheus, under the names that every service uses: collected = published +
 * dropped + buffered. Written out here: the library of the other services would take a tenth of the
 * agent's memory for these few lines.
 */
final class AgentMeters {
  private final Health health;
  private volatile ObservationPublisher publisher;

  AgentMeters(Health health) {
    this.health = health;
  }

  /** Counts what this one publishes from now on. */
  ObservationPublisher of(ObservationPublisher now) {
    publisher = now;
    return now;
  }

  /** The numbers of now, in Prometheus's text format 0.0.4. */
  String text() {
    StringBuilder text = new StringBuilder();
    gauge(text, "diffy_live", health.live() ? 1 : 0);
    gauge(text, "diffy_ready", health.ready() ? 1 : 0);
    ObservationPublisher now = publisher;
    if (now != null) {
      AgentMetrics counts = now.metrics();
      counter(text, "diffy_observations_collected_total", counts.offered());
      counter(text, "diffy_observations_published_total", counts.published());
      type(text, "diffy_observations_dropped_total", "counter");
      line(text, "diffy_observations_dropped_total{reason=\"no_room\"}", counts.dropped());
      line(text, "diffy_observations_dropped_total{reason=\"not_taken\"}", counts.failed());
      gauge(text, "diffy_observations_buffered", counts.inFlight());
      gauge(text, "diffy_observations_buffered_bytes", counts.bytesInFlight());
    }
    return text.toString();
  }

  private static void counter(StringBuilder text, String name, long value) {
    type(text, name, "counter");
    line(text, name, value);
  }

  private static void gauge(StringBuilder text, String name, long value) {
    type(text, name, "gauge");
    line(text, name, value);
  }

  private static void type(StringBuilder text, String name, String type) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(name).append(' ').append(value).append('\n');
  }
}
