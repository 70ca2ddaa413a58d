package io.diffy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.http.HttpAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What targets answer, and whether the message is delivered. */
class WebhookReplyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Slack and Mattermost; Discord; Power Automate; Teams; PagerDuty; others.
        "200 | ok",
        "204 |",
        "202 |",
        "200 | 1",
        "202 | {\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"k\"}",
        "200 | {\"ok\":true}",
        "200 | {\"success\":true,\"error\":null}",
        "201 | {\"id\":7,\"errors\":[],\"error\":\"\"}",
        "200 | {\"result\":\"success\",\"msg\":\"\"}",
        "200 | {\"errcode\":0,\"errmsg\":\"ok\"}",
        "200 | {\"text\":\"Success\",\"code\":0}",
        "200 | {\"status\":1,\"request\":\"x\"}",
        "200 | {\"code\":200,\"message\":\"queued\"}",
        "200 | []",
        "200 | \"OK\"",
        "202 | Accepted"
      })
  void taken(int status, String body) {
    assertEquals(WebhookReply.TAKEN, reply(status, body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | invalid_payload",
        "403 | action_prohibited",
        "404 | no_service",
        "405 |",
        "410 | channel_is_archived",
        "413 | <html>Request Entity Too Large</html>",
        "422 | {\"message\":\"bad\"}",
        "200 | invalid_payload",
        "200 | {\"ok\":false,\"error\":\"invalid_blocks\"}",
        "200 | {\"ok\":false}",
        "200 | {\"success\":false,\"message\":\"no such room\"}",
        "200 | {\"error\":{\"reason\":\"no\"}}",
        "202 | {\"status\":\"error\"}",
        "200 | {\"result\":\"error\",\"msg\":\"Invalid API key\"}",
        "200 | {\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}",
        "200 | {\"code\":19001,\"msg\":\"param invalid\"}",
        "200 | {\"status\":403}",
        "200 | false",
        "200 | Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x"
      })
  void refused(int status, String body) {
    assertEquals(WebhookReply.REFUSED, reply(status, body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html><body>Sign in</body></html>",
        "204 | <!DOCTYPE html><title>x",
        "200 | Thanks for your message",
        "200 | \ufffd\ufffd",
        "200 | {\"ok\":true",
        "200 | {\"ok\":false,\"error\":\"ratelimited\"}",
        "200 | {\"ok\":false,\"error\":\"internal_error\"}",
        "200 | Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x",
        "302 |",
        "304 |",
        "401 | who?",
        "407 |",
        "408 |",
        "425 |",
        "429 | rate_limited",
        "500 | ok",
        "503 |",
        "599 |"
      })
  void notNow(int status, String body) {
    assertEquals(WebhookReply.NOT_NOW, reply(status, body));
  }

  @Test
  void aTargetMayHaveAYesOfItsOwn() {
    HttpAnswer thanks = HttpAnswer.of("it", 200, "Thanks for your message\n".getBytes(UTF_8));
    assertEquals(WebhookReply.TAKEN, WebhookReply.of(thanks, "Thanks for your message"));
  }

  private static WebhookReply reply(int status, String body) {
    byte[] bytes = body == null ? new byte[0] : body.getBytes(UTF_8);
    return WebhookReply.of(HttpAnswer.of("it", status, bytes), "");
  }
}
