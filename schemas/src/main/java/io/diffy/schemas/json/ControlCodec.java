package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Control;
import io.diffy.schemas.codec.MalformedRecord;

/** Controls as JSON: {@code control.schema.json} says the fields; {@code type} tells them apart. */
public final class ControlCodec extends ShapeCodec<Control> {
  /** Largest record read, in bytes: 1 MiB, a round of some 30,000 instances. */
  public static final int MAX_BYTES = 1024 * 1024;

  private enum Type {
    ROUND,
    TICK,
    END
  }

  private static final Shape<Control.Round> ROUND =
      Shape.of(
          Control.Round.class,
          Field.group("group"),
          Field.name("round_id"),
          Field.names("queries"),
          Field.names("expected"),
          Field.time("opened_at"),
          Field.time("deadline"),
          Field.nameOrEmpty("incident_id"));
  private static final Shape<Control.Tick> TICK =
      Shape.of(Control.Tick.class, Field.group("group"), Field.time("until"));
  private static final Shape<Control.End> END = Shape.of(Control.End.class, Field.group("group"));

  public ControlCodec() {
    super(new ByType(), MAX_BYTES, "ask fewer instances at once");
  }

  private static final class ByType implements Shape<Control> {
    private static final Field<Type> TYPE = Field.word("type", Type.class);

    @Override
    public Control read(Fields object) throws MalformedRecord {
      return switch (TYPE.read(object)) {
        case ROUND -> ROUND.read(object);
        case TICK -> TICK.read(object);
        case END -> END.read(object);
      };
    }

    @Override
    public void write(Control control, ObjectNode object) {
      if (control instanceof Control.Round round) {
        TYPE.write(object, Type.ROUND);
        ROUND.write(round, object);
      } else if (control instanceof Control.Tick tick) {
        TYPE.write(object, Type.TICK);
        TICK.write(tick, object);
      } else if (control instanceof Control.End end) {
        TYPE.write(object, Type.END);
        END.write(end, object);
      }
    }
  }
}
