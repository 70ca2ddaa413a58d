package io.diffy.processor.step;

import io.diffy.schemas.Observation;

/**
 * What comes in about a group, in the order of its partition: parts of answers, or what is whole.
 */
public sealed interface IntakeEvent permits IntakeEvent.Part, SnapshotEvent {

  /**
   * A part of a split answer.
   *
   * @param observation what it says
   * @param bytes how it came
   */
  record Part(Observation observation, byte[] bytes) implements IntakeEvent {}
}
