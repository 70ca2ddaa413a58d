package io.diffy.console.api;

import io.diffy.console.http.Call;
import io.diffy.console.http.Problem;
import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Triage;
import io.diffy.view.OpenFindings;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which findings are asked for, and in which order. */
final class FindingFilter {
  private final Desk desk;
  private final Call call;

  /** How findings stand. */
  private enum State {
    OPEN,
    CLOSED,
    ACCEPTED,
    ALL
  }

  private enum Order {
    RANK,
    RECENT,
    OLDEST
  }

  FindingFilter(Desk desk, Call call) {
    this.desk = desk;
    this.call = call;
  }

  /** Whether nothing but what is open is meant. */
  boolean onlyOpen() {
    return call.word("state", State.class).orElse(State.OPEN) == State.OPEN;
  }

  /** The groups that are meant. */
  Collection<GroupState> groups() {
    return desk.groups(call);
  }

  /** Those of the group and state that are meant; the rest of the filter is {@link #wanted}. */
  List<Finding> candidates() {
    State state = call.word("state", State.class).orElse(State.OPEN);
    return groups().stream()
        .flatMap(group -> group.findings().stream())
        .map(FindingLife::latest)
        .filter(finding -> is(finding, state))
        .sorted(order())
        .toList();
  }

  private static boolean is(Finding finding, State state) {
    return switch (state) {
      case OPEN -> finding.isOpen();
      case CLOSED -> !finding.isOpen();
      case ACCEPTED -> finding.closeReason().filter(CloseReason.ACCEPTED::equals).isPresent();
      case ALL -> true;
    };
  }

  Comparator<Finding> order() {
    Comparator<Finding> recent =
        Comparator.comparing(Finding::evaluatedAt).reversed().thenComparing(OpenFindings.RANK);
    return switch (call.word("sort", Order.class).orElse(Order.RANK)) {
      case RANK -> OpenFindings.RANK;
      case RECENT -> recent;
      case OLDEST -> Comparator.comparing(Finding::firstSeen).thenComparing(OpenFindings.RANK);
    };
  }

  Predicate<Finding> wanted() {
    Set<Severity> severities = call.words("severity", Severity.class);
    Optional<Severity> least = call.word("min_severity", Severity.class);
    Set<Kind> kinds = call.words("kind", Kind.class);
    Set<Triage.State> states = call.words("triage", Triage.State.class);
    Optional<String> assignee = call.text("assignee");
    Optional<String> query = call.text("query");
    Optional<String> host = call.text("host");
    Optional<String> incident = call.text("incident");
    Optional<Instant> since = call.time("since");
    Optional<String> text = call.text("text", 200).map(t -> t.toLowerCase(Locale.ROOT));
    ConsoleState state = desk.state();
    return finding ->
        (severities.isEmpty() || severities.contains(finding.severity()))
            && least.map(one -> finding.severity().compareTo(one) >= 0).orElse(true)
            && (kinds.isEmpty() || kinds.contains(finding.kind()))
            && query.map(finding.query()::equals).orElse(true)
            && incident.map(finding.incidentId()::equals).orElse(true)
            && since.map(time -> !finding.evaluatedAt().isBefore(time)).orElse(true)
            && (states.isEmpty()
                || states.contains(
                    state.triage(finding).map(Triage::state).orElse(Triage.State.NEW)))
            && assignee
                .map(who -> state.triage(finding).map(Triage::assignee).orElse("").equals(who))
                .orElse(true)
            && host.map(id -> finding.instances().stream().anyMatch(i -> is(i, id))).orElse(true)
            && text.map(part -> holds(finding, part)).orElse(true);
  }

  private static boolean is(Instance instance, String name) {
    return instance.instanceId().equals(name)
        || instance.hostname().equals(name)
        || instance.privateIp().equals(name);
  }

  private static boolean holds(Finding finding, String part) {
    return contains(finding.reason(), part)
        || contains(finding.group().toString(), part)
        || contains(finding.query(), part)
        || finding.uid().startsWith(part)
        || finding.row().values().stream().anyMatch(value -> contains(value, part))
        || finding.previous().values().stream().anyMatch(value -> contains(value, part))
        || finding.instances().stream()
            .anyMatch(
                i ->
                    contains(i.instanceId(), part)
                        || contains(i.hostname(), part)
                        || contains(i.privateIp(), part));
  }

  static boolean contains(String text, String lowerCasePart) {
    return text.toLowerCase(Locale.ROOT).contains(lowerCasePart);
  }

  /** The finding of this id, which may be shortened. */
  static FindingLife one(Desk desk, String uid) {
    Optional<FindingLife> exact = desk.state().finding(uid);
    if (exact.isPresent()) {
      return exact.get();
    }
    if (uid.length() < 8) {
      throw Problem.wrong("uid", "give at least its first 8 characters");
    }
    List<FindingLife> fitting =
        desk.state().findings().stream()
            .filter(life -> life.latest().uid().startsWith(uid))
            .limit(2)
            .toList();
    if (fitting.size() != 1) {
      throw fitting.isEmpty()
          ? Problem.unknown("there is no finding of this id; GET /v1/findings?state=all lists them")
          : Problem.wrong("uid", "several findings begin like this; give more of it");
    }
    return fitting.get(0);
  }
}
