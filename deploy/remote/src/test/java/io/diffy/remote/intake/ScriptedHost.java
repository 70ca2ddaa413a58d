package io.diffy.remote.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.remote.topic.LenientJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** Speaks osquery's remote API as osqueryd does: it sends again until it hears that it arrived. */
final class ScriptedHost {
  final String uuid;
  private final HttpClient http;
  private final Supplier<String> endpoint;
  String nodeKey = "";

  ScriptedHost(String uuid, HttpClient http, Supplier<String> endpoint) {
    this.uuid = uuid;
    this.http = http;
    this.endpoint = endpoint;
  }

  record Answer(int status, JsonNode body) {}

  Answer enroll(String secret) throws Exception {
    ObjectNode body = LenientJson.object().put("enroll_secret", secret);
    body.put("host_identifier", "host-" + uuid).put("platform_type", "9");
    body.putObject("host_details")
        .putObject("system_info")
        .put("uuid", uuid)
        .put("hostname", "ip-" + uuid);
    Answer answer = post("enroll", body, false);
    nodeKey = answer.body().path("node_key").asText();
    return answer;
  }

  Answer config() throws Exception {
    return post("config", keyed(), false);
  }

  Answer log(List<String> lines, boolean zipped) throws Exception {
    return send("log", logBody(lines), zipped);
  }

  String logBody(List<String> lines) {
    return "{\"node_key\":\"%s\",\"log_type\":\"result\",\"data\":[%s]}"
        .formatted(nodeKey, String.join(",", lines));
  }

  /** What it is asked: SQL by id. */
  Map<String, String> asked() throws Exception {
    Map<String, String> asked = new TreeMap<>();
    post("distributed/read", keyed(), false)
        .body()
        .path("queries")
        .properties()
        .forEach(one -> asked.put(one.getKey(), one.getValue().asText()));
    return asked;
  }

  /** Answers each with a row of its own; what is in {@code failing} with an error of SQLite. */
  Answer answer(Map<String, String> asked, String failing) throws Exception {
    ObjectNode body = keyed();
    ObjectNode rows = body.putObject("queries");
    ObjectNode statuses = body.putObject("statuses");
    ObjectNode messages = body.putObject("messages");
    for (String id : asked.keySet()) {
      ArrayNode answer = rows.putArray(id);
      boolean fails = id.endsWith("/" + failing);
      statuses.put(id, fails ? 1 : 0);
      messages.put(id, fails ? "no such table: x" : "");
      if (!fails) {
        answer.addObject().put("said_by", uuid);
      }
    }
    return post("distributed/write", body, true);
  }

  ObjectNode keyed() {
    return LenientJson.object().put("node_key", nodeKey);
  }

  Answer post(String path, ObjectNode body, boolean zipped) throws Exception {
    return send(path, body.toString(), zipped);
  }

  private Answer send(String path, String body, boolean zipped) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint.get() + "/osquery/" + path))
            .timeout(Duration.ofSeconds(16))
            .header("Content-Type", "application/json");
    if (zipped) {
      request.header("Content-Encoding", "gzip");
    }
    byte[] bytes = zipped ? zip(body) : body.getBytes(UTF_8);
    HttpResponse<String> answer =
        http.send(
            request.POST(BodyPublishers.ofByteArray(bytes)).build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), LenientJson.tree(answer.body()));
  }

  private static byte[] zip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /** A snapshot as osqueryd logs it. */
  static String snapshot(String identifier, String query, long unixTime, String... values) {
    StringBuilder rows = new StringBuilder();
    for (String value : values) {
      rows.append(rows.length() == 0 ? "" : ",").append("{\"v\":\"").append(value).append("\"}");
    }
    return "{\"snapshot\":[%s],\"action\":\"snapshot\",\"name\":\"%s\",\"hostIdentifier\":\"%s\",\"calendarTime\":\"-\",\"unixTime\":%d,\"epoch\":0,\"counter\":0,\"numerics\":false}"
        .formatted(rows, query, identifier, unixTime);
  }

  /** One changed row, as osqueryd logs it. */
  static String added(String identifier, String query, long unixTime, int counter, String value) {
    return "{\"name\":\"%s\",\"hostIdentifier\":\"%s\",\"calendarTime\":\"-\",\"unixTime\":%d,\"epoch\":1,\"counter\":%d,\"numerics\":false,\"columns\":{\"v\":\"%s\"},\"action\":\"added\"}"
        .formatted(query, identifier, unixTime, counter, value);
  }
}
