package io.diffy.rules.detection;

import io.diffy.schemas.Instance;

/** What people accepted. It is no noise: it says nothing about how odd something else is. */
@FunctionalInterface
public interface AcceptedRows {
  /** Nothing is accepted. */
  AcceptedRows NOTHING = (item, instance) -> false;

  /** Whether such a deviation was accepted on this instance. */
  boolean accepts(DeviatingItem item, Instance instance);

  /** Whether the instance just starts, so that what it lacks is not reported. */
  default boolean starts(Instance instance) {
    return false;
  }
}
