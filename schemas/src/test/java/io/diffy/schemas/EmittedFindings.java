package io.diffy.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What holds for every event that ever comes out: it is valid against {@code finding.schema.json}
 * and, with {@code -Dshared.data=DIR}, against all of OCSF 1.8.0 ({@code
 * DIR/ocsf/detection_finding.lean.schema.json}); and the events of one finding share its uid, begin
 * with the one that creates it, and are numbered without a gap.
 */
public final class EmittedFindings {
  private static final int CREATE = 1;
  private static final String DATA = System.getProperty("shared.data", "");

  private final Map<String, Integer> sequences = new HashMap<>();
  private final Set<String> events = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();

  /** What is wrong with events that came in this order; nothing when all is well. */
  public static List<String> wrongWith(Iterable<String> lines) {
    EmittedFindings emitted = new EmittedFindings();
    lines.forEach(line -> emitted.add(line.getBytes(UTF_8)));
    return emitted.wrong();
  }

  /** The next event, as it lies on its topic. */
  public void add(byte[] event) {
    for (String error : errors(event)) {
      wrong.add(error + " in " + new String(event, UTF_8));
    }
    try {
      follow(Json.mapper().readTree(event));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong so far. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  private void follow(JsonNode event) {
    String uid = event.at("/finding_info/uid").asText();
    int before = sequences.getOrDefault(uid, 0);
    int sequence = event.at("/metadata/sequence").asInt();
    boolean creates = event.get("activity_id").asInt() == CREATE;
    if (sequence != before + 1) {
      wrong.add(uid + ": event " + sequence + " after " + before);
    }
    if (creates != (before == 0)) {
      wrong.add(uid + ": " + event.get("activity_name") + " is event " + sequence);
    }
    if (event.get("is_alert").asBoolean() != creates) {
      wrong.add(uid + ": only the first event raises an alert");
    }
    if (!events.add(event.at("/metadata/uid").asText())) {
      wrong.add(uid + ": two events of one uid");
    }
    sequences.put(uid, sequence);
  }

  private static List<String> errors(byte[] event) {
    List<String> errors = new ArrayList<>(TestSchemas.errors("finding", event));
    if (!DATA.isEmpty()) {
      errors.addAll(
          Ocsf.SCHEMA.validate(new String(event, UTF_8), InputFormat.JSON).stream()
              .map(Error::toString)
              .toList());
    }
    return errors;
  }

  /** Read when it is first needed: compiling it takes a second. */
  private static final class Ocsf {
    private static final Schema SCHEMA = read();

    private static Schema read() {
      try {
        Path file = Path.of(DATA, "ocsf", "detection_finding.lean.schema.json");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(file, UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
