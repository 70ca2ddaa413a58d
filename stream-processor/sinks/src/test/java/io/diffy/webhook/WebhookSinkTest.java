package io.diffy.webhook;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_MISSING;
import static io.diffy.schemas.TestFindings.NO_ANSWER;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestFindings.rated;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings in, messages in a chat out. */
final class WebhookSinkTest {
  /** The process behind {@link io.diffy.schemas.TestFindings#BIND_SHELL}: a shadow of its story. */
  private static final Finding ITS_PROCESS =
      finding(
          Kind.UNEXPECTED,
          "processes",
          row("name", ROGUE_LISTENER.get("name"), "cmdline", ROGUE_LISTENER.get("cmdline")),
          Map.of(),
          List.of(instance(7)));

  private static final Finding CALLS_EVERYBODY =
      finding(
          Kind.UNEXPECTED,
          "crontab",
          row("command", "<!channel> @all <https://evil.example|open> *b* & \u001b[2J\u202e"),
          Map.of(),
          List.of(instance(7)));

  @TempDir private Path state;
  private Chat chat;

  @BeforeEach
  void start() throws Exception {
    chat = Chat.start(state);
  }

  @AfterEach
  void stop() {
    chat.close();
  }

  @Test
  void aStoryIsOneMessage() {
    chat.deliver(BIND_SHELL, ITS_PROCESS, LOGROTATE_MISSING);

    assertEquals(2, chat.messages().size());
    JsonNode message =
        chat.messages().stream().filter(m -> m.toString().contains("4444")).findFirst().get();
    String header = message.at("/blocks/0/text/text").textValue();
    String body = message.at("/blocks/1/text/text").textValue();
    assertEquals(
        "high: listening_ports unexpected on i-0000000000000007 of group " + BIND_SHELL.group(),
        header);
    assertTrue(body.contains("1 of 40 instances"), body);
    assertTrue(body.contains("with it processes unexpected: name=ncat"), body);
    assertTrue(body.contains("score 3.3, confidence high, since 2026-11-20 03:00 UTC"), body);
    assertTrue(message.get("text").textValue().contains(header), message::toString);
    assertEquals(
        "diffy explain " + BIND_SHELL.uid().substring(0, 8),
        message.at("/blocks/2/elements/0/text").textValue());
  }

  @Test
  void theTitleTellsHostAndGroupApart() {
    assertTrue(titleOf("web on 1 of group x").contains("on \"web on 1 of group x\" of group 1"));
    String title = titleOf("db-" + "x".repeat(200) + "-7");
    assertTrue(title.contains("on db-xx") && title.contains("x-7 of group 1"), title);
    assertTrue(title.endsWith("of group " + BIND_SHELL.group()), title);
  }

  private String titleOf(String host) {
    Instance named = Instance.named(BIND_SHELL.group(), host);
    chat.deliver(
        finding(Kind.UNEXPECTED, "crontab", row("command", host), Map.of(), List.of(named)));
    return chat.messages().get(chat.messages().size() - 1).at("/blocks/0/text/text").textValue();
  }

  @Test
  void theLinkLeadsToTheFinding() {
    chat.with("link", "https://diffy.example.com/{group}/findings/{uid}").deliver(BIND_SHELL);

    assertEquals(
        "https://diffy.example.com/123456789012%3Aus-east-1%3Aweb-prod/findings/"
            + BIND_SHELL.uid(),
        chat.messages().get(0).at("/blocks/2/elements/0/text").textValue());
  }

  @Test
  void onlyWhatIsNewAndBadEnoughIsTold() {
    chat.deliver(NO_ANSWER, closed(BIND_SHELL, FOUR_AM, CloseReason.ROW_GONE));
    assertEquals(List.of(), chat.messages());

    chat.with("min-severity", "critical").deliver(DROPPER_ON_THREE);
    assertEquals(List.of(), chat.messages());

    chat.with("min-severity", "high").deliver(updated(DROPPER_ON_THREE, FOUR_AM));
    assertEquals(1, chat.messages().size());
  }

