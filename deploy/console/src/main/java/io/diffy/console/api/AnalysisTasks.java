package io.diffy.console.api;

import io.diffy.cluster.Cluster;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.continuous.GroupOnDemand;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.service.CommandFailure;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups that are asked and judged because somebody wants it now, one after the other. What is
 * found lies on the topics; the tasks themselves are forgotten when the console stops.
 */
public final class AnalysisTasks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisTasks.class);
  private static final int MOST_UNDER_WAY = 4;
  private static final int MOST_KEPT = 100;

  private final Cluster cluster;
  private final List<GroupOnDemand> groups;
  private final Clock clock;
  private final Deque<AnalysisTask> tasks = new ArrayDeque<>();
  // One thread: plugins are used by one at a time.
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "console-analysis");
            thread.setDaemon(true);
            return thread;
          });
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

  synchronized void start(AnalysisTask task) {
    if (tasks.stream().filter(one -> !one.isOver()).count() >= MOST_UNDER_WAY) {
      throw Problem.of(
          Kind.BUSY, MOST_UNDER_WAY + " analyses are under way; ask again when one is done");
    }
    tasks.addFirst(task);
    if (tasks.size() > MOST_KEPT) {
      tasks.removeLast();
    }
    worker.execute(() -> run(task));
  }

  /** Newest first. */
  synchronized List<AnalysisTask> all() {
    return List.copyOf(tasks);
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
    requireOpen();
    task.asks(clock.instant());
    GroupOnDemand.Asked asked =
        task.group().ask(task.id(), task.incidentId(), task, () -> closing, clock.instant());
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
                      .judge(answers, clock.instant(), this::requireOpen, task::doing);
              evaluations.addAll(one.evaluations());
              one.open().stream().filter(f -> known.add(f.uid())).forEach(open::add);
            });
    task.judged(evaluations, open, clock.instant());
  }

  private void requireOpen() {
    if (closing) {
      throw new CommandFailure("the console was stopped");
    }
  }

  @Override
  public void close() {
    closing = true;
    worker.shutdown();
  }
}
