package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.continuous.GroupOnDemand;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.replay.CoverageTally;
import io.diffy.schemas.DecisionSubject.DecisionKind;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.terminal.Phrases;
import io.diffy.view.OpenFindings;
import io.diffy.view.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A group that is asked and judged once: how far that is, and what came of it. */
final class AnalysisTask implements ConsoleTask, CollectionPlugin.Listener {
  private final String id = UUID.randomUUID().toString();
  private final GroupOnDemand group;
  private final String incidentId;
  private final Call call;
  private final List<InstanceResult> results = new ArrayList<>();
  private final List<Evaluation> evaluations = new ArrayList<>();
  private final List<Finding> open = new ArrayList<>();
  private State state = State.WAITING;
  private String doing = "waiting for its turn";
  private String why = "";
  private Instant deadline;
  private Instant ended = Instant.MAX;
  private int asked;
  private int done;
  private volatile boolean cancelled;

  /** How far it is. */
  private enum State {
    WAITING,
    ASKED,
    ANSWERED,
    JUDGED,
    FAILED,
    CANCELLED
  }

  AnalysisTask(GroupOnDemand group, String incidentId, Call call) {
    this.group = group;
    this.incidentId = incidentId;
    this.call = call;
    this.deadline = call.now().plus(group.patience());
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public DecisionKind kind() {
    return DecisionKind.ANALYSIS;
  }

  @Override
  public GroupKey groupKey() {
    return group.key();
  }

  @Override
  public Instant startedAt() {
    return call.now();
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  GroupOnDemand group() {
    return group;
  }

  String incidentId() {
    return incidentId;
  }

  synchronized void asks(Instant now) {
    state = State.ASKED;
    doing = "looking for the instances";
    deadline = now.plus(group.patience());
  }

  @Override
  public void done(InstanceResult result) {
    // All of them come at the end.
  }

  @Override
  public synchronized void progress(int some, int all) {
    doing = "asking the instances";
    done = some;
    asked = all;
  }

  synchronized void answered(List<InstanceResult> all) {
    state = State.ANSWERED;
    results.addAll(all);
    asked = (int) all.stream().filter(one -> one.outcome() != InstanceOutcome.SKIPPED).count();
    done = asked;
  }

  synchronized void doing(String words) {
    doing = words;
  }

  synchronized void judged(List<Evaluation> all, List<Finding> found, Instant now) {
    evaluations.addAll(all);
    found.stream().sorted(OpenFindings.RANK).forEach(open::add);
    end(State.JUDGED, "done", now);
  }

  synchronized void failed(String reason, Instant now) {
    why = cancelled ? "" : reason;
    end(cancelled ? State.CANCELLED : State.FAILED, cancelled ? "cancelled" : "failed", now);
  }

  private void end(State last, String words, Instant now) {
    state = last;
    doing = words;
    ended = now;
  }

  @Override
  public synchronized boolean isOver() {
    return !ended.equals(Instant.MAX);
  }

  @Override
  public synchronized List<Finding> findings() {
    return List.copyOf(open);
  }

  @Override
  public synchronized ObjectNode json() {
    ObjectNode node = FindingJson.node().put("id", id).put("kind", FindingJson.word(kind()));
    node.put("group", group.key().toString()).put("state", FindingJson.word(state));
    node.put("doing", doing).put("by", call.caller().name()).put("from", call.from());
    FindingJson.text(node, "incident_id", incidentId);
    FindingJson.time(node, "started_at", call.now());
    FindingJson.time(node, "deadline", deadline);
    if (isOver()) {
      FindingJson.time(node, "ended_at", ended);
    }
    FindingJson.text(node, "why", why);
    node.put("asked", asked).put("results", done);
    ArrayNode silent = node.putArray("not_answered");
    for (InstanceResult result : results) {
      if (result.outcome() != InstanceOutcome.SUCCESS) {
        String word = Phrases.word(result.outcome());
        silent
            .addObject()
            .put("instance_id", result.instanceId())
            .put("reason", result.reason().isEmpty() ? word : word + ": " + result.reason());
      }
    }
    if (state == State.JUDGED) {
      node.put("verdict", verdict()).put("findings", open.size());
      ArrayNode coverage = node.putArray("coverage");
      for (Evaluation evaluation : evaluations) {
        ObjectNode one = coverage.addObject().put("query", evaluation.query());
        one.put("covered", evaluation.covered().size()).put("absent", evaluation.absent().size());
      }
    }
    return node;
  }

  /** As the command's exit code says it. */
  private String verdict() {
    if (Verdict.accusesNow(open)) {
      return "accused";
    }
    return CoverageTally.of(evaluations).nothing().isEmpty() ? "nobody_accused" : "nothing_judged";
  }
}
