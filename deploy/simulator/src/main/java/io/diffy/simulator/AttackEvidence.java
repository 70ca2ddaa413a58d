package io.diffy.simulator;

import io.diffy.schemas.Kind;
import java.util.Map;

/**
 * What one attack leaves in the answers to one query.
 *
 * @param kind unexpected, missing or changed
 * @param match the cells that identify the row: of the row that came, was changed to, or is gone
 * @param previous for changed: the cells of the row as it was; empty otherwise
 * @param primary whether it is the attack itself and not what comes with it
 */
public record AttackEvidence(
    String query,
    Kind kind,
    Map<String, String> match,
    Map<String, String> previous,
    boolean primary) {

  public AttackEvidence {
    match = Map.copyOf(match);
    previous = Map.copyOf(previous);
  }

  static AttackEvidence unexpected(String query, Map<String, String> match) {
    return new AttackEvidence(query, Kind.UNEXPECTED, match, Map.of(), true);
  }

  static AttackEvidence missing(String query, Map<String, String> match) {
    return new AttackEvidence(query, Kind.MISSING, match, Map.of(), true);
  }

  static AttackEvidence changed(
      String query, Map<String, String> match, Map<String, String> previous) {
    return new AttackEvidence(query, Kind.CHANGED, match, previous, true);
  }

  /** The same, as what comes with an attack. */
  AttackEvidence beside() {
    return new AttackEvidence(query, kind, match, previous, false);
  }
}
