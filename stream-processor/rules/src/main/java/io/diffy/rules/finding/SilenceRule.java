package io.diffy.rules.finding;

import static java.util.stream.Collectors.toMap;

import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.CohortState.SilentHost;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which hosts stopped answering, as the windows of all queries say together. A host that is
 * terminated falls silent, too, so it is only told; some things make it a lead that wakes somebody.
 */
final class SilenceRule {
  static final String SILENT = "silent";
  private static final String SINCE = "since";
  private static final String QUERIES = "queries";
  private static final String OF = "of";

  /** How long one that nobody has heard of since stays on the table. */
  private static final Duration TOLD_FOR = Duration.ofDays(1);

  /** The same where it wakes somebody. */
  private static final Duration WAKES_FOR = Duration.ofDays(7);

  private static final int MOST_QUERIES_NAMED = 50;

  private final Map<String, CohortState> states;
  private final Function<String, Map<String, Instant>> answers;
  private final Map<String, Map<String, SilentHost>> silent = new TreeMap<>();

  /**
   * One host.
   *
   * @param since its last answer to what it does not answer any more
   * @param queries those
   * @param of how many it answered
   * @param partly whether it answers others all the while
   * @param expected whether a round asked it since
   */
  record Silence(
      Instance instance,
      Instant since,
      List<String> queries,
      int of,
      boolean partly,
      boolean expected) {

    String words() {
      return "%s since %s: %d of %d queries%s"
          .formatted(
              partly ? "silent in part" : "silent",
              since,
              queries.size(),
              of,
              expected ? "; a round asked it since, without an answer" : "");
    }

    EvidenceRows rows() {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("coverage", SILENT);
      row.put("detail", words());
      row.put(SINCE, since.toString());
      row.put(QUERIES, String.join(", ", queries.stream().limit(MOST_QUERIES_NAMED).toList()));
      row.put(OF, Integer.toString(of));
      return new EvidenceRows(Collections.unmodifiableMap(row), Map.of(), List.of());
    }
  }

  /**
   * @param states how each query stands, by its name
   * @param answers when a host last answered each of its queries
   */
  SilenceRule(Map<String, CohortState> states, Function<String, Map<String, Instant>> answers) {
    this.states = states;
    this.answers = answers;
    states.forEach(
        (query, state) ->
            state
                .silent()
                .forEach(
                    host ->
                        silent
                            .computeIfAbsent(host.instanceId(), id -> new TreeMap<>())
                            .put(query, host)));
  }

  /**
   * Who is silent, by instance id.
   *
   * @param leads the open findings about single hosts
   */
  Map<String, Silence> silences(Collection<Finding> leads) {
    Map<String, Finding> known =
        leads.stream().collect(toMap(f -> f.instances().get(0).instanceId(), f -> f));
    TreeSet<String> ids = new TreeSet<>(silent.keySet());
    ids.addAll(known.keySet());
    Map<String, Silence> silences = new TreeMap<>();
    for (String id : ids) {
      silence(id, Optional.ofNullable(known.get(id))).ifPresent(s -> silences.put(id, s));
    }
    return silences;
  }

  private Optional<Silence> silence(String id, Optional<Finding> lead) {
    Map<String, SilentHost> now = silent.getOrDefault(id, Map.of());
    Map<String, Instant> answered = answers.apply(id);
    TreeSet<String> queries = new TreeSet<>(now.keySet());
    // What was forgotten since is silent all the same, as long as others are asked it.
    lead.ifPresent(
        known ->
            Arrays.stream(known.row().getOrDefault(QUERIES, "").split(", "))
                .filter(query -> states.containsKey(query) && !answered.containsKey(query))
                .forEach(queries::add));
    if (queries.isEmpty()) {
      return Optional.empty();
    }
    Instance instance =
        now.isEmpty()
            ? lead.orElseThrow().instances().get(0)
            : now.values().iterator().next().instance();
    List<Instant> since = new ArrayList<>(now.values().stream().map(SilentHost::last).toList());
    lead.map(SilenceRule::since).ifPresent(since::add);
    Instant missed =
        now.values().stream().map(SilentHost::missed).min(Instant::compareTo).orElse(Instant.MIN);
    boolean partly =
        answered.entrySet().stream()
            .anyMatch(e -> !queries.contains(e.getKey()) && e.getValue().isAfter(missed));
    TreeSet<String> all = new TreeSet<>(queries);
    all.addAll(answered.keySet());
    return Optional.of(
        new Silence(
            instance,
            Collections.max(since),
            List.copyOf(queries),
            all.size(),
            partly,
            now.values().stream().anyMatch(SilentHost::expected)));
  }

  private static Instant since(Finding lead) {
    return lead.row().containsKey(SINCE) ? Instant.parse(lead.row().get(SINCE)) : lead.firstSeen();
  }

  /** Whether one of which nobody has heard for so long is off the table. */
  boolean isOver(Silence silence, boolean wakes, Instant at) {
    return answers.apply(silence.instance().instanceId()).isEmpty()
        && silence.since().plus(wakes ? WAKES_FOR : TOLD_FOR).isBefore(at);
  }
}
