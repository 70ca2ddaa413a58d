package io.diffy.schemas;

import java.time.Instant;
import java.util.Locale;

/**
 * What a person says of a finding that stays in sight.
 *
 * @param step how far it got, and who has it
 * @param note in the person's words
 * @param by who says so
 * @param at when, by that person's clock; with {@code by} it names what was said
 */
public record Triage(Step step, String note, String by, Instant at) {

  /** How far the work on a finding got; in OCSF's words its status or its verdict. */
  public enum State {
    NEW,
    INVESTIGATING,
    TRUE_POSITIVE,
    FALSE_POSITIVE,
    CLOSED;

    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * How far it got.
   *
   * @param assignee who has it; empty for nobody
   */
  public record Step(State state, String assignee) {}

  public State state() {
    return step.state();
  }

  public String assignee() {
    return step.assignee();
  }

  /** The same after the finding came back or changed: a verdict on another row is none. */
  public Triage outdated() {
    return state() == State.NEW || state() == State.INVESTIGATING
        ? this
        : new Triage(new Step(State.NEW, assignee()), note, by, at);
  }

  /** Whether it is the same word of the same person. */
  public boolean isSameAs(Triage other) {
    return at.equals(other.at) && by.equals(other.by);
  }
}
