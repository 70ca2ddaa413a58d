package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.replay.GroupReplay;
import io.diffy.replay.ReplayComparison;
import io.diffy.replay.ReplayWindow;
import io.diffy.schemas.DecisionSubject.DecisionKind;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandFailure;
import io.diffy.view.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** A window of a group that is judged again: how far that is, and what came of it. */
final class ReplayTask implements ConsoleTask {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final String id = UUID.randomUUID().toString();
  private final GroupReplay replay;
  private final Call call;
  private State state = State.WAITING;
  private String doing = "waiting for its turn";
  private String why = "";
  private Instant ended = Instant.MAX;
  private GroupReplay.Result result;
  private volatile boolean cancelled;

  /** How far it is. */
  private enum State {
    WAITING,
    JUDGING,
    JUDGED,
    FAILED,
    CANCELLED
  }

  ReplayTask(GroupReplay replay, Call call) {
    this.replay = replay;
    this.call = call;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public DecisionKind kind() {
    return DecisionKind.REPLAY;
  }

  @Override
  public GroupKey groupKey() {
    return replay.group();
  }

  @Override
  public Instant startedAt() {
    return call.now();
  }

  /** In words. */
  String asked() {
    ReplayWindow window = replay.window();
    return "answers from %s to %s%s%s"
        .formatted(
            window.from().orElseThrow().truncatedTo(ChronoUnit.SECONDS),
            to().truncatedTo(ChronoUnit.SECONDS),
            window.warmUp().map(span -> ", after a warm-up of " + span).orElse(""),
            replay.today() ? ", baselines and exceptions of today" : "");
  }

  /** Does it; {@code now} tells the time. */
  void run(Clock now) {
    try {
      begin();
      GroupReplay.Result found =
          replay.run(this::doing, () -> requireWanted(now.instant()), now.instant());
      synchronized (this) {
        result = found;
      }
      end(State.JUDGED, "done", "", now.instant());
    } catch (RuntimeException | Error e) {
      String words =
          e instanceof CommandFailure ? e.getMessage() : "it broke off: the console's log says why";
      end(
          cancelled ? State.CANCELLED : State.FAILED,
          cancelled ? "cancelled" : "failed",
          cancelled ? "" : words,
          now.instant());
      if (!cancelled && !(e instanceof CommandFailure)) {
        throw e;
      }
    }
  }

  private synchronized void begin() {
    state = State.JUDGING;
  }

  private synchronized void doing(String words) {
    doing = words;
  }

  private void requireWanted(Instant now) {
    if (cancelled) {
      throw new CommandFailure("cancelled");
    }
    if (now.isAfter(deadline())) {
      throw new CommandFailure(
          "not done after %d minutes: ask for a shorter window or warm-up, or use diffy replay"
              .formatted(PATIENCE.toMinutes()));
    }
  }

  private Instant deadline() {
    return call.now().plus(PATIENCE);
  }

  private synchronized void end(State last, String words, String reason, Instant now) {
    state = last;
    doing = words;
    why = reason;
    ended = now;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public synchronized boolean isOver() {
    return !ended.equals(Instant.MAX);
  }

  @Override
  public synchronized List<Finding> findings() {
    return result == null ? List.of() : result.outcome().shown();
  }

  /** When what it judged ends. */
  Instant to() {
    return replay.window().to().orElseThrow();
  }

  synchronized boolean isJudged() {
    return state == State.JUDGED;
  }

  @Override
  public synchronized ObjectNode json() {
    ObjectNode node = FindingJson.node().put("id", id).put("kind", FindingJson.word(kind()));
    node.put("group", groupKey().toString()).put("state", FindingJson.word(state));
    node.put("doing", doing).put("by", call.caller().name()).put("from", call.from());
    FindingJson.time(node, "started_at", call.now());
    FindingJson.time(node, "deadline", deadline());
    replay.window().from().ifPresent(from -> FindingJson.time(node, "window_from", from));
    FindingJson.time(node, "window_to", to());
    node.put("today", replay.today());
    if (isOver()) {
      FindingJson.time(node, "ended_at", ended);
    }
    FindingJson.text(node, "why", why);
    node.putArray("not_answered");
    if (result != null) {
      node.put("verdict", verdict()).put("findings", result.outcome().shown().size());
      ReplayComparison events = result.events();
      node.putObject("events")
          .put("same", events.same())
          .put("only_replay", events.onlyReplay().size())
          .put("only_live", events.onlyLive().size())
          .put("differing", events.differing().size());
    }
    return node;
  }

  /** As the command's exit code says it. */
  private String verdict() {
    if (Verdict.accuses(result.outcome().shown())) {
      return "accused";
    }
    return result.coverage().nothing().isEmpty() ? "nobody_accused" : "nothing_judged";
  }
}
