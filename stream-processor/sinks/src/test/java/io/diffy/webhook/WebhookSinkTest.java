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
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Findings in, messages in a chat out. */
final class WebhookSinkTest extends ChatExchange {
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
}
