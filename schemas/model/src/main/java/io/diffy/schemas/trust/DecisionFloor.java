package io.diffy.schemas.trust;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.Decision;
import io.diffy.schemas.DecisionSubject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was in force once, by the audit trail. Compaction takes the record of a decision from its
 * topic when somebody writes another under its key; nothing earlier may come back by that.
 */
public final class DecisionFloor {
  private static final Set<Action> PUT_IN_FORCE =
      Set.of(Action.IN_FORCE, Action.REPLACED, Action.SIGNED, Action.WITHDRAWN);

  private final Map<List<String>, Mark> marks = new HashMap<>();

  /** By where a record lies: what first became of it. */
  private final Map<String, Action> first = new HashMap<>();

  private record Mark(int order, String sha256) {}

  /** Takes the next entry. */
  public void add(AuditEntry entry) {
    AuditEntry.Cause cause = entry.cause();
    first.putIfAbsent(where(cause.topic(), cause.partition(), cause.offset()), entry.action());
    if (PUT_IN_FORCE.contains(entry.action())) {
      // Of an exception the trail has no number: what was taken back comes after what was not.
      int order =
          entry.subject().kind() == DecisionSubject.DecisionKind.BASELINE
              ? entry.subject().version()
              : entry.action() == Action.WITHDRAWN ? 2 : 1;
      marks.merge(
          entry.subject().place(),
          new Mark(order, entry.sha256()),
          (old, next) -> next.order() >= old.order() ? next : old);
    }
  }

  /** Whether the record that lies there was not obeyed when it came. */
  public boolean wasRefused(String topic, int partition, long offset) {
    return first.get(where(topic, partition, offset)) == Action.REFUSED;
  }

  private static String where(String topic, int partition, long offset) {
    return topic + '/' + partition + '/' + offset;
  }

  /** The highest version that was in force where this subject stands; 0 when none was. */
  public int version(DecisionSubject subject) {
    return Optional.ofNullable(marks.get(subject.place())).map(Mark::order).orElse(0);
  }

  /** Why a decision may not be in force any more; empty when nothing was that came later. */
  Optional<String> refuses(Decision<?> decision, byte[] content) {
    Mark mark = marks.get(decision.subject().place());
    if (mark == null || decision.order() > mark.order()) {
      return Optional.empty();
    }
    boolean numbered = decision.subject().version() > 0;
    if (decision.order() < mark.order()) {
      return Optional.of(
          numbered
              ? "the audit trail says that version %d was in force".formatted(mark.order())
              : "the audit trail says that it was taken back");
    }
    return numbered && !mark.sha256().equals(SignedText.digest(content))
        ? Optional.of(
            "the audit trail says that another version %d was in force".formatted(mark.order()))
        : Optional.empty();
  }
}
