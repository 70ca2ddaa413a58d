package io.diffy.webhook;

import io.diffy.http.HttpAnswer;
import io.diffy.http.HttpCaller;
import io.diffy.http.Unreachable;
import io.diffy.plugin.PluginFailure;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.Optional;

/** Posts JSON to one address, which no message ever shows. */
final class WebhookClient {
  private static final int MOST_ANSWER = 64 << 10;

  private final WebhookSettings settings;
  private final HttpCaller caller;

  WebhookClient(WebhookSettings settings, Clock clock) {
    this.settings = settings;
    boolean tls = "https".equalsIgnoreCase(settings.url().getScheme());
    this.caller = new HttpCaller(settings.reach(), tls, clock, MOST_ANSWER);
  }

  /**
   * Posts once.
   *
   * @return why the target refuses this message for good; empty when it took it
   * @throws PluginFailure when it can't be told now
   */
  Optional<String> post(byte[] json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .header("content-type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofByteArray(json));
    HttpAnswer answer;
    try {
      answer = caller.ask(request, settings.url().getHost()).without(settings.url());
    } catch (Unreachable e) {
      throw new PluginFailure(e.getMessage(), e);
    }
    String said = WebhookReply.said(answer);
    String what =
        "%s answered %d%s"
            .formatted(answer.node(), answer.status(), said.isEmpty() ? "" : " (" + said + ")");
    return switch (WebhookReply.of(answer, settings.yes())) {
      case TAKEN -> Optional.empty();
      case REFUSED -> Optional.of(what);
      case NOT_NOW -> throw answer.failure(what + "; " + advice(answer));
    };
  }

  private static String advice(HttpAnswer answer) {
    if (!answer.leads().isEmpty()) {
      return "set plugin.webhook.url to where messages are taken";
    }
    return switch (answer.status()) {
      case 401 -> "see whether the address is still right";
      case 407 -> "see plugin.webhook.proxy-user and plugin.webhook.proxy-password-file";
      case 429 -> "it wants fewer messages; lower plugin.webhook.per-hour";
      default -> {
        if (answer.isPage()) {
          yield (answer.ok() ? "that is no delivery; " : "it may pass; ")
              + "see whether a proxy, or a page to sign in at, stands between";
        }
        yield !answer.ok() || answer.json().isContainerNode() || WebhookReply.saysNo(answer)
            ? "it may pass"
            : "that is no confirmation; if this is how it takes a message, set plugin.webhook.answer to this text";
      }
    };
  }
}
