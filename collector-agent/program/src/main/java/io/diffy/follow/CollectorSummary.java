package io.diffy.follow;

import io.diffy.agent.publish.AgentMetrics;

/**
 * What came of a collection. Of each number it is said where it went:
 *
 * <pre>
 * lines        = osqueryd + recorded + malformed
 * observations = too old + those sent, in as many records as were offered
 * offered      = published + failed + dropped
 * </pre>
 *
 * @param tooOld observations left out because of their age
 * @param late observations sent although their time is long past
 */
public record CollectorSummary(Read read, long tooOld, long late, AgentMetrics sent) {

  /** Whether nothing that was to be sent got lost. */
  public boolean allPublished() {
    return sent.published() == sent.offered();
  }

  /** For a person, and for whoever checks the sums. */
  @Override
  public String toString() {
    return ("lines %,d = osqueryd %,d (%,d repeated) + recorded %,d + malformed %,d;"
            + " observations %,d = too old %,d + sent %,d;"
            + " records %,d = published %,d + failed %,d + dropped %,d%s")
        .formatted(
            read.lines(),
            read.osqueryd(),
            read.repeated(),
            read.recorded(),
            read.malformed(),
            read.observations(),
            tooOld,
            read.observations() - tooOld,
            sent.offered(),
            sent.published(),
            sent.failed(),
            sent.dropped() + sent.inFlight(),
            sent.reasons().isEmpty() ? "" : " " + sent.reasons());
  }

  /**
   * What was read.
   *
   * @param lines that were not blank
   * @param recorded lines that were observations
   * @param malformed lines that were neither
   * @param repeated those of osqueryd's lines that came again and changed nothing
   * @param observations made of all lines
   */
  public record Read(
      long lines, long osqueryd, long recorded, long malformed, long repeated, long observations) {}
}
