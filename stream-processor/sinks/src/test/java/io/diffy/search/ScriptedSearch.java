package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** A server that answers requests about documents as a test says, and yes to all others. */
final class ScriptedSearch implements AutoCloseable {
  /** What to answer. */
  record Reply(int status, String body, String header) {
    Reply(int status, String body) {
      this(status, body, "");
    }

    /** A bulk request's answer: that status for each document. */
    static Reply items(int documents, int status, String error) {
      return new Reply(
          200,
          IntStream.range(0, documents)
              .mapToObj(i -> "{\"index\":{\"status\":" + status + error + "}}")
              .collect(Collectors.joining(",", "{\"errors\":true,\"items\":[", "]}")));
    }
  }

  /** What was asked. */
  record Request(String path, String authorization, String body) {
    int documents() {
      return body.split("\n").length / 2;
    }
  }

  /** Requests about documents, in their order. */
  final List<Request> asked = new CopyOnWriteArrayList<>();

  /** Answers to requests about something else, by path. */
  final Map<String, String> others = new ConcurrentHashMap<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Function<Request, Reply> script;

  private ScriptedSearch(HttpServer server, Function<Request, Reply> script) {
    this.server = server;
    this.script = script;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static ScriptedSearch answering(Function<Request, Reply> bulk) throws IOException {
    return new ScriptedSearch(HttpServer.create(loopback(), 0), bulk);
  }

  static ScriptedSearch overTls(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new ScriptedSearch(server, ScriptedSearch::taken);
  }

  /** Takes all. */
  static Reply taken(Request request) {
    return Reply.items(request.documents(), 201, "");
  }

  String url() {
    boolean tls = server instanceof HttpsServer;
    return (tls ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      Reply reply = new Reply(200, others.getOrDefault(path, "{}"));
      if (path.equals("/_bulk") || path.contains("/_doc/")) {
        Request request = new Request(path, authorization, body);
        asked.add(request);
        reply = script.apply(request);
      }
      if (!reply.header().isEmpty()) {
        String[] both = reply.header().split(": ", 2);
        exchange.getResponseHeaders().add(both[0], both[1]);
      }
      byte[] bytes = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
