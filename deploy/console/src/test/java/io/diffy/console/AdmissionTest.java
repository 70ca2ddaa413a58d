package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.console;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.console.EveryOperation.Known;
import io.diffy.console.http.Listening;
import io.diffy.schemas.text.Hashing;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, to what, and from where. */
@ExtendWith(ConsoleBroker.class)
final class AdmissionTest {
  private static final String READER = "token-of-rita-0123456789abcdef";
  private static final String ANALYST = "token-of-ann-0123456789abcdef";
  private static final String EXPIRED = "token-of-otto-0123456789abcdef";

  @TempDir private static Path folder;
  private static Path tokens;
  private static Console asking;

  @BeforeAll
  static void start() throws IOException {
    tokens = folder.resolve("tokens");
    write(line("rita", "reader", READER), line("ann", "analyst", ANALYST));
    asking = ConsoleBroker.asking(tokens);
  }

  @AfterAll
  static void stop() {
    asking.close();
  }

  private static String line(String name, String role, String token) {
    return "%s %s sha256:%s".formatted(name, role, Hashing.sha256(token.getBytes(UTF_8)));
  }

  private static void write(String... lines) throws IOException {
    Files.write(
        tokens, List.of(String.join("\n", lines), line("otto", "admin", EXPIRED) + " 2026-01-01"));
    // The time of a file may be as coarse as a second.
    Files.setLastModifiedTime(tokens, FileTime.from(Instant.ofEpochSecond(lines.length)));
  }

  @Test
  void everyOperationAsksForATokenAndForItsRole() {
    Map<String, String> wrong = new TreeMap<>();
    for (Known known : EveryOperation.all()) {
      Asked asked = known.asked(asking);
      if (known.role().equals("none")) {
        continue;
      }
      check(known.id() + " without", "401 no-token", asked.problem(), wrong);
      check(known.id() + " other", "401 bad-token", asked.token("x").problem(), wrong);
      check(known.id() + " expired", "401 expired-token", asked.token(EXPIRED).problem(), wrong);
      if (!known.role().equals("reader")) {
        check(known.id() + " role", "403 wrong-role", asked.token(READER).problem(), wrong);
      }
    }
    assertEquals(Map.of(), wrong);
    assertEquals(200, Asked.get(asking, "/openapi.json").answer().statusCode());
    assertEquals(200, Asked.get(asking, "/v1/status").token(READER).answer().statusCode());
    assertEquals(
        "Bearer",
        Asked.get(asking, "/v1/status").answer().headers().firstValue("WWW-Authenticate").get());
  }

  private static void check(
      String what, String expected, String actual, Map<String, String> wrong) {
    if (!expected.equals(actual)) {
      wrong.put(what, actual);
    }
  }

  @Test
  void forAllGroupsAndForEverNeedsAnAdmin() {
    for (String more : List.of("\"scope\":\"everywhere\"", "\"forever\":true")) {
      Asked asked =
          Asked.post(
              asking,
              "/v1/exceptions",
              "{\"uids\":[\"%s\"],\"reason\":\"x\",%s}".formatted(BIND_SHELL.uid(), more));
      assertEquals("403 wrong-role", asked.token(ANALYST).problem());
    }
  }

