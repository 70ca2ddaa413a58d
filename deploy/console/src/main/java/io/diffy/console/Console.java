package io.diffy.console;

import io.diffy.cluster.Cluster;
import io.diffy.console.api.AnalysisTasks;
import io.diffy.console.api.ConsoleApi;
import io.diffy.console.http.ApiDocument;
import io.diffy.console.http.EventStreams;
import io.diffy.console.http.Listening;
import io.diffy.console.http.WebServer;
import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.LocalCopy;
import io.diffy.console.state.TopicFeed;
import io.diffy.continuous.GroupOnDemand;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.OnExit;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The console: reads the topics, answers over HTTP, writes what people decide. */
public final class Console implements AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(10);

  private final ConsoleState state;
  private final TopicFeed feed;
  private final AnalysisTasks tasks;
  private final WebServer server;
  private long beaten = System.nanoTime();

  private Console(
      Cluster cluster,
      Listening listening,
      Duration history,
      List<GroupOnDemand> groups,
      LocalCopy copy,
      Clock clock) {
    EventStreams streams = new EventStreams();
    state = new ConsoleState(copy, history);
    ConsoleApi[] made = new ConsoleApi[1];
    feed =
        new TopicFeed(cluster, state, history, change -> made[0].tell(change), () -> beat(streams));
    tasks = new AnalysisTasks(cluster, groups, clock);
    ConsoleApi api =
        new ConsoleApi(cluster, state, ShippedPacks.all(), streams, feed::progress, tasks, clock);
    made[0] = api;
    try {
      server =
          WebServer.start(
              listening, ApiDocument.load(), api.handlings(), streams, api::requireReady, clock);
    } catch (RuntimeException e) {
      feed.close();
      state.close();
      throw e;
    }
    feed.start();
  }

  /**
   * Listens at once, and says 503 until the topics are read; of the evaluations those since then.
   */
  public static Console start(Cluster cluster, Listening listening, Duration history, Clock clock) {
    return start(cluster, listening, history, List.of(), LocalCopy.temporary(), clock);
  }

  /**
   * The same.
   *
   * @param groups that may be asked from there
   * @param copy where what is read is kept; closed with it
   */
  public static Console start(
      Cluster cluster,
      Listening listening,
      Duration history,
      List<GroupOnDemand> groups,
      LocalCopy copy,
      Clock clock) {
    return OnExit.close(new Console(cluster, listening, history, groups, copy, clock));
  }

  private void beat(EventStreams streams) {
    if (System.nanoTime() - beaten > BEAT.toNanos()) {
      beaten = System.nanoTime();
      streams.beat();
    }
  }

  /** Where to open it. */
  public String address() {
    return server.address();
  }

  /** Whether all that the topics say is known. */
  public boolean ready() {
    return feed.progress().ready();
  }

  @Override
  public void close() {
    server.close();
    tasks.close();
    feed.close();
    state.close();
    OnExit.forget(this);
  }

  @Override
  public String toString() {
    return "the console";
  }
}
