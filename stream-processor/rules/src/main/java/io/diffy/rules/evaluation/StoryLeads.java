package io.diffy.rules.evaluation;

import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.RoutineRow;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What appears together on the same hosts is one story: a leader has a process, a port and a
 * connection. Its loudest part is the one in the query that comes first, and the others are told at
 * low. Shared by all queries of a group that are evaluated at one time, in the order in which they
 * are evaluated.
 */
public final class StoryLeads {
  private final Map<Set<String>, String> byHosts = new HashMap<>();
  private final Set<String> evaluated = new HashSet<>();

  /** Notes that a query takes part. */
  void begin(String query) {
    evaluated.add(query);
  }

  /** Whether a query was evaluated at this time, so that what it leads is known. */
  public boolean evaluated(String query) {
    return evaluated.contains(query);
  }

  /** What was found, with the story that it is part of if that is no story of its own. */
  DeviationEvidence place(DeviationEvidence found, String query) {
    Deviation deviation = found.deviation();
    if (!RoutineRow.is(deviation.kind(), found.rows().row())) {
      return found;
    }
    ScoreBreakdown t = deviation.breakdown();
    String lead = leadOf(Set.copyOf(deviation.hostIds()), query, deviation.kind());
    return found.with(
        deviation.with(
            new ScoreBreakdown(t.peers(), t.oneStory(), t.familiar(), t.past(), t.growth(), lead)));
  }

  /**
   * The query that tells the story of these hosts; empty when this one does.
   *
   * @param hosts on which a routine row deviates and is worth a look
   */
  private String leadOf(Set<String> hosts, String query, Kind kind) {
    String lead = byHosts.putIfAbsent(hosts, query);
    // Two programs that are gone may be an agent and its watcher: each is said.
    boolean leads = lead == null || (lead.equals(query) && kind == Kind.MISSING);
    return leads ? "" : lead;
  }
}
