package io.diffy.rules.snapshot;

import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Observation;

/**
 * Names split answers of one instance and query. The id alone would do, if all hosts kept to it: a
 * host that gives every answer the same id would never be heard again.
 */
public final class PartialSnapshotId {
  private final Fingerprints fingerprints = new Fingerprints();

  /** 64 bits of what all parts of an answer have in common. */
  public long of(Observation part) {
    String common =
        StateKeys.of(
            part.part().snapshotId(), part.part().of(), part.collectedAt(), part.roundId());
    return Fingerprints.shortened(fingerprints.digest(common));
  }
}
