package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.CHANGED;
import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.diffy.console.EveryOperation.Known;
import io.diffy.console.api.AnalysisTasks;
import io.diffy.console.api.ConsoleApi;
import io.diffy.console.http.ApiDocument;
import io.diffy.console.http.EventStreams;
import io.diffy.console.http.Listening;
import io.diffy.console.http.WebServer;
import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.LocalCopy;
import io.diffy.console.state.TopicFeed.Progress;
import io.diffy.console.state.TopicFeed.Read;
import io.diffy.schemas.packfile.TriagePack;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The document says all that can be asked, and what is answered is as it says. */
@ExtendWith(ConsoleBroker.class)
final class OperationsTest {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** These need what was done before, a token, or have no end. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "accept",
          "undo",
          "signIn",
          "events",
          "takeBaseline",
          "signBaselines",
          "withdrawBaselines",
          "startAnalysis",
          "startReplay",
          "cancelTask",
          "login",
          "loggedIn",
          "task");

  @Test
  void everyOperationAnswersWithWhatItsSchemaHasAndNothingElse() {
    Map<String, List<String>> wrong = new TreeMap<>();
    for (Known known : EveryOperation.all()) {
      if (!ELSEWHERE.contains(known.id())) {
        HttpResponse<String> answer = known.asked(console).answer();
        List<String> errors = errors(known, answer);
        if (!errors.isEmpty()) {
          wrong.put(known.id(), errors);
        }
      }
    }
    assertEquals(Map.of(), wrong);
  }

  static List<String> errors(Known known, HttpResponse<String> answer) {
    JsonNode said = known.answer().path(String.valueOf(answer.statusCode()));
    if (answer.statusCode() / 100 != 2 || said.isMissingNode()) {
      return List.of(answer.statusCode() + " " + answer.body());
    }
    JsonNode schema = said.path("content").path("application/json").path("schema");
    return schema.isMissingNode()
        ? List.of()
        : SCHEMAS
            .getSchema(EveryOperation.closed(schema))
            .validate(answer.body(), InputFormat.JSON)
            .stream()
            .map(Object::toString)
            .toList();
  }

  @Test
  void whatTheDocumentDoesNotHaveIsNotThere() {
    ConsoleApi api = api(new Progress(true, "", List.of()));
    Set<String> done = new TreeSet<>(api.handlings().keySet());
    done.addAll(Set.of("me", "signIn", "signOut", "login", "loggedIn", "openapi", "events"));
    assertEquals(ApiDocument.load().ids(), done);
    assertEquals("404 unknown", Asked.get(console, "/v1/nothing").problem());
    assertEquals("404 unknown", Asked.get(console, "/v1/findings/").problem());
    assertEquals("404 unknown", Asked.get(console, "/metrics.json").problem());
    Asked put = new Asked(console.address(), "PUT", "/v1/triage", "", Map.of("X-Diffy", "1"));
    assertEquals("405 method", put.problem());
    assertEquals("GET, POST", put.answer().headers().firstValue("Allow").orElse(""));
  }

  private static ConsoleApi api(Progress progress) {
    return new ConsoleApi(
        ConsoleBroker.cluster,
        new ConsoleState(LocalCopy.temporary(), Duration.ofDays(7)),
        TriagePack.load(),
        new EventStreams(),
        () -> progress,
        new AnalysisTasks(ConsoleBroker.cluster, List.of(), Clock.systemUTC()),
        Clock.systemUTC());
  }

  /** One that knows as much as that. */
  static WebServer server(Progress progress) {
    ConsoleApi api = api(progress);
    return WebServer.start(
        new Listening("127.0.0.1", 0, Optional.empty(), false, Set.of(), Optional.empty()),
        ApiDocument.load(),
        api.handlings(),
        new EventStreams(),
        api::requireReady,
        Clock.systemUTC());
  }

  @Test
  void nothingIsAnsweredBeforeAllIsKnownButHowFarItIs() {
    Map<String, String> answered = new TreeMap<>();
    try (WebServer server =
        server(
            new Progress(
                false, "reading the topics", List.of(new Read("diffy.findings", 3, 10))))) {
      for (Known known : EveryOperation.all()) {
        Asked asked = known.asked(console);
        Asked there =
            new Asked(
                server.address(), asked.method(), asked.path(), asked.body(), asked.headers());
        if (known.ready() && !there.problem().equals("503 not-ready")) {
          answered.put(known.id(), there.problem());
        }
      }
      assertEquals(Map.of(), answered);
      JsonNode problem =
          Asked.tree(
              new Asked(server.address(), "GET", "/v1/findings", "", Map.of()).answer().body());
      assertEquals(3, problem.path("progress").path(0).path("read").asInt());
      JsonNode health = new Asked(server.address(), "GET", "/v1/health", "", Map.of()).json();
      assertEquals("reading the topics", health.path("state").asText());
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals("400 bad-request", Asked.get(console, "/v1/findings?severty=high").problem());
    assertTrue(
        Asked.get(console, "/v1/findings?severty=high").answer().body().contains("severity"));
    assertEquals("400 bad-request", Asked.get(console, "/v1/findings?severity=hgh").problem());
    assertEquals("400 bad-request", Asked.get(console, "/v1/findings?limit=0").problem());
    assertEquals("400 bad-request", Asked.get(console, "/v1/findings?limit=1&limit=2").problem());
    assertEquals("400 bad-request", Asked.get(console, "/v1/findings?since=soon").problem());
    assertEquals("400 bad-request", Asked.get(console, "/v1/as-of").problem());
    assertEquals("400 bad-request", Asked.get(console, "/v1/findings?text=%ff").problem());
    assertEquals("400 bad-request", Asked.get(console, "/v1/findings/short").problem());
    assertEquals("404 unknown", Asked.get(console, "/v1/findings/00000000-none").problem());
    // A typing error must not look like a quiet group.
    assertEquals("404 unknown", Asked.get(console, "/v1/findings?group=web-prd").problem());
    assertEquals(
        "404 unknown", Asked.get(console, "/v1/instance?group=web-prod&instance=i-x").problem());
    assertEquals(
        "404 unknown", Asked.get(console, "/v1/stack?group=web-prod&query=nope").problem());
    assertEquals(
        "404 unknown", Asked.get(console, "/v1/baseline?group=web-prod&query=nope").problem());
  }

  @Test
  void bodiesAreCheckedFieldByField() {
    String uid = BIND_SHELL.uid();
    Map<String, String> wrong = new TreeMap<>();
    wrong.put("[]", "400 bad-request");
    wrong.put("{", "400 bad-request");
    wrong.put("{\"uids\":[],\"reason\":\"x\"}", "400 bad-request");
    wrong.put("{\"uids\":[\"%s\"]}".formatted(uid), "400 bad-request");
    wrong.put("{\"uids\":[\"%s\"],\"reason\":\" \"}".formatted(uid), "400 bad-request");
    wrong.put("{\"uids\":[\"%s\"],\"reason\":7}".formatted(uid), "400 bad-request");
    wrong.put("{\"uids\":[\"%s\"],\"reason\":\"x\",\"why\":1}".formatted(uid), "400 bad-request");
    wrong.put(
        "{\"uids\":[\"%s\"],\"reason\":\"x\",\"expires\":\"2020-01-01\"}".formatted(uid),
        "400 bad-request");
    wrong.put(
        "{\"uids\":[\"%s\"],\"reason\":\"x\",\"instances\":[\"i-none\"]}".formatted(uid),
        "409 conflict");
    wrong.put("{\"uids\":[\"none\"],\"reason\":\"x\"}", "404 unknown");
    Map<String, String> answered = new TreeMap<>();
    wrong
        .keySet()
        .forEach(body -> answered.put(body, Asked.post(console, "/v1/exceptions", body).problem()));
    assertEquals(wrong, answered);
    Asked whole = Asked.post(console, "/v1/triage", "{\"uids\":[\"" + CHANGED.uid() + "\"]}");
    assertEquals("415 media-type", whole.with("Content-Type", "text/plain").problem());
    assertEquals(
        "413 too-large",
        Asked.post(console, "/v1/triage", "\"" + "x".repeat(300_000) + "\"").problem());
    assertEquals(
        "404 unknown",
        Asked.post(console, "/v1/exceptions/undo", "{\"ids\":[\"none\"]}").problem());
  }

  @Test
  void storiesThatSayTheSameOfAQueryAreFoldedIntoOne() {
    try (Console there = ConsoleBroker.over("folded", false, ConsoleBroker.THREE_KEYS)) {
      JsonNode page = Asked.get(there, "/v1/stories?fold=what").json();
      assertEquals(1, page.path("total").asInt());
      assertEquals(3, page.path("stories").asInt());
      assertEquals(3, page.at("/items/0/folded").asInt());
      assertEquals(3, page.at("/items/0/hosts").asInt());
      assertEquals(THREE_AM.toString(), page.at("/items/0/first_seen").asText());
    }
    assertEquals("400 bad-request", Asked.get(console, "/v1/stories?fold=all").problem());
  }

  @Test
  void pagesGoOnWhereTheyWere() {
    Set<String> seen = new TreeSet<>();
    String next = "";
    int pages = 0;
    do {
      JsonNode page =
          Asked.get(
                  console,
                  "/v1/findings?state=all&limit=2" + (next.isEmpty() ? "" : "&cursor=" + next))
              .json();
      page.path("items").forEach(item -> seen.add(item.path("uid").asText()));
      assertTrue(page.path("total").asInt() >= 6);
      next = page.path("next").asText();
      pages++;
    } while (!next.isEmpty());
    // Other tests of this console may have brought more.
    assertTrue(seen.size() >= 6, seen::toString);
    assertEquals((seen.size() + 1) / 2, pages);
    String cursor =
        Asked.get(console, "/v1/findings?state=all&limit=2").json().path("next").asText();
    assertEquals("400 bad-cursor", Asked.get(console, "/v1/findings?cursor=" + cursor).problem());
    assertEquals("400 bad-cursor", Asked.get(console, "/v1/findings?cursor=x").problem());
    assertEquals("400 bad-cursor", Asked.get(console, "/v1/findings?cursor=%21").problem());
  }

  @Test
  void whatIsTheSameIsNotSentTwice() {
    Asked asked = Asked.get(console, "/v1/pack");
    String tag = asked.answer().headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = asked.with("If-None-Match", tag).answer();
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
  }

  @Test
  void whoCanUnpackIsSentLess() {
    Asked asked = Asked.get(console, "/v1/pack");
    HttpResponse<String> packed = asked.with("Accept-Encoding", "gzip").answer();
    assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse(""));
    assertEquals("Accept-Encoding", packed.headers().firstValue("Vary").orElse(""));
    int whole = asked.answer().body().length();
    assertTrue(packed.headers().firstValueAsLong("Content-Length").orElseThrow() * 2 < whole);
    String tag = packed.headers().firstValue("ETag").orElseThrow();
    assertEquals(304, asked.with("If-None-Match", tag).answer().statusCode());
  }
}
