package io.diffy.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A request, as somebody sends it. */
record Asked(String address, String method, String path, String body, Map<String, String> headers) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** What was answered in this run to what: {@code GET /v1/status 200}. */
  static final Set<String> GIVEN = ConcurrentHashMap.newKeySet();

  static Asked get(Console console, String path) {
    return new Asked(console.address(), "GET", path, "", Map.of());
  }

  static Asked post(Console console, String path, String body) {
    return new Asked(
        console.address(),
        "POST",
        path,
        body,
        Map.of("X-Diffy", "1", "Content-Type", "application/json"));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  Asked with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Asked(address, method, path, body, all);
  }

  Asked without(String header) {
    Map<String, String> all = new TreeMap<>(headers);
    all.remove(header);
    return new Asked(address, method, path, body, all);
  }

  Asked at(String other) {
    return new Asked(address, method, other, body, headers);
  }

  Asked sending(String other) {
    return new Asked(address, method, path, other, headers);
  }

  Asked token(String token) {
    return with("Authorization", "Bearer " + token);
  }

  HttpResponse<String> answer() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path.substring(1)))
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    try {
      HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
      GIVEN.add(method + " " + path.split("\\?", 2)[0] + " " + answer.statusCode());
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode json() {
    HttpResponse<String> answer = answer();
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(method + " " + path + ": " + answer.body());
    }
    return tree(answer.body());
  }

  /** The status and the end of the problem's type: {@code 403 wrong-role}. */
  String problem() {
    HttpResponse<String> answer = answer();
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (!type.equals("application/problem+json")) {
      return answer.statusCode() + " " + type;
    }
    JsonNode problem = tree(answer.body());
    return answer.statusCode()
        + " "
        + problem.path("type").asText().replace("urn:diffy:problem:", "");
  }

  static JsonNode tree(String text) {
    try {
      return Json.tree(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** What is answered to these bytes, which no client would send. */
  static String raw(Console console, String request) {
    return raw(console, request, "\0");
  }

  /** The same up to a text that ends it, where it has no end. */
  static String raw(Console console, String request, String end) {
    URI address = URI.create(console.address());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(UTF_8));
      socket.getOutputStream().flush();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      while (answer.indexOf(end) < 0) {
        int read = socket.getInputStream().read(buffer);
        if (read < 0) {
          break;
        }
        answer.append(new String(buffer, 0, read, UTF_8));
      }
      return answer.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
