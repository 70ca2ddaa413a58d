package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.CHANGED;
import static io.diffy.console.ConsoleBroker.HOSTILE;
import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.topic.Records;
import io.diffy.service.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a person sees, decides, and takes back. */
@ExtendWith(ConsoleBroker.class)
final class DecisionsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void anAcceptanceIsPreviewedWrittenAuditedAndUndone() {
    String uids = "{\"uids\":[\"%s\"]".formatted(BIND_SHELL.uid());
    JsonNode preview = Asked.post(console, "/v1/exceptions/preview", uids + "}").json();
    assertEquals(
        BIND_SHELL.uid(), preview.path("hidden").path(0).path("finding").path("uid").asText());
    assertTrue(preview.path("hidden").path(0).path("whole").asBoolean());

    var answer = Asked.post(console, "/v1/exceptions", uids + ",\"reason\":\"ours\"}").answer();
    assertEquals(List.of(), OperationsTest.errors(EveryOperation.byId().get("accept"), answer));
    JsonNode written = Asked.tree(answer.body()).path("written").path(0);
    assertEquals("instance", written.path("scope").asText());
    assertEquals(instance(7).instanceId(), written.path("instance_id").asText());
    String id = written.path("id").asText();
    await(() -> exceptions().contains(id));
    assertTrue(summary(BIND_SHELL).path("accepted").asBoolean());

    await(() -> Asked.get(console, "/v1/audit").json().toString().contains(id));
    JsonNode asked = Asked.get(console, "/v1/audit").json().path("items").path(0).path("entry");
    assertEquals("requested", asked.path("action").asText());
    assertEquals(
        "by %s (admin) from 127.0.0.1 over HTTP".formatted(System.getProperty("user.name")),
        asked.path("reason").asText());

