package io.diffy.explain;

import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Difference;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Triage;
import io.diffy.terminal.Phrases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The events of a finding, and what each changed; and what people decided, each before what it
 * caused: an event has the time of what was judged, which may be before that of the decision.
 */
final class LifeWords {
  private static final int MOST_NAMED = 5;
  private static final int LONGEST_VALUE = 120;

  private LifeWords() {}

  /** One event: when it was judged, and what it says. */
  record Event(Instant at, int sequence, String words) {}

  /**
   * @param life all events, oldest first
   */
  static List<Event> of(List<Finding> life) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < life.size(); i++) {
      Finding event = life.get(i);
      String words =
          i == 0 || life.get(i - 1).sequence() + 1 != event.sequence()
              ? alone(event)
              : after(life.get(i - 1), event);
      events.add(new Event(event.evaluatedAt(), event.sequence(), words));
    }
    return List.copyOf(events);
  }

  /**
   * The same with the decisions among them.
   *
   * @param accepted what people accepted, oldest first
   */
  static List<Event> of(List<Finding> life, List<ExceptionRule> accepted) {
    List<Event> decisions = new ArrayList<>();
    for (ExceptionRule rule : accepted) {
      String by = rule.acceptedBy().isEmpty() ? "somebody" : rule.acceptedBy();
      decisions.add(new Event(rule.acceptedAt(), 0, "accepted by " + by));
      rule.removal()
          .ifPresent(r -> decisions.add(new Event(r.at(), 0, "no longer accepted, by " + r.by())));
    }
    decisions.sort(Comparator.comparing(Event::at));
    List<Event> all = new ArrayList<>();
    List<Event> events = of(life);
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      boolean caused = life.get(i).closeReason().filter(CloseReason.ACCEPTED::equals).isPresent();
      boolean explained = false;
      while (!decisions.isEmpty()
          && (decisions.get(0).at().isBefore(event.at()) || (caused && !explained))) {
        explained = true;
        all.add(decisions.remove(0));
      }
      all.add(event);
    }
    all.addAll(decisions);
    return List.copyOf(all);
  }

  /** Without the event before: it is the first, or that one is no longer kept. */
  private static String alone(Finding event) {
    return switch (event.activity()) {
      case CREATE -> "found on " + some(ids(event)) + ", " + weight(event) + changed(event);
      case UPDATE -> "updated: on " + some(ids(event)) + ", " + weight(event) + changed(event);
      case CLOSE -> closed(event);
    };
  }

  private static String after(Finding before, Finding now) {
    if (!now.isOpen()) {
      return closed(now);
    }
    if (!before.isOpen()) {
      boolean other = now.thing().filter(thing -> !thing.acceptedAs().isEmpty()).isPresent();
      return "open again on %s, %s%s%s"
          .formatted(
              some(ids(now)),
              weight(now),
              other ? ": no longer what was accepted" : "",
              changed(now));
    }
    List<String> changes = new ArrayList<>();
    now.changes().forEach(change -> changes.add(words(change)));
    add(changes, without(ids(now), ids(before)), "now on %s too");
    add(changes, without(ids(before), ids(now)), "no longer on %s");
    add(changes, without(queries(now), queries(before)), "now in %s too");
    add(changes, without(queries(before), queries(now)), "no longer in %s");
    if (before.severity() != now.severity() || before.confidence() != now.confidence()) {
      changes.add(weight(now) + " instead of " + weight(before));
    }
    if (before.method() != now.method()) {
      changes.add(
          "who disagrees: "
              + Phrases.word(now.method())
              + " instead of "
              + Phrases.word(before.method()));
    }
    if (!before.triage().equals(now.triage())) {
      changes.add(now.triage().map(LifeWords::triage).orElse("nothing is said of it any more"));
    }
    return changes.isEmpty() ? "updated" : String.join("; ", changes);
  }

  private static String changed(Finding event) {
    return event.changes().stream().map(c -> "; " + words(c)).collect(Collectors.joining());
  }

  private static String words(AttributeChange change) {
    int more = change.hosts() - change.instances().size();
    return "%s: %s → %s on %s%s"
        .formatted(
            change.column(),
            Phrases.head(change.old(), LONGEST_VALUE),
            Phrases.head(change.now(), LONGEST_VALUE),
            Phrases.some(change.instances(), MOST_NAMED),
            more > 0 ? " (" + change.hosts() + " hosts)" : "");
  }

  static String triage(Triage said) {
    return "%s, says %s%s%s"
        .formatted(
            said.state().words(),
            said.by().isEmpty() ? "somebody" : said.by(),
            said.assignee().isEmpty() ? "" : ", for " + said.assignee(),
            said.note().isEmpty() ? "" : ": " + said.note());
  }

  private static void add(List<String> changes, Set<String> names, String format) {
    if (!names.isEmpty()) {
      changes.add(format.formatted(some(names)));
    }
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    names.removeAll(others);
    return names;
  }

  private static String closed(Finding event) {
    return "closed: " + event.closeReason().map(CloseReason::words).orElse("no reason given");
  }

  private static String weight(Finding event) {
    return "severity %s, confidence %s"
        .formatted(Phrases.word(event.severity()), Phrases.word(event.confidence()));
  }

  private static Set<String> ids(Finding event) {
    return new TreeSet<>(event.instances().stream().map(Instance::instanceId).toList());
  }

  /** Of a drift: in whose answers something separates. */
  private static Set<String> queries(Finding event) {
    return event.differences().stream()
        .map(Difference::query)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String some(Set<String> ids) {
    return ids.isEmpty() ? "the whole group" : Phrases.some(ids, MOST_NAMED);
  }
}
