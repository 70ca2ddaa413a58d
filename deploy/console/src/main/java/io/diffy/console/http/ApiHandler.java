package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.ApiDocument.Match;
import io.diffy.console.http.Problem.Kind;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.Nearest;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of every request: who and whence, what is meant, is it known yet, the answer. */
final class ApiHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
  static final int LARGEST_BODY = 256 << 10;
  private static final int LONGEST_PARAMETER = 2_000;
  private static final String EVENTS = "events";

  private final ApiDocument document;
  private final Map<String, Handling> handlings;
  private final Gatekeeper gate;
  private final boolean tls;
  private final EventStreams events;
  private final Runnable ready;
  private final Clock clock;
  private final StaticFiles files = new StaticFiles();

  /**
   * @param ready throws a problem while the topics are not read
   */
  ApiHandler(
      ApiDocument document,
      Map<String, Handling> handlings,
      Gatekeeper gate,
      boolean tls,
      EventStreams events,
      Runnable ready,
      Clock clock) {
    this.document = document;
    this.handlings = handlings;
    this.gate = gate;
    this.tls = tls;
    this.events = events;
    this.ready = ready;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback done) {
    SafeHeaders.add(response.getHeaders(), tls);
    Optional<Reply> reply;
    try {
      reply = answer(request, response, done);
    } catch (Problem problem) {
      reply = Optional.of(problem.reply());
    } catch (CommandFailure failure) {
      reply = Optional.of(Problem.of(Kind.FAILED, failure.getMessage()).reply());
    } catch (RuntimeException bug) {
      LOG.error("{} failed", request.getHttpURI().getPath(), bug);
      reply = Optional.of(Problem.of(Kind.FAILED, "the console's log says why").reply());
    }
    reply.ifPresent(one -> write(one, request, response, done));
    return true;
  }

  private Optional<Reply> answer(Request request, Response response, Callback done) {
    HttpFields headers = request.getHeaders();
    gate.requireHost(headers);
    String path = request.getHttpURI().getPath();
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    if (!path.startsWith("/v1/") && !path.equals("/openapi.json")) {
      if (!method.equals("GET")) {
        throw Problem.method(List.of("GET"));
      }
      return Optional.of(
          files.file(path, headers.getQualityCSV("Accept-Encoding").contains("gzip")));
    }
    Match match = document.find(method, path);
    Operation operation = match.operation();
    if (!operation.foreign()) {
      gate.requireOwnSite(headers, operation.writes());
    }
    Caller caller = gate.caller(request, operation.role());
    Call call =
        new Call(
            match.part(),
            query(request, operation),
            operation.writes() ? body(request, operation) : MissingNode.getInstance(),
            caller,
            gate.from(request),
            clock.instant());
    if (operation.ready()) {
      ready.run();
    }
    if (operation.id().equals(EVENTS)) {
      events.open(response, done, call.text("group"), headers.get("Last-Event-ID"));
      return Optional.empty();
    }
    return Optional.of(
        switch (operation.id()) {
          case "login" -> gate.login(request, call);
          case "loggedIn" -> gate.loggedIn(request, call);
          default -> own(operation, call);
        });
  }

  /** What needs nothing but who asks; the rest is done by whoever knows the topics. */
  private Reply own(Operation operation, Call call) {
    return switch (operation.id()) {
      case "openapi" -> Reply.ok(document.json()).tagged();
      case "me" -> Reply.ok(json(call.caller()));
      case "signIn" -> {
        Caller of = gate.of(call.required("token"));
        long left =
            of.expiresAt()
                .map(end -> end.getEpochSecond() - call.now().getEpochSecond())
                .orElse(Long.MAX_VALUE);
        yield Reply.ok(json(of))
            .with("Set-Cookie", gate.cookie(call.required("token"), Math.min(left, 43_200)));
      }
      case "signOut" -> Reply.nothing().with("Set-Cookie", gate.cookie("", 0));
      default -> {
        Reply reply = handlings.get(operation.id()).of(call);
        yield operation.writes() ? reply : reply.tagged();
      }
    };
  }

  private static JsonNode json(Caller caller) {
    ObjectNode node =
        Json.mapper()
            .createObjectNode()
            .put("name", caller.name())
            .put("role", caller.role().word());
    caller.expiresAt().ifPresent(end -> node.put("expires_at", end.toString()));
    return node;
  }

  private static Map<String, String> query(Request request, Operation operation) {
    Map<String, String> query = new TreeMap<>();
    Fields fields;
    try {
      fields = Request.extractQueryParameters(request, UTF_8);
    } catch (RuntimeException e) {
      throw Problem.of(Kind.BAD_REQUEST, "the query is not UTF-8, written with % where needed");
    }
    for (Fields.Field field : fields) {
      String name = field.getName();
      if (operation.foreign() && !operation.parameters().contains(name)) {
        continue;
      }
      if (!operation.parameters().contains(name)) {
        throw Problem.wrong(
            name.length() > 40 ? "query" : name,
            "there is no such parameter here" + Nearest.question(name, operation.parameters()));
      }
      if (field.getValues().size() > 1 || field.getValue().length() > LONGEST_PARAMETER) {
        throw Problem.wrong(name, "once, with at most " + LONGEST_PARAMETER + " characters");
      }
      query.put(name, field.getValue());
    }
    return query;
  }

  private static JsonNode body(Request request, Operation operation) {
    if (operation.body().isMissingNode()) {
      return MissingNode.getInstance();
    }
    String type = request.getHeaders().get("Content-Type");
    if (type == null || !type.split(";", 2)[0].strip().equals("application/json")) {
      throw Problem.of(Kind.MEDIA_TYPE, "send Content-Type: application/json");
    }
    try (InputStream in = Request.asInputStream(request)) {
      byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
      if (bytes.length > LARGEST_BODY) {
        throw Problem.of(Kind.TOO_LARGE, "a body has at most " + LARGEST_BODY + " bytes");
      }
      JsonNode body = Json.tree(bytes);
      check(body, operation.body());
      return body;
    } catch (JsonProcessingException e) {
      throw Problem.of(Kind.BAD_REQUEST, "the body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Problem.of(Kind.BAD_REQUEST, "the body could not be read: " + e.getMessage());
    }
  }

  /** No field that nobody knows, and none missing; each looks at its own value. */
  private static void check(JsonNode body, JsonNode schema) {
    if (!body.isObject()) {
      throw Problem.of(Kind.BAD_REQUEST, "the body must be an object");
    }
    Set<String> known = new HashSet<>();
    schema.path("properties").fieldNames().forEachRemaining(known::add);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw Problem.wrong(
                    name.length() > 40 ? "body" : name,
                    "there is no such field here" + Nearest.question(name, known));
              }
            });
    for (JsonNode needed : schema.path("required")) {
      JsonNode field = body.path(needed.asText());
      if (field.isMissingNode() || (field.isEmpty() && field.isContainerNode())) {
        throw Problem.wrong(needed.asText(), "it is missing");
      }
    }
  }

  private static void write(Reply reply, Request request, Response response, Callback done) {
    Reply sent = reply;
    List<String> known = request.getHeaders().getCSV("If-None-Match", true);
    if (reply.isAmong(known)) {
      sent = reply.notModified();
    }
    if (request.getHeaders().getQualityCSV("Accept-Encoding").contains("gzip")) {
      sent = sent.packed();
    }
    response.setStatus(sent.status());
    sent.headers().forEach(response.getHeaders()::put);
    byte[] body = request.getMethod().equals("HEAD") ? new byte[0] : sent.body();
    if (sent.body().length > 0) {
      response.getHeaders().put("Content-Type", sent.type());
      response.getHeaders().put("Content-Length", sent.body().length);
    }
    response.write(true, ByteBuffer.wrap(body), done);
  }
}
