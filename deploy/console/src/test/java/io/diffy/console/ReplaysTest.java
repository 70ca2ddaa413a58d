package io.diffy.console;

import static io.diffy.console.ConsoleBroker.cluster;
import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestObservations;
import io.diffy.schemas.topic.Records;
import io.diffy.service.Waiting;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A window that is judged again. */
@ExtendWith(ConsoleBroker.class)
final class ReplaysTest {
  private static final GroupKey GROUP = new GroupKey("123456789012", "us-east-1", "again-prod");
  private static final String BODY = "{\"group\":\"again-prod\",\"from\":\"-1h\"}";
  private static final Finding NEVER =
      TestFindings.in(GROUP, List.of(of(3)), TestFindings.DROPPER_ON_THREE);

  private static boolean published;

  private static Instance of(int n) {
    Instance host = instance(n);
    return new Instance(GROUP, host.instanceId(), host.cohort(), host.address());
  }

  /** Nine hosts of which one listens; what was found live is something else. */
  @BeforeAll
  static synchronized void publish() {
    if (published) {
      return;
    }
    published = true;
    // Asked each minute, so that the answers' window is over, and they are not late for it.
    Instant at = Instant.now().minusSeconds(65);
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (int n = 1; n <= 9; n++) {
        writer.write(
            records.observation(
                (n == 7
                        ? TestObservations.rogueListener(of(n), at)
                        : TestObservations.cleanListeners(of(n), at))
                    .withInterval(60)));
      }
      writer.write(ConsoleBroker.finding(NEVER));
      writer.flush();
    }
    Waiting.until(
        () -> Asked.get(console, "/v1/findings/" + NEVER.uid()).answer().statusCode() == 200,
        Duration.ofSeconds(20),
        "waiting for the finding");
  }

  private static JsonNode over(String id) {
    JsonNode[] task = new JsonNode[1];
    Waiting.until(
        () -> {
          HttpResponse<String> answer = Asked.get(console, "/v1/tasks/" + id).answer();
          assertEquals(List.of(), OperationsTest.errors(EveryOperation.byId().get("task"), answer));
          task[0] = Asked.tree(answer.body());
          return task[0].path("task").has("ended_at");
        },
        Duration.ofSeconds(60),
        "waiting for the end");
    return task[0];
  }

  private static String started() {
    HttpResponse<String> started = Asked.post(console, "/v1/replays", BODY).answer();
    assertEquals(
        List.of(), OperationsTest.errors(EveryOperation.byId().get("startReplay"), started));
    return Asked.tree(started.body()).path("id").asText();
  }

  @Test
  void aWindowIsJudgedAgainAndComparedWithWhatStood() {
    String id = started();
    // One at a time: it is as much work as a processor has.
    assertEquals("429 busy", Asked.post(console, "/v1/replays", BODY).problem());
    assertTrue(isAudited(id, "answers from "));
    JsonNode over = over(id);
    assertEquals("judged", over.at("/task/state").asText(), over.toString());
    assertEquals("accused", over.at("/task/verdict").asText());
    assertEquals("listening_ports", over.at("/comparison/new/0/query").asText());
    assertEquals(NEVER.uid(), over.at("/comparison/gone/0/uid").asText());
    assertEquals(0, over.at("/comparison/same").asInt());
    assertTrue(over.at("/task/events/only_replay").asInt() > 0, over.toString());
    Asked cancel =
        new Asked(console.address(), "DELETE", "/v1/tasks/" + id, "", Map.of("X-Diffy", "1"));
    assertEquals("409 conflict", cancel.problem());
  }

  @Test
  void whatIsNoLongerWantedEnds() {
    String id = started();
    HttpResponse<String> cancelled =
        new Asked(console.address(), "DELETE", "/v1/tasks/" + id, "", Map.of("X-Diffy", "1"))
            .answer();
    assertEquals(
        List.of(), OperationsTest.errors(EveryOperation.byId().get("cancelTask"), cancelled));
    assertEquals("cancelled", over(id).at("/task/state").asText());
    assertTrue(isAudited(id, "that it ends"));
  }

  /** Who had it done stands in the audit trail, though it changes nothing. */
  static boolean isAudited(String id, String asked) {
    return Waiting.until(
        () ->
            Asked.get(console, "/v1/audit?limit=500").json().findValues("entry").stream()
                .filter(entry -> entry.path("id").asText().equals(id))
                .filter(entry -> entry.path("ground").asText().startsWith(asked))
                .anyMatch(entry -> entry.path("reason").asText().endsWith("127.0.0.1 over HTTP")),
        Duration.ofSeconds(10),
        "waiting for the audit trail");
  }

  @Test
  void aWindowThatCannotBeMeantIsRefused() {
    for (String window :
        List.of(
            "",
            ",\"from\":\"-1h\",\"to\":\"2099-01-01\"",
            ",\"from\":\"-1h\",\"to\":\"-2h\"",
            ",\"from\":\"-9d\"",
            ",\"from\":\"-1h\",\"warm_up\":\"soon\"",
            ",\"from\":\"-1h\",\"today\":\"yes\"")) {
      String body = "{\"group\":\"again-prod\"" + window + "}";
      assertEquals("400 bad-request", Asked.post(console, "/v1/replays", body).problem(), body);
    }
    Asked nobody = Asked.post(console, "/v1/replays", BODY.replace("again", "agian"));
    assertEquals("404 unknown", nobody.problem());
  }
}
