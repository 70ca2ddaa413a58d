package io.diffy.console;

import io.diffy.cluster.Cluster;
import io.diffy.console.api.ConsoleApi;
import io.diffy.console.http.ApiDocument;
import io.diffy.console.http.EventStreams;
import io.diffy.console.http.Listening;
import io.diffy.console.http.WebServer;
import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.TopicFeed;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.OnExit;
import java.time.Clock;
import java.time.Duration;

/** The console: reads the topics, answers over HTTP, writes what people decide. */
public final class Console implements AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(10);

  private final TopicFeed feed;
  private final WebServer server;
  private long beaten = System.nanoTime();

  private Console(Cluster cluster, Listening listening, Duration history, Clock clock) {
    EventStreams streams = new EventStreams();
    ConsoleState state = new ConsoleState();
    ConsoleApi[] api = new ConsoleApi[1];
    feed =
        new TopicFeed(cluster, state, history, change -> api[0].tell(change), () -> beat(streams));
    api[0] = new ConsoleApi(cluster, state, TriagePack.load(), streams, feed::progress, clock);
    try {
      server =
          WebServer.start(
              listening,
              ApiDocument.load(),
              api[0].handlings(),
              streams,
              api[0]::requireReady,
              clock);
    } catch (RuntimeException e) {
      feed.close();
      throw e;
    }
    feed.start();
  }

  /**
   * Listens at once, and says 503 until the topics are read; of the evaluations those since then.
   */
  public static Console start(Cluster cluster, Listening listening, Duration history, Clock clock) {
    return OnExit.close(new Console(cluster, listening, history, clock));
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
    feed.close();
    OnExit.forget(this);
  }

  @Override
  public String toString() {
    return "the console";
  }
}
