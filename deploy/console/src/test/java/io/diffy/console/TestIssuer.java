package io.diffy.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.diffy.service.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** A login service over real HTTP, which knows one client and lets in whom the test says. */
final class TestIssuer implements AutoCloseable {
  static final String CLIENT = "diffy";
  static final String SECRET = "s3cret & more";

  private final HttpServer server;
  private RsaJsonWebKey key = key("first");
  Map<String, String> exchanged = Map.of();
  String idToken = "";

  /** Whoever exchanges a code waits for it. */
  volatile CountDownLatch may = new CountDownLatch(0);

  TestIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/realm/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange,
                """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/auth",
                 "token_endpoint":"%1$s/token"}\
                """
                    .formatted(issuer())));
    server.createContext(
        "/realm/keys",
        exchange ->
            answer(exchange, new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY)));
    server.createContext("/realm/token", this::token);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
  }

  private void token(HttpExchange exchange) throws IOException {
    Waiting.until(() -> may.getCount() == 0, Duration.ofSeconds(20), "waiting to be let go");
    exchanged = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    exchanged.put("Authorization", exchange.getRequestHeaders().getFirst("Authorization"));
    answer(exchange, "{\"id_token\":\"%s\"}".formatted(idToken));
  }

  static Map<String, String> form(String text) {
    return Arrays.stream(text.split("&"))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                field -> field[0],
                field -> URLDecoder.decode(field[1], UTF_8),
                (one, other) -> one,
                TreeMap::new));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static RsaJsonWebKey key(String id) {
    try {
      RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId(id);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From now on it signs with another key and publishes no other. */
  void rotate() {
    key = key("second");
  }

  /** Anna's token, changed by the test. */
  String token(Consumer<JwtClaims> change) {
    return token(change, signature -> {});
  }

  String token(Consumer<JwtClaims> change, Consumer<JsonWebSignature> signing) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer());
    claims.setAudience(CLIENT);
    claims.setSubject("0815");
    claims.setStringClaim("preferred_username", "anna");
    claims.setClaim("realm_access", Map.of("roles", List.of("staff", "sec-analysts")));
    claims.setExpirationTimeMinutesInTheFuture(5);
    change.accept(claims);
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setKey(key.getPrivateKey());
    signing.accept(signature);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
