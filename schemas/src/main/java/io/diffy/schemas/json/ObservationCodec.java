package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Observations as JSON: {@code observation.schema.json} says the fields. Fields with their default
 * (empty text, whole, {@code ok}) are not written; unknown ones are kept.
 */
public final class ObservationCodec implements Codec<Observation> {
  /** Largest record read, in bytes: 4 MiB. A bigger answer goes in parts. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Most parts of one answer. */
  public static final int MAX_PARTS = 1000;

  /** An error is cut to this many characters; the rest of a stack trace helps nobody. */
  public static final int MAX_ERROR = 4096;

  /** The fields that this version knows. */
  public static final Set<String> FIELDS =
      Set.of(
          """
          asg account region instance_id launch_version ami instance_type az hostname
          private_ip query collected_at coverage error interval_seconds round_id snapshot_id
          part parts rows
          """
              .strip()
              .split("\\s+"));

  @Override
  public byte[] encode(Observation observation) {
    return Encoding.bytes(json -> write(json, observation));
  }

  @Override
  public Observation decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(
        bytes, MAX_BYTES, "send it in parts (snapshot_id, part, parts)", ObservationCodec::read);
  }

  static Observation read(JsonParser parser) throws IOException, MalformedRecord {
    return new ObservationReader(parser, true).read();
  }

  /** An array of rows that was read before, once more. */
  static List<Map<String, String>> rows(byte[] bytes, int from, int to) {
    try (JsonParser parser =
        Json.factory().createParser(Utf8.checked(Arrays.copyOfRange(bytes, from, to)))) {
      return new RowReader(parser, true).read();
    } catch (IOException | MalformedRecord e) {
      throw new IllegalStateException("rows that were read before can't be read again", e);
    }
  }

  static void write(JsonGenerator json, Observation observation) throws IOException {
    json.writeStartObject();
    writeInstance(json, observation.instance());
    json.writeStringField("query", SafeText.wellFormed(observation.query()));
    json.writeStringField("collected_at", observation.collectedAt().toString());
    if (observation.coverage() != Coverage.OK) {
      json.writeStringField("coverage", observation.coverage().word());
    }
    Encoding.text(json, "error", SafeText.cut(observation.error(), MAX_ERROR));
    if (observation.intervalSeconds() > 0) {
      json.writeNumberField("interval_seconds", observation.intervalSeconds());
    }
    Encoding.text(json, "round_id", observation.roundId());
    writePart(json, observation.part());
    writeMore(json, observation);
    writeRows(json, observation.rows());
    json.writeEndObject();
  }

  private static void writeRows(JsonGenerator json, List<Map<String, String>> rows)
      throws IOException {
    if (rows instanceof RowsText text && json.getOutputTarget() instanceof OutputStream out) {
      json.writeFieldName("rows");
      // Nothing but the colon; the bytes go past the generator, which would copy them twice.
      json.writeRawValue("");
      json.flush();
      out.write(text.json());
      return;
    }
    json.writeArrayFieldStart("rows");
    for (Map<String, String> row : rows) {
      Encoding.row(json, row);
    }
    json.writeEndArray();
  }

  static void writeInstance(JsonGenerator json, Instance instance) throws IOException {
    json.writeStringField("asg", SafeText.wellFormed(instance.asg()));
    Encoding.text(json, "account", instance.account());
    Encoding.text(json, "region", instance.region());
    json.writeStringField("instance_id", SafeText.wellFormed(instance.instanceId()));
    Encoding.text(json, "launch_version", instance.launchVersion());
    Encoding.text(json, "ami", instance.ami());
    Encoding.text(json, "instance_type", instance.instanceType());
    Encoding.text(json, "az", instance.az());
    Encoding.text(json, "hostname", instance.hostname());
    Encoding.text(json, "private_ip", instance.privateIp());
  }

  private static void writePart(JsonGenerator json, Observation.Part part) throws IOException {
    if (!part.equals(Observation.Part.WHOLE)) {
      Encoding.text(json, "snapshot_id", part.snapshotId());
      json.writeNumberField("part", part.number());
      json.writeNumberField("parts", part.of());
    }
  }

  private static void writeMore(JsonGenerator json, Observation observation) throws IOException {
    for (var field : observation.more().entrySet()) {
      if (FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException(
            "\"" + field.getKey() + "\" is a field of its own, not one of the unknown");
      }
      json.writeFieldName(field.getKey());
      json.writeRawValue(field.getValue());
    }
  }
}
