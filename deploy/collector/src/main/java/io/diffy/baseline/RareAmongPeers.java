package io.diffy.baseline;

import io.diffy.baseline.PeerComparison.Rare;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.terminal.Phrases;
import io.diffy.view.RowSummary;
import java.util.ArrayList;
import java.util.List;

/**
 * What would be in a baseline that most hosts of the group do not have. Pure.
 *
 * @param rare in queries that tell of an intruder
 * @param others how many such items there are in other queries, where hosts differ for many reasons
 */
record RareAmongPeers(GroupKey group, List<Rare> rare, int others) {
  private static final int SHOWN = 5;

  static RareAmongPeers of(
      GroupKey group, List<Baseline> baselines, PeerComparison peers, Pack pack) {
    List<Rare> decisive = new ArrayList<>();
    int others = 0;
    for (Baseline baseline : baselines) {
      List<Rare> rare = peers.rareIn(baseline);
      if (IntruderTables.is(baseline.query(), pack)) {
        decisive.addAll(rare);
      } else {
        others += rare.size();
      }
    }
    return new RareAmongPeers(group, List.copyOf(decisive), others);
  }

  boolean isThere() {
    return !rare.isEmpty();
  }

  /** Each of them for a person who is about to sign, and how many there are elsewhere. */
  List<String> lines(RowSummary words) {
    List<String> lines = new ArrayList<>();
    rare.forEach(one -> lines.add("few peers have: " + text(one, words)));
    if (others > 0) {
      lines.add("%d rows of other queries that few peers have".formatted(others));
    }
    return lines;
  }

  /** Why no baseline is taken, and what to do. */
  String refusal(RowSummary words) {
    return ("no baseline of %s: it would call %s normal that fewer than half of its hosts have: %s."
            + " Take it of other instances, or say why with --despite-peers")
        .formatted(
            group,
            rare.size() == 1 ? "something" : rare.size() + " things",
            Phrases.some(rare.stream().map(one -> text(one, words)).toList(), SHOWN));
  }

  private static String text(Rare one, RowSummary words) {
    return "%s %s (%d of %d hosts)"
        .formatted(one.query(), words.of(one.query(), one.row()), one.have(), one.covered());
  }

  /** For the provenance of a baseline that is taken all the same. */
  String overruled(String reason) {
    return "; despite %d rows that few peers have: %s".formatted(rare.size(), reason);
  }
}
