package io.diffy.acceptance.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * A login service over HTTP as RFC 6749 has it: for a client's name and secret it gives a signed
 * token (RFC 7519, RS256), and to everybody the key that its signatures are checked with (RFC
 * 7517).
 */
final class TokenService implements AutoCloseable {
  static final String AUDIENCE = "kafka";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final HttpServer server;
  private final KeyPair signing;
  private final KeyPair published;

  private TokenService(HttpServer server, KeyPair signing, KeyPair published) {
    this.server = server;
    this.signing = signing;
    this.published = published;
  }

  static TokenService start() throws IOException, GeneralSecurityException {
    KeyPair keys = keys();
    return start(keys, keys);
  }

  /** One whose signatures do not fit the key that it publishes. */
  static TokenService impostor() throws IOException, GeneralSecurityException {
    return start(keys(), keys());
  }

  private static TokenService start(KeyPair signing, KeyPair published) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TokenService service = new TokenService(server, signing, published);
    server.createContext("/token", service::token);
    server.createContext("/keys", exchange -> say(exchange, 200, service.keySet()));
    server.start();
    return service;
  }

  /** Where clients get tokens. */
  String tokens() {
    return address("/token");
  }

  /** Where brokers get the key. */
  String publishedKeys() {
    return address("/keys");
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void token(HttpExchange exchange) throws IOException {
    String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String[] client =
        new String(Base64.getDecoder().decode(given.replaceFirst("^Basic ", "")), UTF_8)
            .split(":", 2);
    if (!client[1].equals(SecuredBroker.passwordOf(client[0]))) {
      say(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    say(
        exchange,
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":600}"
            .formatted(signed(client[0])));
  }

  private String signed(String user) {
    long now = Instant.now().getEpochSecond();
    String body =
        BASE64.encodeToString("{\"alg\":\"RS256\",\"kid\":\"test\"}".getBytes(UTF_8))
            + "."
            + BASE64.encodeToString(
                "{\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"scope\":\"diffy\"}"
                    .formatted(user, AUDIENCE, now, now + 600)
                    .getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(signing.getPrivate());
      signature.update(body.getBytes(UTF_8));
      return body + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String keySet() {
    RSAPublicKey key = (RSAPublicKey) published.getPublic();
    return String.format(
        Locale.ROOT,
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"test\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}]}",
        number(key.getModulus()),
        number(key.getPublicExponent()));
  }

  /** Without the byte that holds nothing but the sign. */
  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return BASE64.encodeToString(
        bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static void say(HttpExchange exchange, int status, String json) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] body = json.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
