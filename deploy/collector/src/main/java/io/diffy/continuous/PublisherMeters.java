package io.diffy.continuous;

import io.diffy.agent.publish.AgentMetrics;
import io.diffy.meters.ServiceMetrics;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/**
 * What whoever publishes observations shows Prometheus. In every scrape collected = published +
 * dropped + buffered.
 */
public final class PublisherMeters {
  private PublisherMeters() {}

  /** Shows those of one publisher. */
  public static void show(ServiceMetrics metrics, Supplier<AgentMetrics> publisher) {
    metrics
        .reading(publisher)
        .counter(
            "diffy.observations.collected",
            "Observations handed over for Kafka",
            AgentMetrics::offered)
        .counter(
            "diffy.observations.published",
            "Of these, those that Kafka has",
            AgentMetrics::published)
        .counter(
            "diffy.observations.dropped",
            "Of these, those that were given up",
            Tags.of("reason", "not_taken"),
            AgentMetrics::failed)
        .counter(
            "diffy.observations.dropped",
            "Of these, those that were given up",
            Tags.of("reason", "no_room"),
            AgentMetrics::dropped)
        .gauge(
            "diffy.observations.buffered",
            "Of these, those that are on their way",
            AgentMetrics::inFlight)
        .gauge("diffy.observations.buffered.bytes", "Their size", AgentMetrics::bytesInFlight);
  }
}
