package io.diffy.schemas;

import java.util.List;

/**
 * What a person decides and the rules obey: a baseline, an exception. It can be signed.
 *
 * @param <T> itself
 */
public interface Decision<T extends Decision<T>> {
  /** Those under it; who trusts nobody in particular does not look at them. */
  List<SignedBy> signatures();

  /** The same with these signatures. */
  T signed(List<SignedBy> signatures);

  /** What it is about. */
  DecisionSubject subject();

  /** Who made it, as the writer says. */
  String madeBy();

  /** Where it comes from or why it was made, as the writer says. */
  String ground();

  /** Whether it can keep something from somebody. What cannot needs nobody's signature. */
  default boolean silences() {
    return true;
  }

  /** Whether it only ends an earlier decision. */
  boolean ends();

  /**
   * Its place among the decisions on the same subject: what comes later is higher. Whoever trusts
   * signatures takes none that is lower than the one in force.
   */
  int order();
}
