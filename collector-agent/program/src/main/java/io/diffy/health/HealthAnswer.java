package io.diffy.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Answers {@code /livez} and {@code /readyz} with 200 or 503 and one word, and {@code /metrics}
 * with numbers. There is nothing in it to change; where others than this machine reach it, it asks
 * for a token.
 *
 * @param metrics in Prometheus's text
 */
record HealthAnswer(Health health, Optional<String> token, Supplier<String> metrics) {
  static final int LONGEST_REQUEST = 8 * 1024;

  private static final String AUTHORIZATION = "authorization:";

  /** The answer to what has come so far; empty while the request is not whole. */
  Optional<ByteBuffer> to(ByteBuffer sent) {
    String text = ISO_8859_1.decode(sent.duplicate().flip()).toString();
    if (text.contains("\r\n\r\n") || text.contains("\n\n")) {
      return Optional.of(to(text.lines().toArray(String[]::new)));
    }
    return sent.hasRemaining()
        ? Optional.empty()
        : Optional.of(say("431 Request Header Fields Too Large", "too long", true));
  }

  private ByteBuffer to(String[] lines) {
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      return say("400 Bad Request", "no request of HTTP/1.1", true);
    }
    boolean body = !words[0].equals("HEAD");
    if (token.isPresent() && !shows(lines, token.get())) {
      return say(
          "401 Unauthorized\r\nWWW-Authenticate: Bearer",
          "Authorization: Bearer, with the token in --health-token-file",
          body);
    }
    if (!Set.of("GET", "HEAD").contains(words[0])) {
      return say("405 Method Not Allowed", "GET only", body);
    }
    return switch (words[1].split("\\?", 2)[0]) {
      case "/livez" -> say(status(health.live()), health.state(), body);
      case "/readyz" -> say(status(health.ready()), health.state(), body);
      case "/metrics" ->
          say("200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics.get(), body);
      default -> say("404 Not Found", "/livez, /readyz or /metrics", body);
    };
  }

  private static String status(boolean good) {
    return good ? "200 OK" : "503 Service Unavailable";
  }

  /** In a time that does not depend on how much of it is right. */
  private static boolean shows(String[] lines, String token) {
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith(AUTHORIZATION)) {
        String shown = line.substring(AUTHORIZATION.length()).strip();
        return MessageDigest.isEqual(
            shown.getBytes(ISO_8859_1), ("Bearer " + token).getBytes(UTF_8));
      }
    }
    return false;
  }

  private static ByteBuffer say(String status, String word, boolean body) {
    return say(status, "text/plain; charset=us-ascii", word + "\n", body);
  }

  private static ByteBuffer say(String status, String type, String text, boolean body) {
    byte[] bytes = text.getBytes(UTF_8);
    byte[] head =
        """
        HTTP/1.1 %s
        Content-Type: %s
        Cache-Control: no-store
        Connection: close
        Content-Length: %d

        """
            .formatted(status, type, bytes.length)
            .replace("\r\n", "\n")
            .replace("\n", "\r\n")
            .getBytes(ISO_8859_1);
    ByteBuffer answer = ByteBuffer.allocate(head.length + (body ? bytes.length : 0)).put(head);
    return (body ? answer.put(bytes) : answer).flip();
  }
}
