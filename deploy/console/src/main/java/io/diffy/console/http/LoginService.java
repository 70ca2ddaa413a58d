package io.diffy.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.console.http.Problem.Kind;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of an OpenID Connect issuer. What it says of itself and its keys are read when they are
 * first needed, so that a console starts without it; a key that is not known is looked for anew,
 * once a second at most.
 */
public final class LoginService {
  private static final Logger LOG = LoggerFactory.getLogger(LoginService.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final long KEYS_KNOWN_SECONDS = 600;
  private static final long BETWEEN_LOOKS_MILLIS = 1_000;
  private static final int SKEW_SECONDS = 60;
  private static final int LONGEST_NAME = 200;

  /** Nothing that a shared secret or nobody signs. */
  private static final String[] ALGORITHMS = {
    AlgorithmIdentifiers.RSA_USING_SHA256,
    AlgorithmIdentifiers.RSA_USING_SHA384,
    AlgorithmIdentifiers.RSA_USING_SHA512,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
    AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
    AlgorithmIdentifiers.EDDSA
  };

  private static final Map<Integer, String> WHY =
      Map.of(
          ErrorCodes.AUDIENCE_INVALID, "the token is for somebody else (aud)",
          ErrorCodes.AUDIENCE_MISSING, "the token does not say for whom it is (aud)",
          ErrorCodes.ISSUER_INVALID, "the token is of another issuer (iss)",
          ErrorCodes.ISSUER_MISSING, "the token does not say who issued it (iss)",
          ErrorCodes.NOT_YET_VALID, "the token is not valid yet (nbf)",
          ErrorCodes.EXPIRATION_MISSING, "the token has no end (exp)",
          ErrorCodes.SIGNATURE_INVALID, "the token's signature is wrong");

  private final LoginFile file;
  private final Clock clock;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private volatile Endpoints endpoints;

  /** What the issuer says of itself. */
  private record Endpoints(JsonNode said, HttpsJwks keys) {}

  public LoginService(LoginFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  LoginFile file() {
    return file;
  }

  /** Whether it may be one of its tokens, which are three parts. */
  static boolean isToken(String token) {
    return token.indexOf('.') >= 0 && token.indexOf('.') < token.lastIndexOf('.');
  }

  /** Whose token it is, and what that person may do. */
  Caller caller(String token) {
    return caller(claims(token, file.audience()));
  }

  Caller caller(JwtClaims claims) {
    String name =
        Stream.of(file.nameClaim(), "sub")
            .map(claims::getClaimValueAsString)
            .filter(one -> one != null && !one.isBlank())
            .findFirst()
            .map(one -> SafeText.excerpt(one, LONGEST_NAME))
            .orElseThrow(() -> bad("the token does not say whose it is (sub)", null));
    Role role =
        values(claims).stream()
            .map(file.roles()::get)
            .filter(one -> one != null)
            .max(Role::compareTo)
            .orElseThrow(
                () ->
                    Problem.of(
                        Kind.WRONG_ROLE,
                        "the login service gives %s none of the roles that count here (claim %s)"
                            .formatted(name, file.rolesClaim())));
    try {
      return new Caller(
          name,
          role,
          Optional.of(Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis())));
    } catch (MalformedClaimException e) {
      throw bad("the token's end can't be read", e);
    }
  }

  /** A claim of this name, or what lies in it step by step; a text may hold several words. */
  private Collection<String> values(JwtClaims claims) {
    Object value = claims.getClaimValue(file.rolesClaim());
    if (value == null) {
      value = claims.getClaimsMap();
      for (String step : file.rolesClaim().split("\\.", -1)) {
        value = value instanceof Map<?, ?> map ? map.get(step) : null;
      }
    }
    if (value instanceof Collection<?> several) {
      return several.stream().map(String::valueOf).toList();
    }
    return value instanceof String text ? Arrays.asList(text.split("\\s+")) : List.of();
  }

  /** What a token says, if it is of the issuer, for that audience, and not over. */
  JwtClaims claims(String token, String audience) {
    Endpoints known = endpoints();
    try {
      return new JwtConsumerBuilder()
          .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(known.keys()))
          .setJwsAlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS)
          .setExpectedIssuer(file.issuer())
          .setExpectedAudience(audience)
          .setRequireExpirationTime()
          .setAllowedClockSkewInSeconds(SKEW_SECONDS)
          .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
          .build()
          .processToClaims(token);
    } catch (InvalidJwtException e) {
      if (e.hasExpired()) {
        throw Problem.of(Kind.EXPIRED_TOKEN, "the token is over (exp); ask for another");
      }
      throw bad(
          e.getErrorDetails().stream()
              .flatMap(error -> Stream.ofNullable(WHY.get(error.getErrorCode())))
              .findFirst()
              .orElse("no key of the login service signed the token, or not in a way that counts"),
          e);
    }
  }

  private static Problem bad(String why, Exception cause) {
    LOG.debug("refused: {}", why, cause);
    return Problem.of(Kind.BAD_TOKEN, why);
  }

  /** Where the issuer does one thing. */
  String endpoint(String name) {
    return address(endpoints().said(), name);
  }

  /** Whether it wants a client's secret in the form, since it takes it nowhere else. */
  boolean takesSecretInForm() {
    JsonNode ways = endpoints().said().path("token_endpoint_auth_methods_supported");
    return ways.isArray() && !Json.text(ways).contains("client_secret_basic");
  }

  private synchronized Endpoints endpoints() {
    if (endpoints == null) {
      String address = file.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration";
      JsonNode said = ask(HttpRequest.newBuilder(URI.create(address)));
      if (!file.issuer().equals(said.path("issuer").asText())) {
        throw gone("it names itself otherwise: " + said.path("issuer").asText(), null);
      }
      HttpsJwks keys = new HttpsJwks(address(said, "jwks_uri"));
      Get get = new Get();
      get.setConnectTimeout((int) PATIENCE.toMillis());
      get.setReadTimeout((int) PATIENCE.toMillis());
      get.setRetries(0);
      get.setResponseBodySizeLimit(LARGEST_ANSWER);
      keys.setSimpleHttpGet(get);
      keys.setDefaultCacheDuration(KEYS_KNOWN_SECONDS);
      keys.setRetainCacheOnErrorDuration(KEYS_KNOWN_SECONDS);
      keys.setRefreshReprieveThreshold(BETWEEN_LOOKS_MILLIS);
      endpoints = new Endpoints(said, keys);
    }
    return endpoints;
  }

  private static String address(JsonNode said, String name) {
    try {
      return LoginFile.safe(said.path(name).asText(), name);
    } catch (IllegalArgumentException e) {
      throw gone("what it says of itself can't be used: " + e.getMessage(), e);
    }
  }

  /** Its answer, which is JSON. */
  JsonNode ask(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer =
          client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw gone(
            "it answered %d: %s"
                .formatted(
                    answer.statusCode(),
                    SafeText.excerpt(new String(answer.body(), StandardCharsets.UTF_8), 200)),
            null);
      }
      return Json.tree(answer.body());
    } catch (IOException e) {
      throw gone(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw gone("interrupted", e);
    }
  }

  private static Problem gone(String why, Exception cause) {
    LOG.warn("the login service: {}", why, cause);
    return Problem.of(
        Kind.NO_LOGIN,
        "the login service does not answer as it should; the console's log says why");
  }
}
