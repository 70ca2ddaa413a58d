package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.cluster.Cluster;
import io.diffy.console.http.EventStreams;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.console.state.Change;
import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.RecordLookup;
import io.diffy.console.state.TopicFeed.Progress;
import io.diffy.schemas.pack.Pack;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All that can be asked for, by the names of the document. */
public final class ConsoleApi {
  private final Map<String, Handling> handlings = new HashMap<>();
  private final EventJson events;
  private final Supplier<Progress> progress;

  /**
   * @param progress how far the topics are read
   * @param tasks what is asked of hosts
   */
  public ConsoleApi(
      Cluster cluster,
      ConsoleState state,
      Pack pack,
      EventStreams streams,
      Supplier<Progress> progress,
      AnalysisTasks tasks,
      Clock clock) {
    this.progress = progress;
    Desk desk = new Desk(cluster, state, pack, clock);
    FindingJson json = new FindingJson(desk);
    DecisionWriter writer = new DecisionWriter(cluster);
    RecordLookup lookup = new RecordLookup(cluster);
    GroupAnswers answers = new GroupAnswers(desk, lookup);
    BaselinesApi baselines = new BaselinesApi(desk);
    events = new EventJson(desk, json, streams);
    List.of(
            new StatusApi(desk, json).handlings(),
            new GroupsApi(desk, json).handlings(),
            new InstancesApi(desk, json).handlings(),
            new FindingsApi(desk, json).handlings(),
            new EvaluationsApi(desk, json, lookup).handlings(),
            new DecisionsApi(desk, json, writer).handlings(),
            new TriageApi(desk, json, writer).handlings(),
            baselines.handlings(),
            new BaselineDecisionsApi(desk, baselines, answers, writer).handlings(),
            new StackApi(desk, answers).handlings(),
            new AnswersApi(desk, answers).handlings(),
            new AnalysesApi(desk, json, tasks, writer).handlings(),
            new ReplaysApi(desk, tasks, writer).handlings(),
            new SeenApi(desk).handlings(),
            new RecordsApi(desk, streams, progress, clock.instant()).handlings())
        .forEach(handlings::putAll);
  }

  /** What does each. */
  public Map<String, Handling> handlings() {
    return Map.copyOf(handlings);
  }

  /** Tells those who look what came. */
  public void tell(Change change) {
    events.tell(change);
  }

  /** Refuses while not all is known: an empty list would be taken for an answer. */
  public void requireReady() {
    Progress now = progress.get();
    if (!now.ready()) {
      throw Problem.of(
          Kind.NOT_READY,
          now.words() + "; GET /v1/health says how far it is",
          (ObjectNode node) -> EventJson.progress(now, node.putArray("progress")));
    }
  }
}