  @Test
  void aBrowserKeepsItsTokenInACookieThatScriptsDoNotSee() {
    HttpResponse<String> in =
        Asked.post(asking, "/v1/session", "{\"token\":\"%s\"}".formatted(READER)).answer();
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("; HttpOnly; SameSite=Strict; Max-Age=43200"), cookie);
    Asked asked = Asked.get(asking, "/v1/me").with("Cookie", cookie.split(";", 2)[0]);
    assertEquals("rita", asked.json().path("name").asText());
    assertEquals(
        "401 bad-token", Asked.post(asking, "/v1/session", "{\"token\":\"no\"}").problem());
    Asked out = new Asked(asking.address(), "DELETE", "/v1/session", "", Map.of("X-Diffy", "1"));
    assertTrue(out.answer().headers().firstValue("Set-Cookie").orElseThrow().contains("Max-Age=0"));
  }

  @Test
  void aLineThatIsTakenOutEndsATokenAtOnce() throws IOException {
    write(line("ann", "analyst", ANALYST));
    assertEquals("401 bad-token", Asked.get(asking, "/v1/me").token(READER).problem());
    write("# nothing but", line("rita", "reader", READER), line("ann", "analyst", ANALYST), "");
    assertEquals(200, Asked.get(asking, "/v1/me").token(READER).answer().statusCode());
  }

  @Test
  void aTokenFileThatIsWrongIsRefusedWithoutItsSecret() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad"), "ann admin " + ANALYST + "\n");
    CommandFailure refused = assertThrows(CommandFailure.class, () -> ConsoleBroker.asking(bad));
    assertTrue(refused.getMessage().contains("line 1"), refused.getMessage());
    assertFalse(refused.getMessage().contains(ANALYST), refused.getMessage());
  }

  @Test
  void noOtherSiteCanWriteOrRead() {
    Map<String, String> wrong = new TreeMap<>();
    for (Known known : EveryOperation.all()) {
      if (known.foreign()) {
        continue;
      }
      Asked asked = known.asked(console);
      for (Map.Entry<String, String> said :
          Map.of("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example").entrySet()) {
        check(
            known.id() + " " + said,
            "403 cross-site",
            asked.with(said.getKey(), said.getValue()).problem(),
            wrong);
      }
      check(
          known.id() + " same site",
          "403 cross-site",
          asked.with("Sec-Fetch-Site", "same-site").problem(),
          wrong);
      if (!known.method().equals("GET")) {
        check(known.id() + " form", "403 cross-site", asked.without("X-Diffy").problem(), wrong);
      }
    }
    assertEquals(Map.of(), wrong);
    String own = console.address().replaceFirst("/$", "");
    Asked mine =
        Asked.get(console, "/v1/me").with("Origin", own).with("Sec-Fetch-Site", "same-origin");
    assertEquals(200, mine.answer().statusCode());
  }

  @Test
  void aNameThatIsPointedHereIsNotAnswered() {
    for (String host : List.of("evil.example", "evil.example:80", "127.0.0.1.evil.example", "")) {
      String answer =
          Asked.raw(console, "GET /v1/status HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");
      assertTrue(answer.startsWith("HTTP/1.1 421 ") || answer.startsWith("HTTP/1.1 400 "), answer);
    }
    assertTrue(
        Asked.raw(console, "GET / HTTP/1.1\nHost: localhost:1\nConnection: close\n\n")
            .startsWith("HTTP/1.1 200 "));
  }

  @Test
  void nobodyElseReachesItWithoutTlsAndTokens() {
    for (Listening open :
        List.of(
            listening("0.0.0.0", false),
            listening("0.0.0.0", true),
            listening("127.0.0.1", true))) {
      assertThrows(
          UsageError.class,
          () ->
              Console.start(ConsoleBroker.cluster, open, Duration.ofDays(7), Clock.systemUTC())
                  .close());
    }
  }

  private static Listening listening(String host, boolean proxied) {
    return new Listening(host, 0, Optional.empty(), proxied, Set.of(), Optional.empty());
  }

  @Test
  void whatIsNoRequestIsRefusedInOurWords() {
    String ask = " HTTP/1.1\nHost: localhost\nConnection: close\n";
    Map<String, String> requests =
        Map.of(
            "GET /%2e%2e/openapi.json" + ask + "\n",
            "400",
            "GET /a/..%2f..%2fpom.xml" + ask + "\n",
            "400",
            "GET /../../etc/passwd" + ask + "\n",
            "400",
            "GET /x" + ask + "Big: " + "x".repeat(20_000) + "\n\n",
            "431",
            "GET /\u0007" + ask + "\n",
            "400",
            "NONSENSE\n\n",
            "400");
    requests.forEach(
        (request, status) -> {
          String answer = Asked.raw(console, request);
          assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
          assertFalse(answer.contains("<html"), answer);
          assertFalse(answer.toLowerCase(Locale.ROOT).contains("jetty"), answer);
        });
  }

  @Test
  void everyAnswerTellsBrowsersToRunNothingElse() {
    for (String path : List.of("/", "/v1/status", "/nothing", "/v1/nothing")) {
      HttpResponse<String> answer = Asked.get(console, path).answer();
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), path);
      assertTrue(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), path);
      assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
      assertEquals("no-referrer", answer.headers().firstValue("Referrer-Policy").orElse(""));
      assertEquals(
          path.equals("/") ? "no-cache" : "no-store",
          answer.headers().firstValue("Cache-Control").orElse(""));
      assertTrue(answer.headers().firstValue("Server").isEmpty());
    }
  }
}
