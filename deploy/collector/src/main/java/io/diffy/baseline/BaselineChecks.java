package io.diffy.baseline;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.trust.Signer;
import java.time.Clock;
import java.util.Optional;

/**
 * What is asked of a baseline before it is kept, and who vouches for it.
 *
 * @param despiteFindings why it is taken of instances against which findings are open; empty: none
 *     is
 * @param peers whether it is held against what the other hosts of the group have
 * @param despitePeers why it is taken though most of them lack something in it; empty: none is
 * @param clock of the signature
 * @param pack what the queries mean
 */
public record BaselineChecks(
    String despiteFindings,
    boolean peers,
    String despitePeers,
    Optional<Signer> signer,
    Clock clock,
    Pack pack) {

  /** For what takes baselines by itself: open findings stop it, and nobody signs. */
  public static BaselineChecks unattended(Clock clock, Pack pack) {
    return new BaselineChecks("", false, "", Optional.empty(), clock, pack);
  }
}