  @Test
  void whatAccusesIsToldUnlessMoreOrLessIsAskedFor() {
    chat.deliver(rated(LOGROTATE_MISSING, Severity.LOW), rated(BIND_SHELL, Severity.MEDIUM));
    assertEquals(1, chat.messages().size());

    chat.with("min-severity", "low").deliver(rated(LOGROTATE_MISSING, Severity.LOW));
    assertEquals(2, chat.messages().size());
  }

  @Test
  void itIsToldOnceEvenAfterARestart() {
    chat.deliver(BIND_SHELL, LOGROTATE_MISSING);
    chat.deliver(BIND_SHELL);
    chat.deliver(updated(BIND_SHELL, FOUR_AM));
    assertEquals(2, chat.messages().size());

    Finding gone = closed(updated(BIND_SHELL, FOUR_AM), FOUR_AM, CloseReason.ROW_GONE);
    Finding back = updated(gone, FOUR_AM.plusSeconds(60));
    chat.deliver(gone, back);
    assertEquals(2, chat.messages().size(), "it came back before anybody looked");

    Finding goneAgain = closed(back, FOUR_AM.plusSeconds(120), CloseReason.ROW_GONE);
    chat.deliver(goneAgain);
    chat.deliver(updated(goneAgain, FOUR_AM.plusSeconds(180)));
    assertEquals(3, chat.messages().size());
    chat.deliver(goneAgain);
    chat.deliver(updated(goneAgain, FOUR_AM.plusSeconds(180)));
    assertEquals(3, chat.messages().size(), "the same events, delivered once more");
  }

  @Test
  void aFloodIsOneMessageForTheRestAndThenWaits() {
    Finding[] flood = jobs(20);
    chat.with("per-hour", "3").deliver(flood);

    assertEquals(3, chat.messages().size());
    String rest = chat.messages().get(2).at("/blocks/0/text/text").textValue();
    assertTrue(rest.startsWith("18 more new findings in 1 groups: "), rest);

    PluginFailure full = assertThrows(PluginFailure.class, () -> chat.deliver(BIND_SHELL));
    assertTrue(full.getMessage().startsWith("3 messages an hour is the limit"), full::getMessage);
    assertEquals(3, chat.messages().size());

    chat.wait(Duration.ofHours(1));
    chat.deliver(BIND_SHELL);
    assertEquals(4, chat.messages().size());
  }

  @Test
  void aHostCanNeitherCallPeopleNorFormatNorLink() {
    chat.deliver(CALLS_EVERYBODY);

    JsonNode message = chat.messages().get(0);
    String text = message.get("text").textValue();
    assertFalse(text.contains("<"), text);
    assertFalse(text.contains("@all"), text);
    assertFalse(text.contains("\u001b") || text.contains("\u202e"), text);
    assertFalse(message.get("mrkdwn").booleanValue());
    for (JsonNode block : message.get("blocks")) {
      if (block.has("text")) {
        assertEquals("plain_text", block.at("/text/type").textValue());
      }
    }
  }

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
  void aMessageThatIsRefusedForGoodIsTriedOnceAndTheOthersAreTold() {
    for (int status : List.of(400, 403, 404, 410, 413)) {
      chat.messages().clear();
      chat.refused().clear();
      chat.answeringTo("job poison" + status, status, "invalid_payload");
      List<Refused> refused = chat.deliver(job("poison" + status), job("fine" + status));

      assertEquals(1, refused.size());
      assertEquals("127.0.0.1 answered " + status + " (invalid_payload)", refused.get(0).reason());
      assertTrue(text(refused.get(0).record()).contains("job poison"));
      assertEquals(1, chat.refused().size());
      assertEquals(1, chat.messages().size());
    }
  }

