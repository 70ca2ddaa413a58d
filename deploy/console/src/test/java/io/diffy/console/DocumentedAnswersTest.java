package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.console.EveryOperation.Known;
import io.diffy.console.http.LoginFile;
import io.diffy.console.http.WebServer;
import io.diffy.console.state.TopicFeed.Progress;
import io.diffy.schemas.text.Hashing;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every answer that the document names for an operation is given, for its reason. */
@ExtendWith(ConsoleBroker.class)
@Order(Integer.MAX_VALUE)
final class DocumentedAnswersTest {
  /** These need what was done before, and are asked for where that is told. */
  private static final Map<String, Set<String>> TOLD_IN =
      Map.of(
          "DecisionsTest", Set.of("accept 201", "undo 200", "undo 409", "events 200"),
          "BaselinesTest",
              Set.of(
                  "takeBaseline 201",
                  "signBaselines 200",
                  "withdrawBaselines 200",
                  "compareBaseline 409",
                  "baselinesToSign 409",
                  "signBaselines 409",
                  "withdrawBaselines 409"),
          "AnalysesTest",
              Set.of("startAnalysis 202", "startAnalysis 404", "startAnalysis 429", "task 200"),
          "ReplaysTest",
              Set.of("startReplay 202", "startReplay 429", "cancelTask 202", "cancelTask 409"),
          "AdmissionTest", Set.of("signIn 200"),
          "LoginTest",
              Set.of(
                  "login 302",
                  "login 503",
                  "loggedIn 302",
                  "loggedIn 401",
                  "loggedIn 403",
                  "loggedIn 429",
                  "loggedIn 503"));

  /** What any request can be answered. */
  private static final Set<String> ANYWHERE = Set.of("304", "405", "421");

  private static final String GONE =
      "{\"uids\":[\"%s\"],\"reason\":\"x\",\"instances\":[\"i-none\"]}".formatted(BIND_SHELL.uid());

  /** What only one operation can say, or says otherwise than the others. */
  private static final Map<String, String> BODIES =
      Map.of(
          "accept 404", "{\"uids\":[\"none\"],\"reason\":\"x\"}",
          "previewAccept 404", "{\"uids\":[\"none\"]}",
          "undo 404", "{\"ids\":[\"none\"]}",
          "triage 404", "{\"uids\":[\"none\"],\"state\":\"new\"}",
          "accept 409", GONE,
          "previewAccept 409", GONE,
          "takeBaseline 409",
              "{\"group\":\"web-prod\",\"instances\":[\"%s\"]}"
                  .formatted(instance(7).instanceId()));

  private static final Map<String, String> PATHS =
      Map.of(
          "finding 400", "/v1/findings/short",
          "finding 404", "/v1/findings/00000000-none",
          "login 400", "/v1/session/login?to=" + "x".repeat(2_001),
          "loggedIn 400", "/v1/session/callback?code=" + "x".repeat(2_001),
          "task 400", "/v1/tasks/none?nope=1");

  @TempDir private static Path folder;

  @Test
  void eachIsGiven() throws IOException {
    Path tokens =
        Files.writeString(
            folder.resolve("tokens"),
            "rita reader sha256:%s%n".formatted(Hashing.sha256("r".getBytes(UTF_8))));
    Map<String, String> wrong = new TreeMap<>();
    Path login = folder.resolve("login");
    Files.writeString(login, "issuer=http://127.0.0.1:1/realm\nclient_id=diffy\nrole.x=admin\n");
    try (Console asking = ConsoleBroker.asking(tokens);
        Console away = ConsoleBroker.asking(LoginFile.read(login));
        WebServer unready =
            OperationsTest.server(new Progress(false, "reading the topics", List.of()))) {
      for (Known known : EveryOperation.all()) {
        for (String status : documented(known)) {
          String pair = known.id() + " " + status;
          if (TOLD_IN.values().stream().noneMatch(told -> told.contains(pair))
              && !status.equals("429")) {
            String given =
                asked(known, status, asking, away, unready)
                    .map(asked -> String.valueOf(asked.answer().statusCode()))
                    .orElse("nobody asks for it");
            if (!given.equals(status)) {
              wrong.put(pair, given);
            }
          }
        }
      }
    }
    assertEquals(Map.of(), wrong);
  }

