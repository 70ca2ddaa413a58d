package io.diffy.webhook;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Messages that the target refused for good. A single one is the fault of what it says. When all
 * are refused it is the address, and more of them would only drain the findings into the dead
 * letters.
 */
final class Refusals {
  /** So many in a row are no chance. */
  private static final int SUSPICIOUS = 3;

  private final Map<String, String> reasons = new HashMap<>();
  private int inARow;

  /** A message about these findings was refused. */
  void add(Collection<String> uids, String reason) {
    uids.forEach(uid -> reasons.put(uid, reason));
    inARow++;
  }

  /** The target takes messages. */
  void taken() {
    inARow = 0;
  }

  boolean areSuspicious() {
    return inARow >= SUSPICIOUS;
  }

  int inARow() {
    return inARow;
  }

  /** Why this finding's message was refused; it is not posted again until this is handed on. */
  Optional<String> of(String uid) {
    return Optional.ofNullable(reasons.get(uid));
  }

  /** They are in the dead letters. */
  void handedOn() {
    reasons.clear();
  }
}
