package io.diffy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Sink;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A chat that takes messages over HTTP, and a webhook that posts to it. */
final class Chat implements AutoCloseable {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final HttpServer server;
  private final Path state;
  private final Map<String, String> settings = new HashMap<>();
  private final List<JsonNode> messages = Collections.synchronizedList(new ArrayList<>());
  private final WebhookSinkPlugin plugin = new WebhookSinkPlugin();
  private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Reply> special = new ConcurrentHashMap<>();
  private volatile String header = "";
  private volatile Reply reply = new Reply(200, "ok");
  private Instant now = NOON;
  private long offset;

  private record Reply(int code, String text) {}

  private Chat(HttpServer server, Path state) {
    this.server = server;
    this.state = state;
    fresh();
  }

  static Chat start(Path state) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Chat chat = new Chat(server, state);
    server.createContext("/", chat::take);
    server.start();
    return chat;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/services/s3cret";
  }

  /** With no setting but the address. */
  Chat fresh() {
    settings.clear();
    settings.put("url", url());
    return this;
  }

  Chat with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  Chat answering(int code, String text) {
    reply = new Reply(code, text);
    return this;
  }

  /** Answers so to messages that hold this text. */
  Chat answeringTo(String text, int code, String said) {
    special.put(text, new Reply(code, said));
    return this;
  }

  /** With this value of a header {@code Retry-After}, or of {@code Location}. */
  Chat saying(String name, String value) {
    header = name + ":" + value;
    return this;
  }

  void wait(Duration time) {
    now = now.plus(time);
  }

  /** Opened anew each time, as after a restart. */
  List<Refused> deliver(Finding... events) {
    FindingCodec codec = new FindingCodec();
    return deliver(Arrays.stream(events).map(codec::encode).map(this::record).toList());
  }

  List<Refused> deliverRaw(byte[] value) {
    return deliver(List.of(record(value)));
  }

  /** What was posted and taken, the oldest first. */
  List<JsonNode> messages() {
    return messages;
  }

  /** What was posted and not taken. */
  List<String> refused() {
    return refused;
  }

  String test() {
    return plugin.test(Dataset.FINDINGS, context());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private List<Refused> deliver(List<SinkRecord> records) {
    try (Sink sink = plugin.open(Dataset.FINDINGS, context())) {
      return sink.deliver(records);
    }
  }

  private PluginContext context() {
    return new PluginContext(
        settings, state, Clock.fixed(now, ZoneOffset.UTC), note -> {}, PluginContext.Stop.NEVER);
  }

  private SinkRecord record(byte[] value) {
    return new SinkRecord("diffy.findings", 0, offset++, now, "", value, Map.of());
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] posted = exchange.getRequestBody().readAllBytes();
    String text = new String(posted, UTF_8);
    Reply said =
        special.entrySet().stream()
            .filter(one -> text.contains(one.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(reply);
    if (said.code() == 200 && said.text().equals("ok")) {
      messages.add(Json.mapper().readTree(posted));
    } else {
      refused.add(text);
    }
    if (!header.isEmpty()) {
      String[] both = header.split(":", 2);
      exchange.getResponseHeaders().add(both[0], both[1]);
    }
    answer(exchange, said.code(), said.text());
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] said = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(code, said.length == 0 ? -1 : said.length);
    exchange.getResponseBody().write(said);
    exchange.close();
  }
}
