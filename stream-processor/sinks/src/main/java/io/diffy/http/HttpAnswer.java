package io.diffy.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What a server answered.
 *
 * @param node how messages name the server
 * @param body as it was meant: unzipped, and not more of it than was to be read
 * @param leads where a redirect leads, without anything secret; empty when it is none
 * @param rest how long the server wants to be left alone
 */
public record HttpAnswer(String node, int status, byte[] body, String leads, Duration rest) {
  /** No server is waited for longer than this without being asked again. */
  private static final Duration MOST_REST = Duration.ofHours(1);

  private static final double MOST_REST_SAID = 1e9;

  /** Of a body, as far as it is looked at for a person. */
  private static final int HEAD = 4096;

  private static final Pattern TAGS = Pattern.compile("(?is)<(script|style)\\b.*?</\\1>|<[^>]*>");

  /** An answer of only a body, as JSON mostly. */
  public static HttpAnswer of(String node, int status, byte[] body) {
    return new HttpAnswer(node, status, body, "", Duration.ZERO);
  }

  static HttpAnswer of(String node, URI asked, HttpResponse<byte[]> answer, Instant now, int most) {
    HttpHeaders headers = answer.headers();
    int status = answer.statusCode();
    // A proxy's answer to CONNECT has none.
    byte[] body = answer.body() == null ? new byte[0] : unzipped(headers, answer.body(), most);
    String leads = status / 100 == 3 ? RedirectTarget.of(asked, headers) : "";
    Duration rest = RetryAfter.of(headers, now);
    HttpAnswer said = new HttpAnswer(node, status, body, leads, rest);
    return status == 429 && rest.isZero()
        ? new HttpAnswer(node, status, body, leads, said.restInBody())
        : said;
  }

  /** Discord and Telegram name the seconds there too. */
  private Duration restInBody() {
    JsonNode json = json();
    double seconds =
        json.path("retry_after").asDouble(json.at("/parameters/retry_after").asDouble());
    return Duration.ofSeconds((long) Math.ceil(Math.max(0, Math.min(seconds, MOST_REST_SAID))));
  }

  /** The same, where it repeats nothing of an address that is a secret. */
  public HttpAnswer without(URI secret) {
    String text = new String(body, StandardCharsets.UTF_8);
    String hidden = RedirectTarget.without(secret, text);
    return hidden.equals(text)
        ? this
        : new HttpAnswer(node, status, hidden.getBytes(StandardCharsets.UTF_8), leads, rest);
  }

  public boolean ok() {
    return status / 100 == 2;
  }

  /** Whether the same request may do better later, or elsewhere. */
  public boolean passes() {
    return status == 408 || status == 425 || status == 429 || status / 100 == 5;
  }

  /** The body; missing when it isn't JSON. */
  public JsonNode json() {
    try {
      return Json.tree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** How the body begins, as text; whatever is none becomes a mark. */
  public String head() {
    String head = new String(body, 0, Math.min(HEAD, body.length), StandardCharsets.UTF_8);
    return (head.startsWith("\ufeff") ? head.substring(1) : head).strip();
  }

  /** Whether it is a page for people. What a server says of the type is often wrong. */
  public boolean isPage() {
    return head().startsWith("<");
  }

  /** Why it says no, bounded and printable. */
  public String reason() {
    if (!leads.isEmpty()) {
      return "it leads to " + leads + ", and redirects are not followed";
    }
    if (isPage()) {
      String words = TAGS.matcher(head()).replaceAll(" ").replaceAll("\\s+", " ").strip();
      return "a page for people" + (words.isEmpty() ? "" : ": " + ServerMessage.excerpt(words));
    }
    JsonNode error = json().path("error");
    String reason = error.isTextual() ? error.asText() : ServerMessage.of(error);
    return ServerMessage.excerpt(reason.isEmpty() ? head() : reason);
  }

  /** A failure of this answer, which keeps to the rest that the server asked for. */
  public PluginFailure failure(String sentence) {
    if (rest.isZero()) {
      return new PluginFailure(sentence);
    }
    boolean tooMuch = rest.compareTo(MOST_REST) > 0;
    String kept = tooMuch ? ", of which %d s are kept".formatted(MOST_REST.toSeconds()) : "";
    return new PluginFailure(
        "%s; it asks for %d s of rest%s".formatted(sentence, rest.toSeconds(), kept),
        tooMuch ? MOST_REST : rest);
  }

  /** Some zip what they send although nobody said that we can read it. */
  private static byte[] unzipped(HttpHeaders headers, byte[] body, int most) {
    if (!headers
        .firstValue("Content-Encoding")
        .orElse("")
        .toLowerCase(Locale.ROOT)
        .endsWith("gzip")) {
      return body;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readNBytes(most);
    } catch (IOException e) {
      return body;
    }
  }
}
