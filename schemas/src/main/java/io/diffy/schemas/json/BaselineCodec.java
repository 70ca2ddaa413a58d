package io.diffy.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Baselines as JSON: {@code baseline.schema.json} says the fields. */
public final class BaselineCodec extends ShapeCodec<Baseline> {
  /** Largest record read, in bytes: 8 MiB, room for two of the largest answers. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  /** Only the answers are big: they are streamed, the rest is small enough for a tree. */
  private static final Field<List<Observation>> ANSWERS =
      new Field<>(
          "answers",
          (o, name) -> List.of(),
          (o, name, answers) -> o.putRawValue(name, new RawValue(json(answers))));

  private static final Shape<Baseline> SHAPE =
      Shape.of(
          Baseline.class,
          Field.flat(
              Shape.of(
                  Baseline.Key.class,
                  Field.group("group"),
                  Field.name("query"),
                  Field.object("cohort", Shapes.COHORT))),
          Field.integer("version", 1),
          Field.flat(
              Shape.of(
                  Baseline.Origin.class,
                  Field.time("taken_at"),
                  Field.nameOrEmpty("taken_by"),
                  Field.sentence("source").orElse(""))),
          ANSWERS,
          Field.flag("withdrawn").orElse(false),
          Shapes.SIGNATURES);

  public BaselineCodec() {
    super(SHAPE, MAX_BYTES, "take the baseline from fewer instances");
  }

  private static String json(List<Observation> answers) {
    byte[] json =
        Encoding.bytes(
            out -> {
              out.writeStartArray();
              for (Observation answer : answers) {
                ObservationCodec.write(out, answer);
              }
              out.writeEndArray();
            });
    return new String(json, UTF_8);
  }

  @Override
  Baseline read(JsonParser parser) throws IOException, MalformedRecord {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecord(
          "%s where a baseline, a JSON object, is required".formatted(Tokens.name(parser)));
    }
    ObjectNode rest = Nodes.object();
    List<Observation> answers = null;
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      parser.nextToken();
      boolean again;
      if (field.equals(ANSWERS.name())) {
        again = answers != null;
        answers = answers(parser);
      } else {
        again = rest.replace(field, Json.trees().readTree(parser)) != null;
      }
      if (again) {
        throw new MalformedRecord("\"%s\" stands twice".formatted(SafeText.excerpt(field)));
      }
    }
    if (answers == null) {
      throw new MalformedRecord("missing \"answers\"");
    }
    return SHAPE.read(Fields.of(rest)).with(answers);
  }

  private static List<Observation> answers(JsonParser parser) throws IOException, MalformedRecord {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new MalformedRecord(
          "\"answers\": %s where an array is required".formatted(Tokens.name(parser)));
    }
    List<Observation> answers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      try {
        answers.add(ObservationCodec.read(parser));
      } catch (MalformedRecord e) {
        throw new MalformedRecord("answer %s: %s".formatted(answers.size() + 1, e.getMessage()));
      }
    }
    return List.copyOf(answers);
  }

  @Override
  void check(Baseline baseline) throws MalformedRecord {
    for (Observation answer : baseline.answers()) {
      boolean counts = answer.coverage() == Coverage.OK && answer.part().isWhole();
      if (!counts || !answer.query().equals(baseline.query())) {
        throw new MalformedRecord(
            "the answer of \"%s\" is not a whole, ok answer to \"%s\""
                .formatted(
                    SafeText.excerpt(answer.instance().instanceId()),
                    SafeText.excerpt(baseline.query())));
      }
    }
    if (baseline.version() > Baseline.LAST_VERSION) {
      throw new MalformedRecord(
          "\"version\" is %d, after which none could follow".formatted(baseline.version()));
    }
    if (baseline.withdrawn() && !baseline.answers().isEmpty()) {
      throw new MalformedRecord("what is \"withdrawn\" has no answers");
    }
  }
}
