package io.diffy.view;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Cause;
import io.diffy.schemas.DecisionSubject;
import io.diffy.schemas.DecisionSubject.DecisionKind;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The audit trail for a person: when, what, whose, and who vouched for it. */
public record AuditTable(Screen screen) {
  public void print(List<AuditEntry> entries) {
    TableView table =
        new TableView()
            .column("TIME (UTC)", "WHAT", "OF")
            .flexible("GROUP")
            .column("QUERY")
            .number("VERSION")
            .column("BY", "SIGNED BY", "SHA-256");
    once(entries).forEach(same -> table.row(style(same.get(0)), cells(same.get(0)), notes(same)));
    table.print(screen);
  }

  /** An exception for everywhere is decided upon in each partition; for a person that is once. */
  private static Collection<List<AuditEntry>> once(List<AuditEntry> entries) {
    Map<List<Object>, List<AuditEntry>> same = new LinkedHashMap<>();
    Map<List<Object>, Integer> times = new HashMap<>();
    for (AuditEntry entry : entries) {
      Object what = entry.subject().holdsEverywhere() ? anywhere(entry) : entry;
      int time = times.merge(List.of(what, entry.cause().partition()), 1, Integer::sum);
      same.computeIfAbsent(List.of(what, time), e -> new ArrayList<>()).add(entry);
    }
    return same.values();
  }

  private static AuditEntry anywhere(AuditEntry entry) {
    return new AuditEntry(
        entry.action(),
        entry.subject(),
        entry.content(),
        entry.keys(),
        entry.reason(),
        new Cause(entry.cause().topic(), 0, 0, Instant.EPOCH),
        entry.previous());
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
        Phrases.word(entry.action()),
        Phrases.word(subject.kind()),
        subject.group().toString(),
        subject.query(),
        subject.version() > 0 ? String.valueOf(subject.version()) : "",
        entry.by(),
        String.join(", ", entry.keys()),
        Phrases.shortId(entry.sha256()));
  }

  private static List<String> notes(List<AuditEntry> same) {
    AuditEntry entry = same.get(0);
    DecisionSubject subject = entry.subject();
    List<String> notes = new ArrayList<>();
    boolean work = subject.kind().isWork();
    if (work) {
      notes.add("task " + Phrases.shortId(subject.id()));
    } else if (subject.kind() == DecisionKind.EXCEPTION) {
      notes.add("exception %s, scope %s".formatted(Phrases.shortId(subject.id()), subject.scope()));
    } else {
      notes.add("for " + subject.cohort().label());
    }
    if (!entry.ground().isEmpty()) {
      boolean baseline = subject.kind() == DecisionKind.BASELINE;
      notes.add((work ? "asked: " : baseline ? "from: " : "because: ") + entry.ground());
    }
    entry
        .previous()
        .ifPresent(
            old ->
                notes.add(
                    "in force before: %s%s"
                        .formatted(
                            old.version() > 0 ? "version " + old.version() + ", " : "",
                            Phrases.shortId(old.sha256()))));
    if (!entry.reason().isEmpty()) {
      boolean request = entry.action() == Action.REQUESTED;
      notes.add((request ? "asked for " : "not in force: ") + entry.reason());
    }
    if (!work) {
      notes.add(record(same, entry));
    }
    return notes;
  }

  private static String record(List<AuditEntry> same, AuditEntry entry) {
    return same.size() > 1
        ? "records: %s, in %d partitions".formatted(entry.cause().topic(), same.size())
        : "record: %s, partition %d, offset %d"
            .formatted(entry.cause().topic(), entry.cause().partition(), entry.cause().offset());
  }
}
