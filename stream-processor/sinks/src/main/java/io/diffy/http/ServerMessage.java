package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a server says, for a person: bounded, in one line, and printable. It quotes documents, and
 * these quote hosts.
 */
final class ServerMessage {
  static final int MOST = 300;

  private ServerMessage() {}

  /** Type and reasons of an error; empty when it has none. */
  static String of(JsonNode error) {
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

  static String excerpt(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(MOST)
        .map(point -> isPrintable(point) ? point : '\uFFFD')
        .forEach(out::appendCodePoint);
    return text.codePointCount(0, text.length()) > MOST
        ? out.append('…').toString()
        : out.toString();
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
