package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;

/** Words for what a parser met, for people who must find it. */
final class Tokens {
  private Tokens() {}

  /** What kind of value the parser stands on. */
  static String name(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "the end";
    }
    return switch (token) {
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_STRING -> "a string";
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      default -> "something else";
    };
  }

  /** The parser's complaint with its place, and without its advice about Java settings. */
  static MalformedRecord malformed(JsonProcessingException e) {
    String what =
        e.getOriginalMessage().lines().findFirst().orElse("").replaceAll(", from `[^`]*`", "");
    String where = place(e.getLocation());
    if (e instanceof StreamConstraintsException) {
      return new MalformedRecord("too much" + where + ": " + SafeText.excerpt(what, 160));
    }
    if (e instanceof JsonEOFException) {
      return new MalformedRecord("not whole JSON: it ends" + where + " before the value does");
    }
    if (e instanceof MismatchedInputException) {
      return new MalformedRecord("malformed" + where + ": " + SafeText.excerpt(what, 160));
    }
    return new MalformedRecord("not JSON" + where + ": " + SafeText.excerpt(what, 160));
  }

  /** {@code at byte 1,234}, with a space before it; empty when not known. */
  static String place(JsonLocation location) {
    return location == null || location.getByteOffset() < 0
        ? ""
        : " at byte " + SafeText.number(location.getByteOffset());
  }
}
