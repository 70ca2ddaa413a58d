package io.diffy.remote.intake;

import io.diffy.cluster.Cluster;
import io.diffy.remote.ask.OpenAsks;
import io.diffy.remote.enroll.Enrolling;
import io.diffy.remote.enroll.Enrollments;
import io.diffy.remote.enroll.InstanceIdentity;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.topic.Records;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.PemTls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One copy of the service that stock osqueryd talks to: Jetty over TLS, and what it stands on. */
public final class RemoteServer implements AutoCloseable {
  private static final int HEADER_BYTES = 16 << 10;
  private static final int FRAMING = 64;
  private static final long IDLE_MILLIS = 30_000;
  private static final Duration SILENT = Duration.ofDays(30);
  private static final long STOP_MILLIS = 15_000;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final RemoteCounts counts;
  private Enrollments enrollments;
  private ServerConnector connector;

  private RemoteServer(RemoteCounts counts) {
    this.counts = counts;
  }

  /**
   * Reads the topics, and listens.
   *
   * @param ec2 verifies instance identity documents; empty: none can be shown
   * @param counts of what happens
   */
  public static RemoteServer start(
      RemoteListening listening,
      Cluster cluster,
      Pack pack,
      Optional<InstanceIdentity> ec2,
      Clock clock,
      RemoteCounts counts) {
    RemoteServer server = new RemoteServer(counts);
    try {
      server.open(listening, cluster, pack, ec2, clock);
      return OnExit.close(server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(
      RemoteListening listening,
      Cluster cluster,
      Pack pack,
      Optional<InstanceIdentity> ec2,
      Clock clock) {
    AckedWriter writer = new AckedWriter(cluster);
    open.push(writer);
    enrollments = new Enrollments(cluster, writer);
    open.push(enrollments);
    OpenAsks asks = new OpenAsks(cluster, writer, clock);
    open.push(asks);
    RemoteApi api =
        new RemoteApi(
            enrollments,
            new Enrolling(enrollments, ec2, clock),
            asks,
            writer,
            new Records(cluster.topics()),
            pack,
            clock,
            counts,
            listening.perSecond());
    listen(listening, new RemoteHandler(api, counts, listening.largestBody()));
  }

  private void listen(RemoteListening listening, RemoteHandler handler) {
    QueuedThreadPool threads = new QueuedThreadPool(listening.threads());
    threads.setName("osquery");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(listening.tls());
    tls.setIncludeProtocols(PemTls.versions());
    tls.setNeedClientAuth(listening.askForCertificate());
    connector =
        new ServerConnector(
            server, 1, 1, new SslConnectionFactory(tls, plain.getProtocol()), plain);
    connector.setHost(listening.host());
    connector.setPort(listening.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new JsonErrors());
    // A body is here before anybody waits for it: who sends it byte by byte holds no thread.
    server.setHandler(
        new BodyRoom(
            new EagerContentHandler(
                handler,
                new EagerContentHandler.RetainedContentLoaderFactory(
                    listening.largestBody(), FRAMING, true)),
            listening.room(),
            listening.largestBody(),
            counts));
    open.push(server::stop);
    try {
      server.start();
    } catch (Exception e) {
      throw new CommandFailure(
          "can't listen on %s:%d for osqueryd: %s; choose another --tls"
              .formatted(listening.host(), listening.port(), e.getMessage()),
          e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Forgets who was silent for a month; called now and then. */
  void tidy(Instant now) {
    enrollments.forgetSilentSince(now.minus(SILENT));
  }

  /** Takes no more requests, answers those that are here, and lets go of Kafka. */
  @Override
  public void close() {
    OnExit.forget(this);
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new CommandFailure("could not stop the TLS endpoint: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public String toString() {
    return "the TLS endpoint of osqueryd";
  }

  /** What Jetty refuses by itself, in our words, without a page. */
  private static final class JsonErrors extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
      return true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback done) {
      String why =
          response.getStatus() < 500 ? "the request is not understood" : "it could not be answered";
      RemoteHandler.write(RemoteReply.problem(response.getStatus(), why), response, done);
      return true;
    }
  }
}
