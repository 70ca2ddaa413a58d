package io.diffy.plugins.payload;

import com.fasterxml.jackson.databind.node.TextNode;
import io.diffy.agent.collect.Redactor;
import io.diffy.agent.osquery.Printable;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.Observation.Trigger;
import io.diffy.schemas.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes observations of what an instance printed. Secrets in it are masked here, before anything is
 * kept; what the payload itself left in the tables of processes is left out.
 *
 * @param program what to call the program in messages
 */
record PayloadObservations(
    Instance instance,
    PayloadDocument document,
    String program,
    PayloadLimits limits,
    String incidentId) {
  private static final String INCIDENT = "incident_id";

  Observation ok(Block block, List<Map<String, String>> rows, int interval) {
    return observation(block, Coverage.OK, "", interval, withoutOwn(Redactor.redact(rows)));
  }

  Observation truncated(Block block, String reason, int interval) {
    return observation(block, Coverage.TRUNCATED, reason, interval, List.of());
  }

  Observation failed(Block block, String reason, int interval) {
    return observation(block, Coverage.ERROR, reason, interval, List.of());
  }

  /** The observation of a block that has no rows; empty when the program ended well. */
  Optional<Observation> failure(Block block, int interval) {
    return switch (block.exit()) {
      case 0 -> Optional.empty();
      case Block.TOO_MUCH ->
          Optional.of(
              truncated(
                  block,
                  "%s printed more than %d bytes; ask for fewer rows or columns"
                      .formatted(program, limits.maxBytes()),
                  interval));
      case Block.ALL_TOO_MUCH ->
          Optional.of(
              truncated(
                  block,
                  "all answers together are more than %d bytes; ask for fewer rows or columns"
                      .formatted(limits.maxTotal()),
                  interval));
      default -> Optional.of(failed(block, reason(block), interval));
    };
  }

  /** Why a block has no rows, in a sentence. */
  String reason(Block block) {
    return switch (block.exit()) {
      case Block.OUT_OF_TIME ->
          "not asked: the %d s for all queries were over".formatted(limits.totalSeconds());
      case Block.STOPPED ->
          "%s took longer than it may (%d s, all queries %d s) and was stopped"
              .formatted(program, limits.querySeconds(), limits.totalSeconds());
      default -> "%s ended with exit code %d%s".formatted(program, block.exit(), said(block));
    };
  }

  static String said(Block block) {
    String said = Printable.of(block.errors());
    return said.isEmpty() ? "" : ": " + said;
  }

  private Observation observation(
      Block block, Coverage coverage, String error, int interval, List<Map<String, String>> rows) {
    Map<String, String> more =
        incidentId.isEmpty() ? Map.of() : Map.of(INCIDENT, Json.text(TextNode.valueOf(incidentId)));
    return new Observation(
        instance,
        block.name(),
        block.at(),
        new Status(coverage, Redactor.redact(error)),
        Trigger.every(interval),
        Part.WHOLE,
        rows,
        more);
  }

  private List<Map<String, String>> withoutOwn(List<Map<String, String>> rows) {
    Set<String> own = new HashSet<>();
    own.add(Long.toString(document.pid()));
    document.blocks().forEach(block -> own.add(Long.toString(block.pid())));
    // Nobody's; and the parent of the first process.
    own.remove("0");
    return rows.stream()
        .filter(row -> !own.contains(row.get("pid")) && !own.contains(row.get("parent")))
        .toList();
  }
}
