package io.diffy.processor.step;

import io.diffy.schemas.Control;
import io.diffy.schemas.Observation;

/** What concerns the snapshots of a group: a whole answer, or what steers its evaluations. */
public sealed interface SnapshotEvent extends IntakeEvent {

  /** An answer that is whole, or given up as truncated. */
  record Answer(Observation observation) implements SnapshotEvent {}

  /** A round, a tick or the end. */
  record Signal(Control control) implements SnapshotEvent {}
}
