package io.diffy.http;

import io.diffy.plugin.PluginFailure;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks servers. One time limit holds for the whole of an exchange, whatever the server does. */
public final class HttpCaller {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int PROXY_ASKS = 407;

  /** The client sends a name and password to no proxy before TLS, unless this is empty. */
  private static final String TUNNEL = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // Read once, when the first client is made.
    if (System.getProperty(TUNNEL) == null) {
      System.setProperty(TUNNEL, "");
    }
  }

  private final HttpReach reach;
  private final Clock clock;
  private final int most;
  private final HttpClient client;

  /**
   * A caller with connections of its own.
   *
   * @param tls whether any server is reached by TLS; if none is, no certificate is read
   * @param clock by which servers say when to come again
   * @param most bytes of an answer that are read
   */
  public HttpCaller(HttpReach reach, boolean tls, Clock clock, int most) {
    this.reach = reach;
    this.clock = clock;
    this.most = most;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT);
    if (tls && (reach.authority().isPresent() || reach.identity().isPresent())) {
      builder.sslContext(TlsContext.of(reach));
    }
    reach.proxy().ifPresent(proxy -> builder.proxy(ProxySelector.of(proxy)));
    this.client = builder.build();
  }

  /**
   * Asks once.
   *
   * @param shown how messages name the server, without its secrets
   */
  public HttpAnswer ask(HttpRequest.Builder request, String shown) throws Unreachable {
    reach.proxyAuthorization().ifPresent(value -> request.header("Proxy-Authorization", value));
    HttpRequest ready = request.build();
    boolean tls = "https".equalsIgnoreCase(ready.uri().getScheme());
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(ready, head -> new BoundedBody(most));
    try {
      // The client's own timeout ends with the head of an answer: the whole is waited for here.
      HttpResponse<byte[]> all = answer.get(reach.timeout().toMillis(), TimeUnit.MILLISECONDS);
      String who =
          all.statusCode() == PROXY_ASKS ? reach.proxyThatAsks(all.headers(), shown) : shown;
      return HttpAnswer.of(who, ready.uri(), all, clock.instant(), most);
    } catch (ExecutionException e) {
      throw Unreachable.of(shown, tls, reach, e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw Unreachable.of(shown, tls, reach, e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PluginFailure("stopped while " + shown + " was asked", e);
    }
  }
}
