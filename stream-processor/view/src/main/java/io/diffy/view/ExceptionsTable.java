package io.diffy.view;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Kind;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Exceptions as a table for a person: who accepted what, where, until when and why.
 *
 * @param hides in words what one keeps from sight now; empty where that is not known
 */
public record ExceptionsTable(
    Screen screen, Instant now, Function<ExceptionRule, Optional<String>> hides) {

  /** Without what they hide. */
  public ExceptionsTable(Screen screen, Instant now) {
    this(screen, now, rule -> Optional.empty());
  }

  public void print(List<ExceptionRule> rules) {
    print(rules, rule -> state(rule, now));
  }

  /** Of those that are not in force, or whose end is not, for want of signatures. */
  public void printProposed(List<ExceptionRule> rules) {
    print(rules, rule -> rule.removal().isPresent() ? "to be removed" : "proposed");
  }

  private void print(List<ExceptionRule> rules, Function<ExceptionRule, String> states) {
    TableView table =
        new TableView()
            .column("ID", "STATE", "SCOPE")
            .names("WHERE")
            .column("SINCE (UTC)", "UNTIL (UTC)")
            .column("BY", "FINDING");
    for (ExceptionRule rule : rules) {
      table.row(
          rule.inForce(now) ? Style.PLAIN : Style.DIM,
          cells(rule, states.apply(rule)),
          notes(rule));
    }
    table.print(screen);
  }

  /** How it stands: in force, expired or removed. */
  public static String state(ExceptionRule rule, Instant now) {
    if (rule.inForce(now)) {
      return "in force";
    }
    return rule.removal().isPresent() ? "removed" : "expired";
  }

  /** Whom it covers. */
  public static String where(ExceptionRule rule) {
    return switch (rule.scope()) {
      case INSTANCE -> rule.group() + " " + rule.instanceId();
      case COHORT -> rule.group() + " " + rule.cohort().map(Cohort::label).orElse("");
      case GROUP -> rule.group().toString();
      case EVERYWHERE -> "all groups (seen in " + rule.group() + ")";
      case NOTHING -> rule.group().toString();
    };
  }

  private static List<String> cells(ExceptionRule rule, String state) {
    return List.of(
        Phrases.shortId(rule.id()),
        state,
        Phrases.word(rule.scope()),
        where(rule),
        TimeText.minutes(rule.acceptedAt()),
        rule.expiresAt().map(TimeText::minutes).orElse("forever"),
        rule.acceptedBy(),
        Phrases.shortId(rule.findingUid()));
  }

  private List<String> notes(ExceptionRule rule) {
    List<String> notes = new ArrayList<>();
    String kind = rule.about().kind().map(Kind::word).orElse("");
    String what = (rule.about().query() + " " + kind).strip();
    if (!what.isEmpty()) {
      notes.add(what + ": " + rule.about().summary());
    }
    notes.add("because: " + rule.reason());
    if (rule.about().seen().isEmpty()) {
      notes.add("covers any attributes: accepted by an older version, or with --any-attributes");
    }
    if (rule.inForce(now)) {
      hides.apply(rule).ifPresent(notes::add);
    }
    rule.removal().map(ExceptionsTable::removed).ifPresent(notes::add);
    return notes;
  }

  private static String removed(ExceptionRule.Removal removal) {
    String why = removal.reason().isEmpty() ? "" : ", because: " + removal.reason();
    return "removed %s by %s%s".formatted(TimeText.minutes(removal.at()), removal.by(), why);
  }
}