  /** What this class leaves to others, they do: those that ran before. */
  @Test
  void whatIsToldElsewhereWasGivenThere() {
    Map<String, Known> known = EveryOperation.byId();
    Map<String, Set<String>> missing = new TreeMap<>();
    Map<String, Set<String>> ran = new TreeMap<>(TOLD_IN);
    ran.keySet().retainAll(ConsoleBroker.USED_BY);
    assumeTrue(!ran.isEmpty(), "no other class ran before");
    ran.forEach(
        (test, pairs) ->
            pairs.forEach(
                pair -> {
                  String[] parts = pair.split(" ", 2);
                  Known operation = known.get(parts[0]);
                  if (Asked.GIVEN.stream().noneMatch(given -> operation.gave(given, parts[1]))) {
                    missing.computeIfAbsent(test, t -> new TreeSet<>()).add(pair);
                  }
                }));
    assertEquals(Map.of(), missing);
  }

  /** Nothing was answered in this run, here or elsewhere, that the document does not say. */
  @Test
  void whatWasGivenIsDocumented() {
    Set<String> untold = new TreeSet<>();
    for (Known known : EveryOperation.all()) {
      Asked.GIVEN.stream()
          .filter(given -> known.gave(given, "[0-9]+"))
          .map(given -> given.substring(given.lastIndexOf(' ') + 1))
          .filter(status -> !documented(known).contains(status) && !ANYWHERE.contains(status))
          .forEach(status -> untold.add(known.id() + " " + status));
    }
    assertEquals(Set.of(), untold);
  }

  private static Set<String> documented(Known known) {
    Set<String> statuses = new TreeSet<>();
    known.answer().fieldNames().forEachRemaining(statuses::add);
    statuses.remove("default");
    return statuses;
  }

  private static Optional<Asked> asked(
      Known known, String status, Console asking, Console away, WebServer unready) {
    String pair = known.id() + " " + status;
    Asked usual = known.asked(console);
    Asked own =
        new Asked(
            usual.address(),
            usual.method(),
            PATHS.getOrDefault(pair, usual.path()),
            BODIES.getOrDefault(pair, usual.body()),
            usual.headers());
    if (PATHS.containsKey(pair) || BODIES.containsKey(pair)) {
      return Optional.of(own);
    }
    boolean writes = !usual.body().isEmpty();
    return Optional.ofNullable(
        switch (status) {
          case "200", "204" -> usual;
          case "400" ->
              writes
                  ? own.sending("{\"nope\":1}")
                  : own.at(usual.path() + (usual.path().contains("?") ? "&" : "?") + "nope=1");
          case "401" -> known.id().equals("signIn") ? usual : known.asked(asking);
          case "403" -> usual.with("Sec-Fetch-Site", "cross-site");
          case "404" -> own.at(elsewhere(whole(usual))).sending(elsewhere(usual.body()));
          case "409" -> known.id().equals("startAnalysis") ? usual : null;
          case "413" -> own.sending("\"" + "x".repeat(300_000) + "\"");
          case "415" -> usual.with("Content-Type", "text/plain");
          case "503" ->
              known.ready()
                  ? new Asked(
                      unready.address(),
                      usual.method(),
                      usual.path(),
                      usual.body(),
                      usual.headers())
                  : known.asked(away).token("a.b.c");
          default -> null;
        });
  }

  /** With a group, where it may be asked of one. */
  private static String whole(Asked usual) {
    String path = usual.path();
    return path.contains("group=") || path.endsWith("/none") || !usual.method().equals("GET")
        ? path
        : path + (path.contains("?") ? "&" : "?") + "group=x";
  }

  private static String elsewhere(String text) {
    return text.replaceAll("(group=)[^&]*|(\"group\":\")[^\"]*", "$1$2nowhere");
  }

