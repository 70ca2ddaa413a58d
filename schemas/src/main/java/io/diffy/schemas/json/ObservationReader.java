package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.Observation.Trigger;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one observation from a parser; made anew for each. */
final class ObservationReader {
  private static final int MAX_INTERVAL = 366 * 24 * 60 * 60;

  private static final List<String> REQUIRED =
      List.of("asg", "instance_id", "query", "collected_at", "rows");

  private final JsonParser parser;
  private final boolean keepRows;

  private final Set<String> seen = new HashSet<>();
  private String asg;
  private String account = "";
  private String region = "";
  private String instanceId;
  private String launchVersion = "";
  private String ami = "";
  private String instanceType = "";
  private String az = "";
  private String hostname = "";
  private String privateIp = "";
  private String query;
  private Instant collectedAt;
  private Coverage coverage = Coverage.OK;
  private String error = "";
  private int intervalSeconds;
  private String roundId = "";
  private String snapshotId;
  private Integer part;
  private Integer parts;
  private List<Map<String, String>> rows;
  private final Map<String, String> more = new LinkedHashMap<>();

  ObservationReader(JsonParser parser, boolean keepRows) {
    this.parser = parser;
    this.keepRows = keepRows;
  }

  /** Reads the object the parser stands on, to its closing brace. */
  Observation read() throws IOException, MalformedRecord {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecord(
          "%s where an observation, a JSON object, is required".formatted(Tokens.name(parser)));
    }
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      readField(field);
    }
    requireAll();
    return new Observation(
        new Instance(
            new GroupKey(account, region, asg),
            instanceId,
            new Cohort(ami, launchVersion, instanceType),
            new Address(az, hostname, privateIp)),
        query,
        collectedAt,
        new Status(coverage, error),
        new Trigger(intervalSeconds, roundId),
        readPart(),
        rows,
        more.isEmpty() ? Map.of() : Collections.unmodifiableMap(more));
  }

  private void readField(String field) throws IOException, MalformedRecord {
    if (!seen.add(field)) {
      throw new MalformedRecord("\"%s\" stands twice".formatted(SafeText.excerpt(field)));
    }
    switch (field) {
      case "asg" -> asg = Checks.keyPart(field, string(field));
      case "account" -> account = Checks.keyPart(field, string(field));
      case "region" -> region = Checks.keyPart(field, string(field));
      case "instance_id" -> instanceId = Checks.name(field, string(field));
      case "launch_version" -> launchVersion = Checks.name(field, string(field));
      case "ami" -> ami = Checks.name(field, string(field));
      case "instance_type" -> instanceType = Checks.name(field, string(field));
      case "az" -> az = Checks.name(field, string(field));
      case "hostname" -> hostname = Checks.name(field, string(field));
      case "private_ip" -> privateIp = Checks.name(field, string(field));
      case "query" -> query = Checks.name(field, string(field));
      case "collected_at" -> collectedAt = Checks.time(field, string(field));
      case "coverage" -> coverage = Checks.word(field, string(field), Coverage.class);
      case "error" -> error = SafeText.cut(string(field), ObservationCodec.MAX_ERROR);
      case "interval_seconds" -> intervalSeconds = integer(field, 0, MAX_INTERVAL);
      case "round_id" -> roundId = Checks.name(field, string(field));
      case "snapshot_id" -> snapshotId = Checks.name(field, string(field));
      case "part" -> part = integer(field, 1, ObservationCodec.MAX_PARTS);
      case "parts" -> parts = integer(field, 1, ObservationCodec.MAX_PARTS);
      case "rows" -> rows = new RowReader(parser, keepRows).read();
      default -> {
        parser.nextToken();
        more.put(field, Json.text(Json.trees().readTree(parser)));
      }
    }
  }

  private String string(String field) throws IOException, MalformedRecord {
    String text = parser.nextTextValue();
    if (text == null) {
      throw new MalformedRecord(
          "\"%s\": %s where a string is required".formatted(field, Tokens.name(parser)));
    }
    return text;
  }

  private int integer(String field, int min, int max) throws IOException, MalformedRecord {
    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedRecord(
          "\"%s\": %s where a whole number is required".formatted(field, Tokens.name(parser)));
    }
    return Checks.range(field, parser.getBigIntegerValue(), min, max);
  }

  private void requireAll() throws MalformedRecord {
    Checks.present(REQUIRED, seen);
    Checks.notEmpty("asg", asg);
    Checks.notEmpty("instance_id", instanceId);
    Checks.notEmpty("query", query);
  }

  private Part readPart() throws MalformedRecord {
    int of = parts == null ? 1 : parts;
    if (of == 1 && part == null && snapshotId == null) {
      return Part.WHOLE;
    }
    if (of > 1 && (part == null || snapshotId == null || snapshotId.isEmpty())) {
      throw new MalformedRecord(
          "\"parts\": %s parts need \"snapshot_id\" and \"part\"".formatted(of));
    }
    int number = part == null ? 1 : part;
    if (number > of) {
      throw new MalformedRecord("\"part\": %s of %s parts".formatted(number, of));
    }
    return new Part(snapshotId == null ? "" : snapshotId, number, of);
  }
}
