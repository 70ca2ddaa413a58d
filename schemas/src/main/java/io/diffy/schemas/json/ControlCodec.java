package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.diffy.schemas.Control;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;

/** Controls as JSON: {@code control.schema.json} says the fields; {@code type} tells them apart. */
public final class ControlCodec implements Codec<Control> {
  /** Largest record read, in bytes: 1 MiB, a round of some 30,000 instances. */
  public static final int MAX_BYTES = 1024 * 1024;

  private enum Type {
    ROUND,
    TICK,
    END
  }

  @Override
  public byte[] encode(Control control) {
    return Encoding.bytes(json -> write(json, control));
  }

  @Override
  public Control decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(bytes, MAX_BYTES, "ask fewer instances at once", ControlCodec::read);
  }

  private static Control read(JsonParser parser) throws IOException, MalformedRecord {
    Fields fields = Fields.read(parser);
    return switch (fields.word("type", Type.class)) {
      case ROUND ->
          new Control.Round(
              fields.group("group"),
              fields.name("round_id"),
              fields.names("queries"),
              fields.names("expected"),
              fields.time("opened_at"),
              fields.time("deadline"),
              fields.nameOrEmpty("incident_id"));
      case TICK -> new Control.Tick(fields.group("group"), fields.time("until"));
      case END -> new Control.End(fields.group("group"));
    };
  }

  private static void write(JsonGenerator json, Control control) throws IOException {
    json.writeStartObject();
    if (control instanceof Control.Round round) {
      json.writeStringField("type", Checks.word(Type.ROUND));
      json.writeStringField("group", round.group().toString());
      json.writeStringField("round_id", round.roundId());
      Encoding.texts(json, "queries", round.queries());
      Encoding.texts(json, "expected", round.expected());
      json.writeStringField("opened_at", round.openedAt().toString());
      json.writeStringField("deadline", round.deadline().toString());
      Encoding.text(json, "incident_id", round.incidentId());
    } else if (control instanceof Control.Tick tick) {
      json.writeStringField("type", Checks.word(Type.TICK));
      json.writeStringField("group", tick.group().toString());
      json.writeStringField("until", tick.until().toString());
    } else if (control instanceof Control.End end) {
      json.writeStringField("type", Checks.word(Type.END));
      json.writeStringField("group", end.group().toString());
    }
    json.writeEndObject();
  }
}