  @Test
  void whatIsRefusedIsNotPostedAgainWhileTheOthersWait() {
    Finding[] batch = {job("poison"), job("early")};
    chat.answeringTo("job poison", 400, "invalid_payload").answeringTo("job early", 503, "");
    assertThrows(PluginFailure.class, () -> chat.deliver(batch));
    assertThrows(PluginFailure.class, () -> chat.deliver(batch));
    chat.answeringTo("job early", 200, "ok");

    assertEquals(1, chat.deliver(batch).size());
    assertEquals(1, chat.refused().stream().filter(text -> text.contains("job poison")).count());
    assertEquals(1, chat.messages().size());
  }

  @Test
  void noEventOfARefusedFindingCountsAsDelivered() {
    Finding poison = job("poison");
    chat.answeringTo("job poison", 400, "invalid_payload");
    assertEquals(2, chat.deliver(poison, updated(poison, FOUR_AM), job("fine")).size());
  }

  @Test
  void oneThatIsRefusedTakesNoOthersWithItWhenTheyAreToldTogether() {
    chat.with("per-hour", "1").answeringTo("job poison", 400, "invalid_payload");
    assertEquals(List.of(), chat.deliver(job("poison"), job("fine")));
    String told = chat.messages().get(0).at("/blocks/0/text/text").textValue();
    assertTrue(told.startsWith("2 more new findings in 1 groups"), told);
  }

  @Test
  void whenAllIsRefusedTheFindingsAreNotDrained() {
    chat.answering(404, "no_service");
    Finding[] five = jobs(5);
    PluginFailure stopped = assertThrows(PluginFailure.class, () -> chat.deliver(five));
    assertEquals(
        "127.0.0.1 answered 404 (no_service), to the last 3 messages and to a harmless one, so it is"
            + " the address; correct plugin.webhook.url. Until it takes one nothing more goes to the"
            + " dead letters",
        stopped.getMessage());
    assertEquals(4, chat.refused().size());
    assertThrows(PluginFailure.class, () -> chat.deliver(five));
    assertEquals(5, chat.refused().size(), "only the harmless one again");

    chat.answering(200, "ok");
    List<Refused> refused = chat.deliver(five);
    assertEquals(3, refused.size());
    assertEquals(3, chat.messages().size(), "what happened, and the two that were left");
    String told = chat.messages().get(0).at("/blocks/0/text/text").textValue();
    assertEquals(
        "Diffy Streams could not tell you something: the last 3 messages were refused here", told);
  }

  @Test
  void messagesThatAreAtFaultThemselvesHoldUpNobody() {
    chat.answeringTo("job", 403, "blocked by a firewall");
    List<Refused> refused = chat.deliver(jobs(7));
    assertEquals(7, refused.size());
    assertEquals(2, chat.messages().size(), "it is told that some could not be told");
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
  void whatIsNoFindingIsRefused() {
    List<Refused> refused = chat.deliverRaw("not json".getBytes(StandardCharsets.UTF_8));
    assertEquals(1, refused.size());
    assertEquals(List.of(), chat.messages());
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

  private String failure() {
    return assertThrows(PluginFailure.class, () -> chat.deliver(BIND_SHELL)).getMessage();
  }

  private static String text(SinkRecord record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private static Finding[] jobs(int count) {
    return IntStream.range(0, count).mapToObj(n -> job("number" + n)).toArray(Finding[]::new);
  }

  private static Finding job(String name) {
    return finding(
        Kind.UNEXPECTED,
        "crontab",
        row("command", "job " + name),
        Map.of(),
        List.of(instance(name.hashCode() & 0xffff)));
  }

  private void assertWrong(String said, String key, String value) {
    PluginFailure wrong =
        assertThrows(PluginFailure.class, () -> chat.fresh().with(key, value).deliver(BIND_SHELL));
    assertTrue(wrong.getMessage().contains(said), wrong::getMessage);
    assertFalse(wrong.getMessage().contains("s3cret"), wrong::getMessage);
  }
}
