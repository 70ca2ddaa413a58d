package io.diffy.console;

import static io.diffy.console.TestIssuer.CLIENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.console.http.LoginFile;
import io.diffy.schemas.text.Hashing;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in on a login service's word. */
@ExtendWith(ConsoleBroker.class)
final class LoginTest {
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final int AT_A_TIME = 4;
  private static final Executor BESIDE = work -> new Thread(work, "signs in").start();

  @TempDir private static Path folder;
  private static Console asking;

  @BeforeAll
  static void start() throws IOException {
    asking = ConsoleBroker.asking(LoginFile.read(file("")));
  }

  @AfterAll
  static void stop() {
    asking.close();
    ISSUER.close();
  }

  private static Path file(String more) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "login", ""),
        """
        issuer=%s
        client_id=%s
        client_secret=%s
        roles_claim=realm_access.roles
        role.sec-readers=reader
        role.sec-analysts=analyst
        %s
        """
            .formatted(ISSUER.issuer(), CLIENT, TestIssuer.SECRET, more));
  }

  private static String answer(String token) {
    Asked asked = Asked.get(asking, "/v1/me").token(token);
    HttpResponse<String> answer = asked.answer();
    JsonNode said = Asked.tree(answer.body());
    return answer.statusCode() == 200
        ? said.path("name").asText() + " " + said.path("role").asText()
        : asked.problem() + ": " + said.path("detail").asText();
  }

  private static String refused(String token) {
    return answer(token).replaceAll("; .*", "");
  }

  @Test
  void aTokenOfTheLoginServiceIsAPersonWithARole() {
    assertEquals("anna analyst", answer(ISSUER.token(claims -> {})));
    assertEquals(
        "0815 reader",
        answer(
            ISSUER.token(
                claims -> {
                  claims.unsetClaim("preferred_username");
                  claims.setClaim("realm_access", Map.of("roles", "sec-readers"));
                })));
    // A minute of difference between two clocks is none.
    assertEquals(
        "anna analyst",
        answer(ISSUER.token(claims -> claims.setExpirationTime(secondsFromNow(-30)))));
  }

  private static NumericDate secondsFromNow(int seconds) {
    NumericDate time = NumericDate.now();
    time.addSeconds(seconds);
    return time;
  }

  @Test
  void eachTokenIsRefusedForWhatIsWrongWithIt() {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put(
        ISSUER.token(claims -> claims.setAudience("another")),
        "401 bad-token: the token is for somebody else (aud)");
    wrong.put(
        ISSUER.token(claims -> claims.unsetClaim("aud")),
        "401 bad-token: the token does not say for whom it is (aud)");
    wrong.put(
        ISSUER.token(claims -> claims.setIssuer("https://evil.example")),
        "401 bad-token: the token is of another issuer (iss)");
    wrong.put(
        ISSUER.token(claims -> claims.setExpirationTime(secondsFromNow(-90))),
        "401 expired-token: the token is over (exp)");
    wrong.put(
        ISSUER.token(claims -> claims.unsetClaim("exp")),
        "401 bad-token: the token has no end (exp)");
    wrong.put(
        ISSUER.token(claims -> claims.setNotBefore(secondsFromNow(90))),
        "401 bad-token: the token is not valid yet (nbf)");
    wrong.put(
        ISSUER.token(claims -> {}, signing -> signing.setKeyIdHeaderValue("nobody's")),
        "401 bad-token: no key of the login service signed the token, or not in a way that counts");
    wrong.put(
        ISSUER.token(claims -> claims.setClaim("realm_access", Map.of("roles", List.of("staff")))),
        "403 wrong-role: the login service gives anna none of the roles that count here (claim"
            + " realm_access.roles)");
    wrong.put(
        ISSUER.token(claims -> claims.unsetClaim("realm_access")),
        "403 wrong-role: the login service gives anna none of the roles that count here (claim"
            + " realm_access.roles)");
    wrong.put(
        tampered(ISSUER.token(claims -> {})), "401 bad-token: the token's signature is wrong");
    wrong.put(
        "not.a.token",
        "401 bad-token: no key of the login service signed the token, or not in a way that counts");
    wrong.put("plain", "401 bad-token: this is no token of the login service");
    Map<String, String> answered = new LinkedHashMap<>();
    wrong.keySet().forEach(token -> answered.put(token, refused(token)));
    assertEquals(wrong, answered);
  }

  private static String tampered(String token) {
    String[] parts = token.split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    byte[] admin = claims.replace("anna", "root").getBytes(UTF_8);
    return parts[0]
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(admin)
        + "."
        + parts[2];
  }

  @Test
  void whatAnybodyCouldSignIsRefusedWhateverItSays() {
    String unsigned =
        ISSUER.token(
            claims -> {},
            signing -> {
              signing.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
              signing.setAlgorithmHeaderValue("none");
              signing.setKey(null);
            });
    // The issuer's public key as a shared secret is an old trick.
    String shared =
        ISSUER.token(
            claims -> {},
            signing -> {
              signing.setAlgorithmHeaderValue("HS256");
              signing.setKey(new HmacKey(new byte[32]));
            });
    for (String token : List.of(unsigned, shared)) {
      assertTrue(answer(token).startsWith("401 bad-token: no key of"), answer(token));
    }
  }

  @Test
  void aNewKeyIsLookedForAndTheOldOneCountsNoMore() throws InterruptedException {
    String old = ISSUER.token(claims -> {});
    assertEquals("anna analyst", answer(old));
    Thread.sleep(1_100);
    ISSUER.rotate();
    assertEquals("anna analyst", answer(ISSUER.token(claims -> {})));
    assertTrue(answer(old).startsWith("401 bad-token"), answer(old));
  }

  @Test
  void aBrowserComesBackFromTheLoginServiceWithASession() throws IOException {
    assertEquals(
        "v1/session/login",
        Asked.tree(Asked.get(asking, "/v1/me").answer().body()).path("login").asText());
    HttpResponse<String> begun =
        Asked.get(asking, "/v1/session/login?to=" + Asked.encoded("/group?group=a%3Ab")).answer();
    assertEquals(302, begun.statusCode());
    String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("HttpOnly; SameSite=Lax; Max-Age=600"), cookie);
    String location = begun.headers().firstValue("Location").orElseThrow();
    assertTrue(location.startsWith(ISSUER.issuer() + "/auth?response_type=code&"), location);
    Map<String, String> asked = TestIssuer.form(location.substring(location.indexOf('?') + 1));
    assertEquals("S256", asked.get("code_challenge_method"));
    assertEquals(asking.address() + "v1/session/callback", asked.get("redirect_uri"));

    ISSUER.idToken = ISSUER.token(claims -> claims.setStringClaim("nonce", asked.get("nonce")));
    Asked back =
        Asked.get(
                asking,
                "/v1/session/callback?code=c0de&session_state=x&state=" + asked.get("state"))
            .with("Sec-Fetch-Site", "cross-site");
    assertEquals("401 bad-token", back.problem());
    HttpResponse<String> arrived = back.with("Cookie", cookie.split(";", 2)[0]).answer();
    assertEquals(302, arrived.statusCode(), arrived.body());
    assertEquals("/#/group?group=a%3Ab", arrived.headers().firstValue("Location").orElseThrow());
    assertEquals("c0de", ISSUER.exchanged.get("code"));
    assertEquals(asked.get("code_challenge"), challenge(ISSUER.exchanged.get("code_verifier")));
    assertEquals(
        "Basic " + Base64.getEncoder().encodeToString("diffy:s3cret+%26+more".getBytes(UTF_8)),
        ISSUER.exchanged.get("Authorization"));

    String session = arrived.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(session.contains("; HttpOnly; SameSite=Strict; Max-Age=3600"), session);
    Asked me = Asked.get(asking, "/v1/me").with("Cookie", session.split(";", 2)[0]);
    assertEquals("anna", me.json().path("name").asText());
    assertEquals("analyst", me.json().path("role").asText());
    // Another copy with the same secret knows it; one with another does not.
    try (Console copy = ConsoleBroker.asking(LoginFile.read(file("")));
        Console other = ConsoleBroker.asking(LoginFile.read(file("client_secret=other")))) {
      Asked there = Asked.get(copy, "/v1/me").with("Cookie", session.split(";", 2)[0]);
      assertEquals("anna", there.json().path("name").asText());
      Asked foreign = Asked.get(other, "/v1/me").with("Cookie", session.split(";", 2)[0]);
      assertEquals("401 bad-token", foreign.problem());
    }
  }

  private static String challenge(String verifier) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Hashing.by("SHA-256").digest(verifier.getBytes(UTF_8)));
  }

  private static String begun() {
    return Asked.get(asking, "/v1/session/login")
        .answer()
        .headers()
        .firstValue("Set-Cookie")
        .orElseThrow()
        .split(";", 2)[0];
  }

  /** As the browser comes back from the login service. */
  private static Asked back(Console to, String cookie) {
    String state = cookie.split("[=.]", 3)[1];
    return Asked.get(to, "/v1/session/callback?code=c0de&state=" + state).with("Cookie", cookie);
  }

  @Test
  void whoHasNoRoleHereComesBackWithoutASession() {
    String cookie = begun();
    ISSUER.idToken =
        ISSUER.token(
            claims -> {
              claims.setStringClaim("nonce", cookie.split("[=.]", 4)[2]);
              claims.unsetClaim("realm_access");
            });
    assertEquals("403 wrong-role", back(asking, cookie).problem());
  }

  /** A login service that answers nobody must not keep the console from answering others. */
  @Test
  void whoIsOneTooManyToSignInIsToldSo() {
    ISSUER.may = new CountDownLatch(1);
    String cookie = begun();
    List<CompletableFuture<String>> all =
        IntStream.rangeClosed(0, AT_A_TIME)
            .mapToObj(n -> CompletableFuture.supplyAsync(back(asking, cookie)::problem, BESIDE))
            .toList();
    try {
      assertEquals(
          "429 busy", CompletableFuture.anyOf(all.toArray(new CompletableFuture<?>[0])).join());
    } finally {
      ISSUER.may.countDown();
      all.forEach(CompletableFuture::join);
    }
  }

  @Test
  void aTokenOfAnotherSignInIsNotTaken() {
    String cookie = begun();
    String state = cookie.split("[=.]", 3)[1];
    ISSUER.idToken = ISSUER.token(claims -> claims.setStringClaim("nonce", "another"));
    assertEquals("401 bad-token", back(asking, cookie).problem());
    Asked denied =
        Asked.get(asking, "/v1/session/callback?error=access_denied&state=" + state)
            .with("Cookie", cookie);
    assertEquals("401 no-token", denied.problem());
  }

  @Test
  void aLoginServiceThatIsAwayLetsNobodyIn() throws IOException {
    Path file = file("issuer=http://127.0.0.1:1/realm");
    try (Console alone = ConsoleBroker.asking(LoginFile.read(file))) {
      assertEquals(
          "503 no-login", Asked.get(alone, "/v1/me").token(ISSUER.token(claims -> {})).problem());
      assertEquals("503 no-login", Asked.get(alone, "/v1/session/login").problem());
      assertEquals("503 no-login", back(alone, begun()).problem());
    }
    assertEquals("404 unknown", Asked.get(ConsoleBroker.console, "/v1/session/login").problem());
  }

  @Test
  void aFileThatCannotBeMeantIsRefused() throws IOException {
    assertRefused("issuer=http://login.example/realm", "issuer must begin with https://");
    assertRefused("role.x=root", "role.x: one of reader");
    assertRefused("clientid=x", "client_id");
    assertRefused("client_id=", "\"client_id\" is missing");
  }

  private static void assertRefused(String line, String says) throws IOException {
    Path file = file(line);
    CommandFailure refused = assertThrows(CommandFailure.class, () -> LoginFile.read(file));
    assertTrue(refused.getMessage().contains(says), refused.getMessage());
    assertFalse(refused.getMessage().contains(TestIssuer.SECRET), refused.getMessage());
  }
}
