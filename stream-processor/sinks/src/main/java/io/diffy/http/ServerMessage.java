package io.diffy.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.terminal.Terminal;

/**
 * What a server says, for a person: bounded, in one line, and printable. It quotes documents, and
 * these quote hosts.
 */
public final class ServerMessage {
  private static final int MOST = 300;

  private ServerMessage() {}

  /** Type and reasons of an error; empty when it has none. */
  public static String of(JsonNode error) {
    StringBuilder message = new StringBuilder(error.path("type").asText(""));
    JsonNode at = error;
    // The cause says more than the error: what was wrong, not only where.
    for (int depth = 0; depth < 3 && !at.isMissingNode(); depth++) {
      String reason = at.path("reason").asText("");
      if (!reason.isEmpty()) {
        message.append(message.isEmpty() ? "" : ": ").append(reason);
      }
      at = at.path("caused_by");
    }
    return excerpt(message.toString());
  }

  /** Its first words, as they can be shown. */
  public static String excerpt(String text) {
    int points = text.codePointCount(0, text.length());
    return points <= MOST
        ? Terminal.safe(text)
        : Terminal.safe(text.substring(0, text.offsetByCodePoints(0, MOST))) + "…";
  }
}
