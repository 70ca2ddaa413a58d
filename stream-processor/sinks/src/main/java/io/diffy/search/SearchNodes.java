package io.diffy.search;

import io.diffy.http.HttpAnswer;
import io.diffy.http.HttpCaller;
import io.diffy.http.Unreachable;
import io.diffy.plugin.PluginFailure;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;

/** The nodes of a cluster. One that answers is stayed with; when it fails, the next is asked. */
final class SearchNodes {
  static final String JSON = "application/json";
  static final String LINES = "application/x-ndjson";
  private static final int MOST_ANSWER = 256 << 20;

  private final SearchConnection connection;
  private final HttpCaller caller;
  private volatile int preferred;

  SearchNodes(SearchConnection connection, Clock clock) {
    this.connection = connection;
    this.caller = new HttpCaller(connection.reach(), true, clock, MOST_ANSWER);
  }

  /**
   * Asks one node after the other until one answers with more than that it can't now.
   *
   * @param path with its query, percent-encoded
   * @throws PluginFailure when none can be reached, or the user or key is not accepted
   */
  HttpAnswer ask(String method, String path, String contentType, byte[] body) {
    int first = preferred;
    HttpAnswer busy = null;
    Unreachable unreachable = null;
    for (int i = 0; i < connection.nodes().size(); i++) {
      int at = (first + i) % connection.nodes().size();
      try {
        HttpAnswer answer = askOne(connection.nodes().get(at), method, path, contentType, body);
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

  static PluginFailure no(String doing, HttpAnswer answer) {
    String reason = answer.reason();
    int status = answer.status();
    String why = reason.isEmpty() ? "" : ": " + reason;
    if (status == 403 && !answer.isPage()) {
      String blocked = reason.contains("cluster_block_exception") ? "is read-only" : "";
      return answer.failure(
          "%s: %s %s (403%s)%s"
              .formatted(
                  doing,
                  answer.node(),
                  blocked.isEmpty() ? "does not allow it" : blocked,
                  why,
                  remedy(blocked.isEmpty() ? "security_exception" : reason)));
    }
    boolean elsewhere = answer.isPage() || status == 404 || status == 405;
    String what =
        !answer.leads().isEmpty()
            ? "; correct " + SearchSettings.key("url")
            : status == 407
                ? "; correct " + SearchSettings.key("proxy-user")
                : elsewhere
                    ? "; see what stands behind " + SearchSettings.key("url")
                    : remedy(reason);
    return answer.failure(
        "%s: %s answers %d%s%s".formatted(doing, answer.node(), status, why, what));
  }

  /** What to do about some reasons; empty for all others. */
  static String remedy(String reason) {
    if (reason.contains("cluster_block_exception") && !reason.contains("SERVICE_UNAVAILABLE")) {
      return "; give it room on its disk, or lift the block";
    }
    if (reason.contains("security_exception")) {
      return "; give the user the rights that docs/opensearch.md lists";
    }
    if (reason.contains("no write index")) {
      return "; make one index of the alias its write index";
    }
    return reason.contains("index_closed_exception") ? "; open the index" : "";
  }

  private static HttpAnswer accepted(HttpAnswer answer) {
    if (answer.status() == 401) {
      throw new PluginFailure(
          "%s does not accept the user or key (401); see %s with %s, or %s"
              .formatted(
                  answer.node(),
                  SearchSettings.key("user"),
                  SearchSettings.key("password-file"),
                  SearchSettings.key("api-key-file")));
    }
    String head = answer.head();
    if (answer.ok() && !head.startsWith("{")) {
      throw new PluginFailure(
          "%s is no search engine: it answers %s; see what stands behind %s"
              .formatted(
                  answer.node(),
                  head.isEmpty() ? "nothing" : answer.reason(),
                  SearchSettings.key("url")));
    }
    return answer;
  }

  private HttpAnswer askOne(URI node, String method, String path, String contentType, byte[] body)
      throws Unreachable {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("Content-Type", contentType);
    }
    connection.authorization().ifPresent(header -> request.header("Authorization", header));
    return caller.ask(request, node.toString());
  }
}
