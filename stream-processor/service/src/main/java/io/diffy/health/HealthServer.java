package io.diffy.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers {@code /livez} and {@code /readyz} with 200 or 503 and one word. There is nothing in it
 * to steal and nothing to change; where others than this machine reach it, it asks for a token
 * nevertheless.
 */
final class HealthServer implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int WAITING = 64;
  private static final int BACKLOG = 64;

  static {
    // Who sends a request byte by byte must not hold one of the few threads; read when the JDK's
    // server is first used. Seconds.
    for (String limit : Set.of("maxReqTime", "maxRspTime", "idleInterval")) {
      String property = "sun.net.httpserver." + limit;
      System.setProperty(property, System.getProperty(property, "5"));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private HealthServer(HttpServer server) {
    this.server = server;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            HealthServer::thread);
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
    server.setExecutor(pool);
  }

  /**
   * Listens at once.
   *
   * @param port 0 takes a free one
   * @param token who does not send it learns nothing; empty answers everybody
   * @throws CommandFailure when the address is not this machine's, or in use
   */
  static HealthServer start(String host, int port, Health health, Optional<String> token) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    try {
      HealthServer started = new HealthServer(HttpServer.create(address, BACKLOG));
      started.server.createContext("/", exchange -> answer(exchange, health, token));
      started.server.start();
      return started;
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(
          "can't listen on %s:%d for health: %s; choose another --health-port or --health-host"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    OnExit.forget(this);
  }

  @Override
  public String toString() {
    return "the health port";
  }

  private static void answer(HttpExchange exchange, Health health, Optional<String> token)
      throws IOException {
    try (exchange) {
      if (token.isPresent() && !shows(exchange, token.get())) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        say(exchange, 401, "Authorization: Bearer, with the word of --health-token-file");
        return;
      }
      if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        say(exchange, 405, "GET only");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/livez" -> say(exchange, health.live() ? 200 : 503, health.state());
        case "/readyz" -> say(exchange, health.ready() ? 200 : 503, health.state());
        default -> say(exchange, 404, "/livez or /readyz");
      }
    }
  }

  /** In a time that does not depend on how much of it is right. */
  private static boolean shows(HttpExchange exchange, String token) {
    String shown = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    return MessageDigest.isEqual(shown.getBytes(UTF_8), ("Bearer " + token).getBytes(UTF_8));
  }

  private static void say(HttpExchange exchange, int status, String word) throws IOException {
    byte[] body = (word + "\n").getBytes(US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=us-ascii");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "health");
    thread.setDaemon(true);
    return thread;
  }
}