  /** Two may read answers at a time; who comes then is told to come again. */
  @Test
  void whoIsOneTooManyIsToldSo() throws Exception {
    Set<String> wanted = new TreeSet<>();
    EveryOperation.all().stream()
        .filter(known -> documented(known).contains("429"))
        .map(known -> known.id() + " 429")
        .forEach(wanted::add);
    TOLD_IN.values().forEach(wanted::removeAll);
    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService others = Executors.newFixedThreadPool(4);
    Asked stack = EveryOperation.byId().get("stack").asked(console);
    for (int i = 0; i < 4; i++) {
      others.execute(
          () -> {
            while (!enough.get()) {
              stack.answer();
            }
          });
    }
    Set<String> told = new TreeSet<>();
    for (String pair : wanted) {
      Known known = EveryOperation.byId().get(pair.split(" ", 2)[0]);
      Asked usual = known.asked(console);
      String body = BODIES.getOrDefault(known.id() + " 409", usual.body());
      boolean busy = known.id().equals("events") && tooManyStreams();
      for (int i = 0; i < 200 && !busy && !known.id().equals("events"); i++) {
        busy = usual.sending(body).problem().equals("429 busy");
      }
      if (busy) {
        told.add(pair);
      }
    }
    enough.set(true);
    others.shutdown();
    assertEquals(wanted, told);
  }

  private static boolean tooManyStreams() throws IOException {
    URI address = URI.create(console.address());
    List<Socket> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(address.getHost(), address.getPort());
        streams.add(socket);
        socket
            .getOutputStream()
            .write("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
        assertEquals('H', socket.getInputStream().read());
      }
      return Asked.get(console, "/v1/events").problem().equals("429 busy");
    } finally {
      for (Socket socket : streams) {
        socket.close();
      }
    }
  }

  @Test
  void aHostileBodyHurtsNobody() {
    String uid = "{\"uids\":[\"%s\"],\"state\":".formatted(BIND_SHELL.uid());
    Map<String, String> wrong = new TreeMap<>();
    wrong.put("[".repeat(100_000), "400 bad-request");
    wrong.put("{\"a\":".repeat(40_000), "400 bad-request");
    wrong.put(uid + "[".repeat(2_000) + "]".repeat(2_000) + "}", "400 bad-request");
    wrong.put(uid + "1e999999999}", "400 bad-request");
    wrong.put(uid + "9".repeat(200_000) + "}", "400 bad-request");
    wrong.put(uid + "null}", "400 bad-request");
    wrong.put(uid + "{}}", "400 bad-request");
    wrong.put(uid + "\"new\",\"__proto__\":{}}", "400 bad-request");
    wrong.put(uid + "\"new\",\"" + "n".repeat(100_000) + "\":1}", "400 bad-request");
    wrong.put(uid + "\"new\",\"state\":\"new\"}", "400 bad-request");
    wrong.put("\u0000", "400 bad-request");
    wrong.put("\ufeff{}", "400 bad-request");
    wrong.put("", "400 bad-request");
    wrong.put("null", "400 bad-request");
    wrong.put(
        "{\"uids\":[" + "\"x\",".repeat(501) + "\"x\"],\"state\":\"new\"}", "400 bad-request");
    Map<String, String> answered = new TreeMap<>();
    wrong
        .keySet()
        .forEach(body -> answered.put(body, Asked.post(console, "/v1/triage", body).problem()));
    assertEquals(shortened(wrong), shortened(answered));
    for (String type : List.of("text/json", "application/json+x", "multipart/form-data", "")) {
      Asked asked = Asked.post(console, "/v1/triage", "{}").with("Content-Type", type);
      assertEquals("415 media-type", asked.problem(), type);
    }
    JsonNode still = Asked.get(console, "/v1/findings/" + BIND_SHELL.uid()).json();
    assertTrue(still.has("summary"));
  }

  private static Map<String, String> shortened(Map<String, String> all) {
    Map<String, String> shorter = new TreeMap<>();
    all.forEach(
        (body, said) ->
            shorter.put(
                body.length() + ":" + body.substring(0, Math.min(90, body.length())), said));
    return shorter;
  }
}
