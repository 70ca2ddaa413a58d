package io.diffy.standalone.view;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.DecisionSubject;
import io.diffy.schemas.DecisionSubject.Kind;
import io.diffy.standalone.terminal.Screen;
import io.diffy.standalone.terminal.Style;
import io.diffy.standalone.terminal.TableView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The audit trail for a person: when, what, whose, and who vouched for it. */
public final class AuditTable {
  private static final int SHORT = 8;

  private final Screen screen;

  public AuditTable(Screen screen) {
    this.screen = screen;
  }

  public void print(List<AuditEntry> entries) {
    TableView table =
        new TableView()
            .column("TIME (UTC)")
            .column("WHAT")
            .column("OF")
            .flexible("GROUP")
            .column("QUERY")
            .number("VERSION")
            .column("BY")
            .column("SIGNED BY")
            .column("SHA-256");
    entries.forEach(entry -> table.row(style(entry), cells(entry), notes(entry)));
    table.print(screen);
  }

  private static Style style(AuditEntry entry) {
    return entry.action() == Action.REFUSED || entry.action() == Action.ERASED
        ? Style.BOLD
        : Style.PLAIN;
  }

  private static List<String> cells(AuditEntry entry) {
    DecisionSubject subject = entry.subject();
    return List.of(
        TimeText.minutes(entry.cause().timestamp()),
        entry.action().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        subject.kind().name().toLowerCase(Locale.ROOT),
        subject.group().toString(),
        subject.query(),
        subject.version() > 0 ? String.valueOf(subject.version()) : "",
        entry.by(),
        String.join(", ", entry.keys()),
        brief(entry.sha256()));
  }

  private static List<String> notes(AuditEntry entry) {
    DecisionSubject subject = entry.subject();
    List<String> notes = new ArrayList<>();
    if (subject.kind() == Kind.EXCEPTION) {
      notes.add("exception %s, scope %s".formatted(brief(subject.id()), subject.scope()));
    } else {
      notes.add("for " + subject.cohort().label());
    }
    if (!entry.ground().isEmpty()) {
      notes.add((subject.kind() == Kind.BASELINE ? "from: " : "because: ") + entry.ground());
    }
    entry
        .previous()
        .ifPresent(
            old ->
                notes.add(
                    "in force before: %s%s"
                        .formatted(
                            old.version() > 0 ? "version " + old.version() + ", " : "",
                            brief(old.sha256()))));
    if (!entry.reason().isEmpty()) {
      notes.add("not in force: " + entry.reason());
    }
    notes.add(
        "record: %s, partition %d, offset %d"
            .formatted(entry.cause().topic(), entry.cause().partition(), entry.cause().offset()));
    return notes;
  }

  private static String brief(String id) {
    return id.substring(0, Math.min(SHORT, id.length()));
  }
}
