package io.diffy.webhook;

import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a target refuses for good costs that message, and never the others. */
final class RefusedMessagesTest extends ChatExchange {
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
  void whatIsNoFindingIsRefused() {
    List<Refused> refused = chat.deliverRaw("not json".getBytes(StandardCharsets.UTF_8));
    assertEquals(1, refused.size());
    assertEquals(List.of(), chat.messages());
  }

  private static String text(SinkRecord record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }
}
