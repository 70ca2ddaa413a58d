package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Baselines as JSON: {@code baseline.schema.json} says the fields. */
public final class BaselineCodec implements Codec<Baseline> {
  /** Largest record read, in bytes: 8 MiB, room for two of the largest answers. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  @Override
  public byte[] encode(Baseline baseline) {
    return Encoding.bytes(json -> write(json, baseline));
  }

  @Override
  public Baseline decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(
        bytes, MAX_BYTES, "take the baseline from fewer instances", BaselineCodec::read);
  }

  private static Baseline read(JsonParser parser) throws IOException, MalformedRecord {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecord(
          "%s where a baseline, a JSON object, is required".formatted(Tokens.name(parser)));
    }
    // Only the answers are big: they are streamed, the rest is small enough for a tree.
    ObjectNode rest = Json.mapper().createObjectNode();
    List<Observation> answers = null;
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      parser.nextToken();
      boolean again;
      if (field.equals("answers")) {
        again = answers != null;
        answers = readAnswers(parser);
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
    return baseline(Fields.of(rest), answers);
  }

  private static List<Observation> readAnswers(JsonParser parser)
      throws IOException, MalformedRecord {
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
    return answers;
  }

  private static Baseline baseline(Fields fields, List<Observation> answers)
      throws MalformedRecord {
    String query = fields.name("query");
    for (Observation answer : answers) {
      requireCounts(answer, query);
    }
    boolean withdrawn = fields.flag("withdrawn");
    if (withdrawn && !answers.isEmpty()) {
      throw new MalformedRecord("what is \"withdrawn\" has no answers");
    }
    Fields cohort = fields.object("cohort");
    return new Baseline(
        fields.group("group"),
        query,
        new Cohort(
            cohort.nameOrEmpty("ami"),
            cohort.nameOrEmpty("launch_version"),
            cohort.nameOrEmpty("instance_type")),
        fields.integer("version", 1, Integer.MAX_VALUE),
        fields.time("taken_at"),
        fields.nameOrEmpty("taken_by"),
        fields.sentence("source"),
        List.copyOf(answers),
        withdrawn,
        Signatures.read(fields));
  }

  private static void requireCounts(Observation answer, String query) throws MalformedRecord {
    boolean counts = answer.coverage() == Coverage.OK && answer.part().isWhole();
    if (!counts || !answer.query().equals(query)) {
      throw new MalformedRecord(
          "the answer of \"%s\" is not a whole, ok answer to \"%s\""
              .formatted(
                  SafeText.excerpt(answer.instance().instanceId()), SafeText.excerpt(query)));
    }
  }

  private static void write(JsonGenerator json, Baseline baseline) throws IOException {
    json.writeStartObject();
    json.writeStringField("group", baseline.group().toString());
    json.writeStringField("query", baseline.query());
    json.writeObjectFieldStart("cohort");
    Encoding.text(json, "ami", baseline.cohort().ami());
    Encoding.text(json, "launch_version", baseline.cohort().launchVersion());
    Encoding.text(json, "instance_type", baseline.cohort().instanceType());
    json.writeEndObject();
    json.writeNumberField("version", baseline.version());
    json.writeStringField("taken_at", baseline.takenAt().toString());
    Encoding.text(json, "taken_by", baseline.takenBy());
    Encoding.text(json, "source", baseline.source());
    json.writeArrayFieldStart("answers");
    for (Observation answer : baseline.answers()) {
      ObservationCodec.write(json, answer);
    }
    json.writeEndArray();
    if (baseline.withdrawn()) {
      json.writeBooleanField("withdrawn", true);
    }
    Signatures.write(json, baseline.signatures());
    json.writeEndObject();
  }
}
