package io.diffy.schemas.json;

import static io.diffy.schemas.Evaluation.Learnt.NOTHING;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Evaluations as JSON: {@code evaluation.schema.json} says the fields. */
public final class EvaluationCodec implements Codec<Evaluation> {
  /** Largest record read, in bytes: 4 MiB, a group of some 40,000 instances. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  @Override
  public byte[] encode(Evaluation evaluation) {
    return Encoding.bytes(json -> write(json, evaluation));
  }

  @Override
  public Evaluation decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(bytes, MAX_BYTES, "divide the group", EvaluationCodec::read);
  }

  private static Evaluation read(JsonParser parser) throws IOException, MalformedRecord {
    Fields fields = Fields.read(parser);
    return new Evaluation(
        fields.group("group"),
        fields.name("query"),
        fields.time("evaluated_at"),
        fields.time("window_start"),
        fields.nameOrEmpty("round_id"),
        fields.names("covered"),
        readAbsent(fields),
        readBaselines(fields),
        fields.names("open_findings"),
        readRanked(fields),
        fields.has("overflow") ? fields.integer("overflow", 0, Integer.MAX_VALUE) : 0,
        fields.has("learnt_volatile") ? readLearnt(fields.object("learnt_volatile")) : NOTHING);
  }

  private static List<Evaluation.Absent> readAbsent(Fields fields) throws MalformedRecord {
    List<Evaluation.Absent> absent = new ArrayList<>();
    for (Fields one : fields.objects("absent")) {
      absent.add(new Evaluation.Absent(one.name("instance_id"), one.sentence("reason")));
    }
    return List.copyOf(absent);
  }

  private static List<Evaluation.CohortBaseline> readBaselines(Fields fields)
      throws MalformedRecord {
    List<Evaluation.CohortBaseline> used = new ArrayList<>();
    for (Fields one : fields.objects("baselines")) {
      used.add(
          new Evaluation.CohortBaseline(
              one.sentence("cohort"),
              one.integer("version", 1, Integer.MAX_VALUE),
              one.time("taken_at")));
    }
    return List.copyOf(used);
  }

  private static List<Evaluation.Ranked> readRanked(Fields fields) throws MalformedRecord {
    List<Evaluation.Ranked> ranked = new ArrayList<>();
    for (Fields one : fields.objects("ranked")) {
      ranked.add(
          new Evaluation.Ranked(
              one.name("instance_id"),
              one.number("score"),
              one.integer("findings", 0, Integer.MAX_VALUE)));
    }
    return List.copyOf(ranked);
  }

  private static Evaluation.Learnt readLearnt(Fields fields) throws MalformedRecord {
    List<Evaluation.LearntColumn> columns = new ArrayList<>();
    for (Fields one : fields.objects("columns")) {
      columns.add(
          new Evaluation.LearntColumn(
              one.sentence("column"),
              one.number("share"),
              one.integer("things", 0, Integer.MAX_VALUE),
              one.integer("of", 0, Integer.MAX_VALUE),
              one.has("kept")));
    }
    return new Evaluation.Learnt(fields.nameOrEmpty("version"), List.copyOf(columns));
  }

  private static void write(JsonGenerator json, Evaluation evaluation) throws IOException {
    json.writeStartObject();
    json.writeStringField("group", evaluation.group().toString());
    json.writeStringField("query", evaluation.query());
    json.writeStringField("evaluated_at", evaluation.evaluatedAt().toString());
    json.writeStringField("window_start", evaluation.windowStart().toString());
    Encoding.text(json, "round_id", evaluation.roundId());
    Encoding.texts(json, "covered", evaluation.covered());
    json.writeArrayFieldStart("absent");
    for (Evaluation.Absent absent : evaluation.absent()) {
      json.writeStartObject();
      json.writeStringField("instance_id", absent.instanceId());
      json.writeStringField("reason", Encoding.sentence(absent.reason()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("baselines");
    for (Evaluation.CohortBaseline used : evaluation.baselineVersions()) {
      json.writeStartObject();
      json.writeStringField("cohort", Encoding.sentence(used.cohort()));
      json.writeNumberField("version", used.version());
      json.writeStringField("taken_at", used.takenAt().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    Encoding.texts(json, "open_findings", evaluation.openFindings());
    json.writeArrayFieldStart("ranked");
    for (Evaluation.Ranked ranked : evaluation.ranked()) {
      json.writeStartObject();
      json.writeStringField("instance_id", ranked.instanceId());
      Encoding.number(json, "score", ranked.score());
      json.writeNumberField("findings", ranked.findings());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("overflow", evaluation.overflow());
    if (!evaluation.learnt().equals(NOTHING)) {
      writeLearnt(json, evaluation.learnt());
    }
    json.writeEndObject();
  }

  private static void writeLearnt(JsonGenerator json, Evaluation.Learnt learnt) throws IOException {
    json.writeObjectFieldStart("learnt_volatile");
    Encoding.text(json, "version", learnt.version());
    json.writeArrayFieldStart("columns");
    for (Evaluation.LearntColumn column : learnt.columns()) {
      json.writeStartObject();
      json.writeStringField("column", Encoding.sentence(column.column()));
      Encoding.number(json, "share", column.share());
      json.writeNumberField("things", column.things());
      json.writeNumberField("of", column.of());
      if (column.kept()) {
        json.writeBooleanField("kept", true);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
