package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.console.http.Problem.Kind;
import io.diffy.schemas.text.Hashing;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * A browser's way in: authorization code with PKCE. Nothing of it is kept here but in cookies, so
 * any copy of the console may answer each step.
 */
final class LoginFlow {
  static final String COOKIE = "diffy-login";
  private static final String BACK = "/v1/session/callback";
  private static final String SESSION = "session.";
  private static final String OURS = "diffy-console";
  static final int SECONDS = 600;
  private static final int MOST_AT_A_TIME = 4;
  private static final int LONGEST_PLACE = 1_500;

  private final LoginService service;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore turns = new Semaphore(MOST_AT_A_TIME);
  private final HmacKey key;

  LoginFlow(LoginService service, Clock clock) {
    this.service = service;
    this.clock = clock;
    // Of the secret that all copies have; where there is none, each knows its own sessions only.
    String secret = service.file().secret();
    key =
        new HmacKey(
            Hashing.by("SHA-256")
                .digest(((secret.isEmpty() ? random() : secret) + OURS).getBytes(UTF_8)));
  }

  private String random() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return encoded(bytes);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A place to go to, and what the browser is to know on the way. */
  record Step(String location, String cookie) {}

  /**
   * To the login service.
   *
   * @param own where this console is reached
   * @param place what stands behind # in the address to come back to
   */
  Step start(String own, String place) {
    if (place.length() > LONGEST_PLACE) {
      throw Problem.wrong("to", "at most " + LONGEST_PLACE + " characters");
    }
    String state = random();
    String nonce = random();
    String verifier = random();
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("response_type", "code");
    asked.put("client_id", service.file().clientId());
    asked.put("redirect_uri", own + BACK);
    asked.put("scope", service.file().scope());
    asked.put("state", state);
    asked.put("nonce", nonce);
    asked.put("code_challenge", encoded(Hashing.by("SHA-256").digest(verifier.getBytes(UTF_8))));
    asked.put("code_challenge_method", "S256");
    String where = service.endpoint("authorization_endpoint");
    return new Step(
        where + (where.indexOf('?') < 0 ? "?" : "&") + form(asked),
        String.join(".", state, nonce, verifier, encoded(place.getBytes(UTF_8))));
  }

  /** Who came back, as a session; and where to go on. */
  Step back(String own, Call call, Optional<String> cookie) {
    String[] mine = cookie.orElse("").split("\\.", -1);
    if (mine.length != 4 || !mine[0].equals(call.text("state").orElse(""))) {
      throw Problem.of(
          Kind.BAD_TOKEN, "this sign-in was not begun here, or is too old; open the console again");
    }
    if (call.text("error").isPresent()) {
      throw Problem.of(Kind.NO_TOKEN, "the login service let nobody in: " + call.required("error"));
    }
    if (!turns.tryAcquire()) {
      throw Problem.of(Kind.BUSY, "several others sign in; try again in a moment");
    }
    try {
      String token = exchanged(own, call.required("code"), mine[2]);
      JwtClaims claims = service.claims(token, service.file().clientId());
      if (!mine[1].equals(claims.getClaimValueAsString("nonce"))) {
        throw Problem.of(Kind.BAD_TOKEN, "the token is of another sign-in (nonce)");
      }
      String place = new String(Base64.getUrlDecoder().decode(mine[3]), UTF_8);
      return new Step("/#" + escaped(place), session(service.caller(claims)));
    } catch (IllegalArgumentException e) {
      throw Problem.of(Kind.BAD_TOKEN, "the cookie of this sign-in is damaged");
    } finally {
      turns.release();
    }
  }

  /** Stays behind #, whatever it is. */
  private static String escaped(String place) {
    return URLEncoder.encode(place, UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/")
        .replace("%3F", "?")
        .replace("%3D", "=")
        .replace("%26", "&")
        .replace("%25", "%");
  }

  private String exchanged(String own, String code, String verifier) {
    LoginFile file = service.file();
    Map<String, String> sent = new LinkedHashMap<>();
    sent.put("grant_type", "authorization_code");
    sent.put("code", code);
    sent.put("redirect_uri", own + BACK);
    sent.put("client_id", file.clientId());
    sent.put("code_verifier", verifier);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.endpoint("token_endpoint")))
            .header("Content-Type", "application/x-www-form-urlencoded");
    if (!file.secret().isEmpty() && service.takesSecretInForm()) {
      sent.put("client_secret", file.secret());
    } else if (!file.secret().isEmpty()) {
      String both =
          URLEncoder.encode(file.clientId(), UTF_8) + ":" + URLEncoder.encode(file.secret(), UTF_8);
      request.header(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
    }
    JsonNode answer = service.ask(request.POST(BodyPublishers.ofString(form(sent))));
    return answer.path("id_token").asText();
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  long sessionSeconds() {
    return service.file().session().toSeconds();
  }

  private String session(Caller caller) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(OURS);
    claims.setSubject(caller.name());
    claims.setStringClaim("role", caller.role().word());
    claims.setExpirationTime(
        NumericDate.fromSeconds(clock.instant().getEpochSecond() + sessionSeconds()));
    JsonWebSignature signed = new JsonWebSignature();
    signed.setPayload(claims.toJson());
    signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    signed.setKey(key);
    try {
      return SESSION + signed.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("HMAC is part of every Java", e);
    }
  }

  /** Whose token or session it is. */
  Caller caller(String token) {
    if (!token.startsWith(SESSION)) {
      return service.caller(token);
    }
    try {
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setVerificationKey(key)
              .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
              .setExpectedIssuer(OURS)
              .setRequireExpirationTime()
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
              .build()
              .processToClaims(token.substring(SESSION.length()));
      return new Caller(
          claims.getClaimValueAsString("sub"),
          Role.of(claims.getClaimValueAsString("role")),
          Optional.of(clock.instant().plusSeconds(left(claims))));
    } catch (InvalidJwtException e) {
      throw e.hasExpired()
          ? Problem.of(Kind.EXPIRED_TOKEN, "the session is over; sign in again")
          : Problem.of(Kind.BAD_TOKEN, "the session is of another console; sign in again");
    }
  }

  private long left(JwtClaims claims) {
    return ((Number) claims.getClaimValue("exp")).longValue() - clock.instant().getEpochSecond();
  }
}
