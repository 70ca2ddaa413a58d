package io.diffy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.plugin.PluginFailure;
import io.diffy.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Posts JSON to one address, which no message ever shows. */
final class WebhookClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int SHOWN = 200;

  private final URI url;
  private final HttpClient http;

  WebhookClient(URI url) {
    this.url = url;
    // Where a redirect leads is not where the address was meant to be known.
    this.http =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(Redirect.NEVER).build();
  }

  /** Returns when it was taken. */
  void post(byte[] json) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("content-type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofByteArray(json))
            .build();
    try {
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      String answered;
      try (InputStream body = answer.body()) {
        answered = new String(body.readNBytes(SHOWN), UTF_8).strip();
      }
      if (answer.statusCode() / 100 != 2) {
        throw new PluginFailure(
            "%s answered %d%s; %s"
                .formatted(
                    url.getHost(),
                    answer.statusCode(),
                    answered.isEmpty() ? "" : " (" + Terminal.safe(answered) + ")",
                    advice(answer.statusCode())));
      }
    } catch (IOException e) {
      throw new PluginFailure(
          "can't reach %s: %s"
              .formatted(url.getHost(), e.getMessage() == null ? e.getClass().getSimpleName() : e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PluginFailure("interrupted", e);
    }
  }

  private static String advice(int status) {
    return switch (status) {
      case 429 -> "it wants fewer messages; lower plugin.webhook.per-hour";
      case 400, 401, 403, 404, 410 -> "is the address still right?";
      default -> "it may pass";
    };
  }
}
