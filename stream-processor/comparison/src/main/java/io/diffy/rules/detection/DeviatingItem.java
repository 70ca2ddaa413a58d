package io.diffy.rules.detection;

import io.diffy.schemas.Kind;

/**
 * Which item deviates, and how. Where a whole thing is odd, any of its items stands for it.
 *
 * @param kind unexpected, missing or changed
 * @param subject fingerprint of the item: the odd one, for missing the one that lacks
 * @param previous for changed: fingerprint of what most peers have; for many hosts that each have
 *     another row: print of all; otherwise 0
 * @param identity fingerprint of the thing when the whole thing is odd; 0 when an item is
 */
public record DeviatingItem(Kind kind, long subject, long previous, long identity) {

  /** Whether the whole thing is odd, not only its attributes. */
  public boolean byIdentity() {
    return identity != 0;
  }

  /** Whether hosts may show it as another item tomorrow, and it is the same deviation. */
  public boolean mayChange() {
    return kind == Kind.UNEXPECTED && byIdentity();
  }

  /** Fingerprint of what is odd: the thing or the item. */
  long odd() {
    return byIdentity() ? identity : subject;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof DeviatingItem other
        && kind == other.kind
        && byIdentity() == other.byIdentity()
        && odd() == other.odd()
        && previous == other.previous;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(odd()) * 31 + kind.hashCode();
  }
}
