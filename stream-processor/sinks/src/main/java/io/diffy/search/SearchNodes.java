package io.diffy.search;

import io.diffy.plugin.PluginFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The nodes of a cluster. One that answers is stayed with; when it fails, the next is asked. */
final class SearchNodes {
  static final String JSON = "application/json";
  static final String LINES = "application/x-ndjson";
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MOST_ANSWER = 256 << 20;

  private final SearchConnection connection;
  private final HttpClient client;
  private volatile int preferred;

  SearchNodes(SearchConnection connection) {
    this.connection = connection;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    connection.authority().map(CertificateTrust::in).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * Asks one node after the other until one answers with more than that it can't now.
   *
   * @param path with its query, percent-encoded
   * @throws PluginFailure when none can be reached, or the user or key is not accepted
   */
  SearchAnswer ask(String method, String path, String contentType, byte[] body) {
    int first = preferred;
    SearchAnswer busy = null;
    Unreachable unreachable = null;
    for (int i = 0; i < connection.nodes().size(); i++) {
      int at = (first + i) % connection.nodes().size();
      try {
        SearchAnswer answer = askOne(connection.nodes().get(at), method, path, contentType, body);
        if (!answer.passes()) {
          preferred = at;
          return accepted(answer);
        }
        busy = answer;
      } catch (Unreachable e) {
        unreachable = e;
      }
    }
    if (busy != null) {
      return busy;
    }
    throw new PluginFailure(unreachable.getMessage(), unreachable);
  }

  /** A failure for an answer that says no. */
  static PluginFailure no(String doing, SearchAnswer answer) {
    if (answer.status() == 403) {
      return new PluginFailure(
          "%s: %s does not allow it (403: %s); give the user the rights that docs/opensearch.md lists"
              .formatted(doing, answer.node(), answer.reason()));
    }
    return new PluginFailure(
        "%s: %s answers %d: %s".formatted(doing, answer.node(), answer.status(), answer.reason()));
  }

  private static SearchAnswer accepted(SearchAnswer answer) {
    if (answer.status() == 401) {
      throw new PluginFailure(
          "%s does not accept the user or key (401); see %s with %s, or %s"
              .formatted(
                  answer.node(),
                  SearchSettings.key("user"),
                  SearchSettings.key("password-file"),
                  SearchSettings.key("api-key-file")));
    }
    return answer;
  }

  private SearchAnswer askOne(URI node, String method, String path, String contentType, byte[] body)
      throws Unreachable {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node + path))
            .timeout(connection.timeout())
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("Content-Type", contentType);
    }
    connection.authorization().ifPresent(header -> request.header("Authorization", header));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), head -> new BoundedBody(MOST_ANSWER));
    try {
      // The client's own timeout ends with the head of an answer, so the whole is waited for here.
      HttpResponse<byte[]> all = answer.get(connection.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return new SearchAnswer(node, all.statusCode(), all.body());
    } catch (ExecutionException e) {
      throw Unreachable.of(node, connection.timeout(), e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw Unreachable.of(node, connection.timeout(), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PluginFailure("interrupted while " + node + " was asked", e);
    }
  }
}
