package io.diffy.webhook;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a target answers, and how what is wrong with it is said: never with its address. */
final class WebhookTargetTest extends ChatExchange {
  @Test
  void aChatThatDoesNotAnswerIsSaidWithoutTheAddress() {
    chat.answering(503, "over \u001b[31mcapacity");
    PluginFailure down = assertThrows(PluginFailure.class, () -> chat.deliver(BIND_SHELL));
    assertEquals("127.0.0.1 answered 503 (over \\x1b[31mcapacity); it may pass", down.getMessage());
    chat.answering(401, "who?");
    PluginFailure unknown = assertThrows(PluginFailure.class, () -> chat.deliver(BIND_SHELL));
    assertEquals(
        "127.0.0.1 answered 401 (who?); see whether the address is still right",
        unknown.getMessage());

    chat.answering(200, "ok");
    chat.messages().clear();
    chat.deliver(BIND_SHELL);
    assertEquals(1, chat.messages().size());
  }

  @Test
  void aYesThatIsNoneIsNoDelivery() {
    chat.answering(200, "<html><body>Sign in <b>here</b></body></html>");
    assertEquals(
        "127.0.0.1 answered 200 (a page for people: Sign in here); that is no delivery; see"
            + " whether a proxy, or a page to sign in at, stands between",
        failure());
    chat.answering(200, "Thank you");
    assertTrue(failure().contains("set plugin.webhook.answer to this text"), failure());
    chat.with("answer", "Thank you").deliver(BIND_SHELL);
    chat.answering(200, "{\"ok\":false,\"error\":\"invalid_blocks\"}");
    assertEquals("127.0.0.1 answered 200 (invalid_blocks)", chat.deliver(job("y")).get(0).reason());
    assertEquals(List.of(), chat.messages());
  }

  @Test
  void aTargetThatWantsRestGetsIt() {
    chat.answering(429, "slow down").saying("Retry-After", "40");
    PluginFailure busy = assertThrows(PluginFailure.class, () -> chat.deliver(BIND_SHELL));
    assertEquals(Duration.ofSeconds(40), busy.rest());
    assertEquals(
        "127.0.0.1 answered 429 (slow down); it wants fewer messages; lower plugin.webhook.per-hour;"
            + " it asks for 40 s of rest",
        busy.getMessage());
  }

  @Test
  void aRedirectSaysWhereItLeads() {
    chat.answering(302, "").saying("Location", "https://login.example.com/in?to=s3cret");
    assertEquals(
        "127.0.0.1 answered 302 (it leads to https://login.example.com/in, and redirects are not"
            + " followed); set plugin.webhook.url to where messages are taken",
        failure());
  }

  @Test
  void aTestMessageSaysThatItIsOne() {
    assertEquals("127.0.0.1 took a test message", chat.test());
    assertEquals(
        "Test of Diffy Streams: findings will be told here",
        chat.messages().get(0).at("/blocks/0/text/text").textValue());

    chat.answering(404, "no_service");
    PluginFailure no = assertThrows(PluginFailure.class, chat::test);
    assertEquals(
        "127.0.0.1 answered 404 (no_service); the test message was refused; see whether"
            + " plugin.webhook.url is right, and takes messages as Slack does",
        no.getMessage());
  }

  @Test
  void aTargetThatRepeatsTheAddressDoesNotGiveItAway() {
    chat.answering(404, "Cannot POST /services/s3cret-of-the-hook")
        .with("url", chat.url() + "-of-the-hook");
    PluginFailure no = assertThrows(PluginFailure.class, chat::test);
    assertTrue(no.getMessage().contains("404 (Cannot POST /…/…)"), no::getMessage);
  }

  @Test
  void settingsThatAreWrongAreSaidWithoutTheAddress() throws Exception {
    assertWrong("where to?", "url", "");
    assertWrong("must begin with https://", "url", "http://chat.example.com/s3cret");
    assertWrong("must begin with https://", "url", "chat.example.com/s3cret");
    assertWrong("connection was refused", "url", "HTTPS://127.0.0.1:1/s3cret");
    assertWrong("its port is none", "url", "https://127.0.0.1:99999/s3cret");
    assertWrong("is no address", "url", "https://chat example/s3cret");
    assertWrong("without user and password", "url", "https://u:s3cret@chat.example.com/");
    assertWrong("plugin.webhook.proxy must be", "proxy", "socks://s3cret:1");
    chat.fresh().with("ca-file", "/no/such/file").deliver(BIND_SHELL);
    assertEquals(1, chat.messages().size(), "without TLS nobody is trusted");
    assertWrong("min-severity: informational", "min-severity", "bad");
    assertWrong("per-hour must be a whole number from 1 to 99999", "per-hour", "0");
    assertWrong("link must begin", "link", "javascript:alert(1)");
    assertWrong("plugin.webhook.url-file names", "url-file", state + "/nowhere");

    Path secret = state.resolve("url");
    Files.writeString(secret, chat.url() + "\n");
    chat.with("url", "").with("url-file", secret.toString()).deliver(job("x"));
    assertEquals(2, chat.messages().size());
  }

  private void assertWrong(String said, String key, String value) {
    PluginFailure wrong =
        assertThrows(PluginFailure.class, () -> chat.fresh().with(key, value).deliver(BIND_SHELL));
    assertTrue(wrong.getMessage().contains(said), wrong::getMessage);
    assertFalse(wrong.getMessage().contains("s3cret"), wrong::getMessage);
  }
}
