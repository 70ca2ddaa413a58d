package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.PemTls;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty, as small as it goes: HTTP/1.1, no servlets, nothing found by itself. */
public final class WebServer implements AutoCloseable {
  private static final int MOST_THREADS = 32;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int FRAMING = 64;
  private static final long READ_TO_SAY_SO = 4 << 20;
  private static final long IDLE_MILLIS = 15_000;

  private final Server server;
  private final ServerConnector connector;
  private final EventStreams events;
  private final Listening listening;

  private WebServer(
      Server server, ServerConnector connector, EventStreams events, Listening listening) {
    this.server = server;
    this.connector = connector;
    this.events = events;
    this.listening = listening;
  }

  /**
   * Listens at once.
   *
   * @param handlings what does each operation of the document, by its id
   * @param ready throws a problem while the topics are not read
   * @throws io.diffy.service.UsageError where others could come in unseen
   */
  public static WebServer start(
      Listening listening,
      ApiDocument document,
      Map<String, Handling> handlings,
      EventStreams events,
      Runnable ready,
      Clock clock) {
    listening.requireSafe();
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("console");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConnectionFactory plain = new HttpConnectionFactory(http(listening.tls().isPresent()));
    ServerConnector connector =
        listening.tls().isPresent()
            ? new ServerConnector(
                server,
                1,
                1,
                new SslConnectionFactory(tls(listening.tls().get()), plain.getProtocol()),
                plain)
            : new ServerConnector(server, 1, 1, plain);
    connector.setHost(listening.host());
    connector.setPort(listening.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    boolean tls = listening.tls().isPresent();
    server.setErrorHandler(new PlainErrors(tls));
    ApiHandler answers =
        new ApiHandler(
            document, handlings, new Gatekeeper(listening, clock), tls, events, ready, clock);
    // A body is here before anybody waits for it: who sends it byte by byte holds no thread.
    server.setHandler(
        new EagerContentHandler(
            answers,
            new EagerContentHandler.RetainedContentLoaderFactory(
                ApiHandler.LARGEST_BODY, FRAMING, true)));
    try {
      server.start();
    } catch (Exception e) {
      throw new CommandFailure(
          "can't listen on %s:%d for the console: %s; choose another --http-port"
              .formatted(listening.host(), listening.port(), e.getMessage()),
          e);
    }
    return OnExit.close(new WebServer(server, connector, events, listening));
  }

  private static HttpConfiguration http(boolean tls) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    if (tls) {
      http.addCustomizer(new SecureRequestCustomizer(false));
    }
    return http;
  }

  private static SslContextFactory.Server tls(Listening.Tls files) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(
        PemTls.server(
            "--http-certificate and --http-key",
            files.certificate(),
            files.key(),
            Optional.empty()));
    tls.setIncludeProtocols(PemTls.versions());
    return tls;
  }

  /** Where to open it. */
  public String address() {
    String host =
        listening.host().indexOf(':') < 0 ? listening.host() : "[" + listening.host() + "]";
    return "%s://%s:%d/"
        .formatted(listening.tls().isPresent() ? "https" : "http", host, connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      events.close();
      server.stop();
    } catch (Exception e) {
      throw new CommandFailure("could not close the console's port: " + e.getMessage(), e);
    } finally {
      OnExit.forget(this);
    }
  }

  @Override
  public String toString() {
    return "the console's port";
  }

  /** What Jetty refuses by itself, in our words, without a page. */
  private static final class PlainErrors extends ErrorHandler {
    private static final Set<Integer> TOO_LARGE = Set.of(413, 414, 431);

    private final boolean tls;

    PlainErrors(boolean tls) {
      this.tls = tls;
    }

    @Override
    public boolean errorPageForMethod(String method) {
      return true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback done) {
      int status = response.getStatus();
      SafeHeaders.add(response.getHeaders(), tls);
      response.getHeaders().put("Content-Type", Problem.TYPE);
      ByteBuffer words = ByteBuffer.wrap(text(status).getBytes(UTF_8));
      if (status == 413) {
        read(request, READ_TO_SAY_SO, () -> response.write(true, words, done));
      } else {
        response.write(true, words, done);
      }
      return true;
    }

    /** Who still sends when the connection ends never reads why. Holds no thread. */
    private static void read(Request request, long most, Runnable then) {
      long left = most;
      for (Content.Chunk chunk = request.read(); ; chunk = request.read()) {
        if (chunk == null) {
          long more = left;
          request.demand(() -> read(request, more, then));
          return;
        }
        left -= chunk.remaining();
        boolean over = Content.Chunk.isFailure(chunk) || chunk.isLast() || left <= 0;
        chunk.release();
        if (over) {
          then.run();
          return;
        }
      }
    }

    private static String text(int status) {
      return Problem.text(
          status,
          TOO_LARGE.contains(status)
              ? "The request is too large"
              : status < 500 ? "The request is not understood" : "The console could not answer");
    }
  }
}
