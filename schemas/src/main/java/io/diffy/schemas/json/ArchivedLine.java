package io.diffy.schemas.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A record as a line of an archive: its JSON object, without white space and without a line end.
 * The line of what a processor reads says in one more field, {@value #APPENDED_AT}, when the broker
 * took it: that time moves the windows, and only the topic knows it.
 */
public final class ArchivedLine {
  /** When the broker took the record, in RFC 3339. */
  public static final String APPENDED_AT = "appended_at";

  /** Above what any topic takes, so that no record is too big for its line. */
  private static final int MAX_BYTES = 16 << 20;

  /** Room for the one more field. */
  private static final int MORE_BYTES = 64;

  private ArchivedLine() {}

  /**
   * The line of any record.
   *
   * @param value UTF-8
   * @throws MalformedRecord when the value is not one JSON object
   */
  public static byte[] of(byte[] value) throws MalformedRecord {
    return line(value, Optional.empty());
  }

  /**
   * The line of a record that a processor reads. What stands in a field of the same name is the
   * sender's, not the broker's, and is left out.
   *
   * @param value UTF-8; its contract is not checked
   * @throws MalformedRecord when the value is not one JSON object
   */
  public static byte[] of(byte[] value, Instant appended) throws MalformedRecord {
    return line(value, Optional.of(appended));
  }

  /**
   * Reads an observation, with the broker's time or without.
   *
   * @param line without its end
   */
  public static Read read(byte[] line) throws MalformedRecord {
    return read(line, true);
  }

  /**
   * The same for who hands the line on: its rows are checked and counted, and kept only where the
   * line ends as an archive's does, so that another is to be written.
   */
  public static Read header(byte[] line) throws MalformedRecord {
    int from = Math.max(0, line.length - MORE_BYTES);
    return read(line, new String(line, from, line.length - from, ISO_8859_1).contains(APPENDED_AT));
  }

  private static Read read(byte[] line, boolean keepRows) throws MalformedRecord {
    Observation observation =
        Decoding.of(
            line,
            ObservationCodec.MAX_BYTES + MORE_BYTES,
            "send it in parts (snapshot_id, part, parts)",
            parser -> new ObservationReader(parser, keepRows).read());
    String appended = observation.more().get(APPENDED_AT);
    return appended == null
        ? new Read(observation, Optional.empty())
        : new Read(
            plain(observation),
            Optional.of(Checks.time(APPENDED_AT, Json.value(appended).asText("none"))));
  }

  /** The observation without what its line says of the broker. */
  public static Observation plain(Observation o) {
    if (!o.more().containsKey(APPENDED_AT)) {
      return o;
    }
    Map<String, String> more = new LinkedHashMap<>(o.more());
    more.remove(APPENDED_AT);
    return o.withMore(more);
  }

  /**
   * Reads the line of any record that a processor reads.
   *
   * @param line without its end
   * @throws MalformedRecord when it is not one JSON object
   */
  public static Stamped stamped(byte[] line) throws MalformedRecord {
    String[] appended = new String[1];
    byte[] value =
        Decoding.of(
            line,
            MAX_BYTES + MORE_BYTES,
            "no archive holds that much",
            parser -> copy(parser, true, text -> appended[0] = text, Optional.empty()));
    return new Stamped(
        value,
        appended[0] == null
            ? Optional.empty()
            : Optional.of(Checks.time(APPENDED_AT, appended[0])));
  }

  private static byte[] line(byte[] value, Optional<Instant> appended) throws MalformedRecord {
    return Decoding.of(
        value,
        MAX_BYTES,
        "no topic takes that much",
        parser -> copy(parser, appended.isPresent(), theSenders -> {}, appended));
  }

  /**
   * Copies an object.
   *
   * @param without whether a field {@value #APPENDED_AT} is left out
   * @param left is told the text of such a field
   * @param appended what is written instead
   */
  private static byte[] copy(
      JsonParser parser, boolean without, Consumer<String> left, Optional<Instant> appended)
      throws IOException, MalformedRecord {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecord(
          "%s where a JSON object is required".formatted(Tokens.name(parser)));
    }
    try (ByteArrayBuilder out = new ByteArrayBuilder()) {
      try (JsonGenerator json = Json.factory().createGenerator(out)) {
        json.writeStartObject();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
          parser.nextToken();
          if (without && field.equals(APPENDED_AT)) {
            left.accept(parser.getText());
            parser.skipChildren();
          } else {
            json.writeFieldName(field);
            json.copyCurrentStructureExact(parser);
          }
        }
        if (appended.isPresent()) {
          json.writeStringField(APPENDED_AT, appended.get().toString());
        }
        json.writeEndObject();
      }
      return out.toByteArray();
    }
  }

  /**
   * What an archive knows of a record.
   *
   * @param value as it lay on the topic, without white space
   * @param appendedAt when the broker took it; empty in what older archives hold
   */
  public record Stamped(byte[] value, Optional<Instant> appendedAt) {}

  /**
   * What an archive knows of an observation.
   *
   * @param appendedAt when the broker took it; empty in what is no archive
   */
  public record Read(Observation observation, Optional<Instant> appendedAt) {}
}
