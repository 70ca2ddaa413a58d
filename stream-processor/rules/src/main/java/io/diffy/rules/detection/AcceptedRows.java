package io.diffy.rules.detection;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;

/** What people accepted. It is no noise: it says nothing about how odd something else is. */
@FunctionalInterface
public interface AcceptedRows {
  /** Nothing is accepted. */
  AcceptedRows NOTHING = (kind, subject, byIdentity, instance) -> false;

  /**
   * Whether a deviation was accepted on this instance.
   *
   * @param subject fingerprint of the item
   * @param byIdentity whether the whole thing is odd, not only its attributes
   */
  boolean accepts(Kind kind, long subject, boolean byIdentity, Instance instance);
}
