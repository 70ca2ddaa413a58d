package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;

/** Reads exactly one JSON value from bytes, and says what is wrong with any others. */
final class Decoding {
  private Decoding() {}

  /** Reads the value the parser stands on, to its end. */
  interface Body<T> {
    T read(JsonParser parser) throws IOException, MalformedRecord;
  }

  /**
   * @param maxBytes the most that is accepted
   * @param advice what to do about more
   */
  static <T> T of(byte[] bytes, int maxBytes, String advice, Body<T> body) throws MalformedRecord {
    if (bytes == null || bytes.length == 0) {
      throw new MalformedRecord("empty value");
    }
    if (bytes.length > maxBytes) {
      throw new MalformedRecord(
          "%s bytes, more than the %s allowed; %s"
              .formatted(SafeText.number(bytes.length), SafeText.number(maxBytes), advice));
    }
    byte[] checked = Utf8.checked(bytes);
    try (JsonParser parser = Json.factory().createParser(checked)) {
      return only(parser, body);
    } catch (JsonProcessingException e) {
      throw Tokens.malformed(e);
    } catch (IOException e) {
      throw new MalformedRecord(
          "unreadable: " + SafeText.excerpt(String.valueOf(e.getMessage()), 160));
    }
  }

  private static <T> T only(JsonParser parser, Body<T> body) throws IOException, MalformedRecord {
    if (parser.nextToken() == null) {
      throw new MalformedRecord("empty value: nothing but white space");
    }
    T value;
    try {
      value = body.read(parser);
    } catch (NumberFormatException e) {
      // The parser lets exponents through that no number type can hold.
      throw new MalformedRecord("a number out of range" + Tokens.place(parser.currentLocation()));
    }
    if (parser.nextToken() != null) {
      throw new MalformedRecord(
          "more text after the end of the object" + Tokens.place(parser.currentTokenLocation()));
    }
    return value;
  }
}
