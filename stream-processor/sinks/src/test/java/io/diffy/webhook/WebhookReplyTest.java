package io.diffy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.http.HttpAnswer;
import java.time.Duration;
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
        "202 | Accepted",
        "200 | OK.",
        "200 | Message sent",
        "200 | Event received successfully!",
        "200 | {\"ok\":true,\"retry_after\":0}",
        "200 | {\"text\":\"high: crontab missing, an echo\"}",
        "200 | {\"ok\":1,\"data\":{\"error\":\"of another\"}}",
        "200 | {\"error\":\"none\",\"error_count\":0}",
        "200 | {\"result\":\"Request will be processed\",\"took\":0.3}",
        "200 | {\"id\":\"7\",\"message\":\"an echo: failed logins, invalid\"}"
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
        "200 | failed",
        "200 | ERROR: no such hook",
        "200 | Summary or Text is required.",
        "200 | too_many_attachments",
        "200 | {\"ok\":0,\"description\":\"chat not found\"}",
        "200 | {\"success\":\"false\"}",
        "200 | {\"result\":false}",
        "200 | {\"status\":\"rejected\"}",
        "200 | {\"Status\":\"NOK\"}",
        "200 | {\"errcode\":\"40001\",\"errmsg\":\"who\"}",
        "200 | {\"fault\":{\"faultstring\":\"Invalid API Key\"}}",
        "200 | {\"response\":{\"ok\":false,\"error\":\"no\"}}",
        "200 | [{\"error\":\"x\"}]",
        "200 | {\"message\":\"Forbidden\"}",
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
        "200 | Processed with no errors",
        "200 | \ufffd\ufffd",
        "200 | {\"ok\":true",
        "200 | {\"ok\":false,\"error\":\"ratelimited\"}",
        "200 | {\"ok\":false,\"error\":\"internal_error\"}",
        "200 | Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x",
        "200 | {\"ok\":false,\"error_code\":429,\"description\":\"slowly\"}",
        "200 | {\"message\":\"You are being limited.\",\"retry_after\":64.57}",
        "200 | {\"errcode\":130101,\"errmsg\":\"send too fast, exceed 20 times per minute\"}",
        "200 | {\"code\":\"503\"}",
        "200 | {\"error\":{\"code\":429,\"message\":\"slowly\"}}",
        "200 | {\"errorMessage\":\"Task timed out\"}",
        "200 | too_many_requests",
        "200 | Service temporarily unavailable",
        "200 | \ufeff<html>Sign in</html>",
        "302 |",
        "421 |",
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

  @ParameterizedTest
  @CsvSource({"403, NOT_NOW", "413, NOT_NOW", "400, REFUSED", "404, REFUSED"})
  void whatIsTooMuchNowIsTakenWhenTheTargetSaysSo(int status, WebhookReply reply) {
    HttpAnswer later = new HttpAnswer("it", status, new byte[0], "", Duration.ofSeconds(9));
    assertEquals(reply, WebhookReply.of(later, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":true,\"message\":\"nope\"} | nope",
        "{\"error\":{\"code\":403,\"message\":\"denied\"}} | denied",
        "{\"status\":\"failed\"} | status failed",
        "{\"errors\":[{\"x\":1}]} | [{\"x\":1}]"
      })
  void theReasonIsSaidInItsOwnWords(String body, String said) {
    assertEquals(said, WebhookReply.said(HttpAnswer.of("it", 200, body.getBytes(UTF_8))));
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
