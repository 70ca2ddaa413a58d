package io.diffy.agent.publish;

import java.util.Map;

/**
 * What became of the observations handed to the publisher. At every moment
 *
 * <pre>offered = published + failed + dropped + inFlight</pre>
 *
 * so an observation is never lost without a number that says so.
 *
 * <p>The numbers are since the start, except where said.
 *
 * @param offered observations handed over
 * @param published acknowledged by all in-sync replicas
 * @param failed refused by the client or the broker, or not delivered in time
 * @param dropped never given to the client, because there was no room or it was closed
 * @param inFlight handed over and not decided yet, now: with the client, waiting for room, or kept
 * @param kept those of them that are on disk until Kafka takes them
 * @param bytesInFlight encoded size of those with the client, now
 * @param reasons failures and drops by reason, at most 32 different ones
 */
public record AgentMetrics(
    long offered,
    long published,
    long failed,
    long dropped,
    long inFlight,
    long kept,
    long bytesInFlight,
    Map<String, Long> reasons) {
  static final int MAX_REASONS = 32;

  public AgentMetrics {
    reasons = Map.copyOf(reasons);
  }

  /** For a log line: the equation with its numbers, and the reasons where there are any. */
  @Override
  public String toString() {
    return "offered %d = published %d + failed %d + dropped %d + in flight %d%s%s"
        .formatted(
            offered,
            published,
            failed,
            dropped,
            inFlight,
            kept == 0 ? "" : " (" + kept + " of them on disk)",
            reasons.isEmpty() ? "" : " " + reasons);
  }
}
