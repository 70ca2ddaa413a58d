package io.diffy.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Answers {@code /livez} and {@code /readyz} with 200 or 503 and one word. There is nothing in it
 * to steal and nothing to change; where others than this machine reach it, it asks for a token
 * nevertheless.
 */
record HealthAnswer(Health health, Optional<String> token) {
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
          "Authorization: Bearer, with the word of --health-token-file",
          body);
    }
    if (!Set.of("GET", "HEAD").contains(words[0])) {
      return say("405 Method Not Allowed", "GET only", body);
    }
    return switch (words[1].split("\\?", 2)[0]) {
      case "/livez" -> say(status(health.live()), health.state(), body);
      case "/readyz" -> say(status(health.ready()), health.state(), body);
      default -> say("404 Not Found", "/livez or /readyz", body);
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
    String text = word + "\n";
    return ByteBuffer.wrap(
        """
        HTTP/1.1 %s
        Content-Type: text/plain; charset=us-ascii
        Cache-Control: no-store
        Connection: close
        Content-Length: %d

        """
            .formatted(status, text.length())
            .replace("\r\n", "\n")
            .replace("\n", "\r\n")
            .concat(body ? text : "")
            .getBytes(ISO_8859_1));
  }
}
