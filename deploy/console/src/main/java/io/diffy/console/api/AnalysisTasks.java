package io.diffy.console.api;

import io.diffy.cluster.Cluster;
import io.diffy.console.http.Problem;
import io.diffy.continuous.GroupOnDemand;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.service.CommandFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups that are asked and judged because somebody wants it now, and windows that are judged
 * again.
 */
public final class AnalysisTasks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisTasks.class);
  private static final int MOST_UNDER_WAY = 4;

  private final Cluster cluster;
  private final List<GroupOnDemand> groups;
  private final Clock clock;
  private final ConsoleTasks analyses = new ConsoleTasks("analyses", MOST_UNDER_WAY);
  private final ConsoleTasks replays = new ConsoleTasks("replay", 1);
  private volatile boolean closing;

  /**
   * @param groups that may be asked
   */
  public AnalysisTasks(Cluster cluster, List<GroupOnDemand> groups, Clock clock) {
    this.cluster = cluster;
    this.groups = List.copyOf(groups);
    this.clock = clock;
  }

  List<GroupOnDemand> groups() {
    return groups;
  }

  void start(AnalysisTask task) {
    analyses.start(task, () -> run(task));
  }

  void start(ReplayTask task) {
    replays.start(task, () -> task.run(clock));
  }

  /** Newest first. */
  List<ConsoleTask> all() {
    return Stream.of(analyses, replays)
        .flatMap(tasks -> tasks.all().stream())
        .sorted(Comparator.comparing(ConsoleTask::startedAt).reversed())
        .toList();
  }

  ConsoleTask find(String id) {
    return all().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> Problem.unknown("this console has no such task; GET /v1/tasks lists them"));
  }

  private void run(AnalysisTask task) {
    try {
      judge(task);
    } catch (CommandFailure | PluginFailure e) {
      task.failed(e.getMessage(), clock.instant());
    } catch (RuntimeException bug) {
      LOG.error("the analysis {} failed", task.id(), bug);
      task.failed("the console's log says why", clock.instant());
    }
  }

  private void judge(AnalysisTask task) {
    requireWanted(task);
    task.asks(clock.instant());
    GroupOnDemand.Asked asked =
        task.group()
            .ask(
                task.id(),
                task.incidentId(),
                task,
                () -> closing || task.isCancelled(),
                clock.instant());
    task.answered(asked.results());
    List<Evaluation> evaluations = new ArrayList<>();
    List<Finding> open = new ArrayList<>();
    Set<String> known = new TreeSet<>();
    asked
        .required()
        .byGroup()
        .forEach(
            (key, answers) -> {
              OnDemandRound.Outcome one =
                  new OnDemandRound(cluster, key, task.incidentId())
                      .judge(answers, clock.instant(), () -> requireWanted(task), task::doing);
              evaluations.addAll(one.evaluations());
              one.open().stream().filter(f -> known.add(f.uid())).forEach(open::add);
            });
    task.judged(evaluations, open, clock.instant());
  }

  private void requireWanted(AnalysisTask task) {
    if (task.isCancelled()) {
      throw new CommandFailure("cancelled");
    }
    if (closing) {
      throw new CommandFailure("the console was stopped");
    }
  }

  @Override
  public void close() {
    closing = true;
    analyses.close();
    replays.close();
  }
}
