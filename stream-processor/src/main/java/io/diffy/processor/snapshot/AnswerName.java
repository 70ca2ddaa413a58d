package io.diffy.processor.snapshot;

import io.diffy.processor.rules.Fingerprints;
import io.diffy.processor.store.Keys;
import io.diffy.schemas.Observation;

/**
 * Names split answers of one instance and query. The id alone would do, if all hosts kept to it: a
 * host that gives every answer the same id would never be heard again.
 */
final class AnswerName {
  private final Fingerprints fingerprints = new Fingerprints();

  /** 64 bits of what all parts of an answer have in common. */
  long of(Observation part) {
    String common =
        Keys.of(part.part().snapshotId(), part.part().of(), part.collectedAt(), part.roundId());
    return Fingerprints.shortened(fingerprints.digest(common));
  }
}