    answer =
        Asked.post(console, "/v1/exceptions/undo", "{\"ids\":[\"%s\"]}".formatted(id)).answer();
    assertEquals(List.of(), OperationsTest.errors(EveryOperation.byId().get("undo"), answer));
    await(() -> !exceptions().contains(id));
    assertFalse(summary(BIND_SHELL).has("accepted"));
    assertEquals(
        "409 conflict",
        Asked.post(console, "/v1/exceptions/undo", "{\"ids\":[\"%s\"]}".formatted(id)).problem());
  }

  @Test
  void whatIsOfOneKindInAGroupFoldsToOneRow() {
    GroupKey group = new GroupKey("123456789012", "us-east-1", "folded-prod");
    List<Finding> keys = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      Finding one =
          TestFindings.finding(
              Kind.UNEXPECTED,
              "authorized_keys",
              Map.of("username", "root", "key", "key-" + n),
              Map.of(),
              List.of(instance(n)));
      keys.add(TestFindings.in(group, List.of(instance(n)), one));
    }
    try (RecordWriter writer = new RecordWriter(ConsoleBroker.cluster)) {
      keys.forEach(one -> writer.write(ConsoleBroker.finding(one)));
      writer.flush();
    }
    String uid = keys.get(2).uid();
    await(() -> Asked.get(console, "/v1/findings/" + uid).answer().statusCode() == 200);
    var answer = Asked.get(console, "/v1/stories?group=folded-prod&fold=what").answer();
    assertEquals(List.of(), OperationsTest.errors(EveryOperation.byId().get("stories"), answer));
    JsonNode page = Asked.tree(answer.body());
    assertEquals(1, page.path("total").asInt());
    assertEquals(3, page.at("/items/0/folded").asInt());
    assertEquals(3, page.at("/items/0/hosts").asInt());
    assertEquals(3, page.at("/items/0/uids").size());
    // What is folded is accepted at once, after a look at what that hides.
    JsonNode preview =
        Asked.post(
                console,
                "/v1/exceptions/preview",
                "{\"scope\":\"group\",\"any_attributes\":true,\"uids\":%s}"
                    .formatted(page.at("/items/0/uids")))
            .json();
    assertEquals(3, preview.path("hidden").size());
  }

  private static String exceptions() {
    return Asked.get(console, "/v1/exceptions?state=in_force").json().toString();
  }

  private static void await(BooleanSupplier there) {
    assertTrue(Waiting.until(there, SOON, "waiting for the topic"));
  }

  @Test
  void whatANoteLeavesOutStaysAsItWasSaid() {
    triage("\"state\":\"investigating\",\"assignee\":\"ann\"");
    await(() -> said().path("assignee").asText().equals("ann"));
    triage("\"note\":\"asked the owner\"");
    await(() -> said().path("note").asText().equals("asked the owner"));
    assertEquals("ann", said().path("assignee").asText());
    assertEquals("investigating", said().path("state").asText());
    assertEquals(
        1,
        Asked.get(console, "/v1/findings?triage=investigating&assignee=ann")
            .json()
            .path("total")
            .asInt());
  }

  private static void triage(String fields) {
    Asked.post(console, "/v1/triage", "{\"uids\":[\"%s\"],%s}".formatted(CHANGED.uid(), fields))
        .json();
  }

  private static JsonNode said() {
    return summary(CHANGED).path("triage");
  }

  private static JsonNode summary(Finding finding) {
    return Asked.get(console, "/v1/findings/" + finding.uid()).json().path("summary");
  }

  @Test
  void whatComesIsToldWhoeverLooks() {
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread looks = new Thread(() -> read(lines), "looks");
    looks.setDaemon(true);
    looks.start();
    await(() -> !lines.isEmpty());
    Finding known = TestFindings.DROPPER_ON_THREE;
    Finding later = TestFindings.updated(known, known.evaluatedAt().plusSeconds(60));
    try (RecordWriter writer = new RecordWriter(ConsoleBroker.cluster)) {
      writer.write(ConsoleBroker.finding(later));
      writer.flush();
    }
    assertTrue(
        Waiting.until(
            () -> lines.stream().anyMatch(line -> line.contains("\"activity\"")),
            Duration.ofSeconds(2),
            "waiting for the event"),
        () -> lines.toString());
    assertTrue(lines.contains("event: finding"), lines.toString());
  }

  private static void read(List<String> lines) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                URI.create(console.address() + "v1/events").toURL().openStream(),
                StandardCharsets.UTF_8))) {
      Asked.GIVEN.add("GET /v1/events 200");
      in.lines().forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoWasAwayTooLongIsToldToLoadAgain() {
    String answer =
        Asked.raw(
            console,
            "GET /v1/events HTTP/1.0\nHost: localhost\nLast-Event-ID: other-1\n\n",
            "event: reset");
    assertTrue(answer.contains("event: reset"), answer);
  }

  @Test
  void whatHostsWriteStaysData() {
    String uid = ConsoleBroker.HOSTILE_FINDING.uid();
    JsonNode page = Asked.get(console, "/v1/findings/" + uid).json();
    assertEquals(HOSTILE, page.path("columns").path(0).path("observed").asText());
    String markdown = page.path("next").path("markdown").asText();
    assertTrue(markdown.contains("```json\n"), markdown);
    assertFalse(page.path("next").path("sql").asText().contains("onerror"));
    JsonNode seen =
        Asked.get(console, "/v1/seen?match=exact&value=" + Asked.encoded(HOSTILE)).json();
    assertEquals(1, seen.path("total").asInt());
    assertEquals(
        HOSTILE, Asked.get(console, "/v1/dead-letters").json().at("/items/0/excerpt").asText());
  }

  @Test
  void ofWhatIsMissingThoseWhoLackItAreCounted() {
    assertEquals(
        "missing crontab: 1 of %d hosts lacks it"
            .formatted(TestFindings.LOGROTATE_MISSING.hostsCompared()),
        Asked.get(console, "/v1/findings/" + TestFindings.LOGROTATE_MISSING.uid())
            .json()
            .at("/summary/title")
            .asText());
  }

  @Test
  void stackingFindsTheRareRowFirst() {
    JsonNode stack = Asked.get(console, "/v1/stack?group=web-prod&query=listening_ports").json();
    assertEquals(9, stack.path("covered").asInt());
    assertTrue(stack.path("complete").asBoolean());
    JsonNode rarest = stack.path("items").path(0);
    assertEquals(1, rarest.path("hosts").asInt());
    assertEquals(instance(7).instanceId(), rarest.at("/instances/0").asText());
  }

  /** Where nothing comes, nothing odd can be seen, and it looks like peace. */
  @Test
  void whatIsJudgedLateAndWhatIsEmptyEverywhereIsTold() {
    JsonNode windows = Asked.get(console, "/v1/windows?group=web-prod").json();
    assertEquals(windows.path("total"), windows.path("late"));
    assertEquals(900, windows.at("/items/0/interval_seconds").asInt());
    Instance host = Instance.named(new GroupKey("123456789012", "us-east-1", "empty-prod"), "i-1");
    try (RecordWriter writer = new RecordWriter(ConsoleBroker.cluster)) {
      writer.write(
          new Records(ConsoleBroker.cluster.topics())
              .observation(Observation.of(host, "suid_bin", THREE_AM, List.of())));
      writer.flush();
    }
    JsonNode tables = Asked.get(console, "/v1/tables?since=-1d").json();
    assertTrue(tables.path("complete").asBoolean());
    assertEquals("suid_bin", tables.at("/items/0/query").asText());
    assertEquals(1, tables.at("/items/0/answers").asInt());
    assertEquals(0, tables.at("/items/0/with_rows").asInt());
    assertTrue(tables.at("/items/1/with_rows").asInt() > 0);
  }

  @Test
  void nothingIsCalledCleanThatWasNotJudged() {
    JsonNode status = Asked.get(console, "/v1/status").json();
    assertEquals("accused", status.path("verdict").asText());
    assertEquals(9, status.path("hosts").asInt());
    assertEquals(8, status.path("judged").asInt());
    assertEquals(1, status.path("silent").asInt());
    assertEquals("silent", status.at("/not_judged/0/reason").asText());
    JsonNode before = Asked.get(console, "/v1/as-of?at=2026-11-19").json();
    assertEquals(0, before.path("total").asInt());
    assertEquals("2026-11-20T04:00:00Z", before.path("oldest").asText());
    assertTrue(before.at("/since/created").size() >= 5);
  }
}
