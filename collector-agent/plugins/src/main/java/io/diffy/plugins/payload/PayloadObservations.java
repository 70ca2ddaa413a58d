package io.diffy.plugins.payload;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

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

  /** Reads rows of what a program printed. */
  interface RowReader {
    List<Map<String, String>> read(String output) throws JsonProcessingException;
  }

  /**
   * The observation of a block, whatever it tells.
   *
   * @param doubt why the rows are not all of them; empty when nothing speaks against it
   */
  Observation answer(
      Block block,
      int interval,
      RowReader reader,
      Function<List<Map<String, String>>, String> doubt) {
    return switch (block.exit()) {
      case 0 -> answered(block, interval, reader, doubt);
      case Block.TOO_MUCH ->
          truncated(
              block,
              "%s printed more than %d bytes; ask for fewer rows or columns"
                  .formatted(program, limits.maxBytes()),
              interval);
      case Block.ALL_TOO_MUCH ->
          truncated(
              block,
              "all answers together are more than %d bytes; ask for fewer rows or columns"
                  .formatted(limits.maxTotal()),
              interval);
      default -> failed(block, reason(block), interval);
    };
  }

  private Observation answered(
      Block block,
      int interval,
      RowReader reader,
      Function<List<Map<String, String>>, String> doubt) {
    try {
      List<Map<String, String>> rows = reader.read(block.out());
      String problem = doubt.apply(rows);
      return problem.isEmpty()
          ? observation(block, Status.OK, interval, withoutOwn(block, Redactor.redact(rows)))
          : truncated(block, problem, interval);
    } catch (JsonProcessingException e) {
      String problem = Printable.of(e.getOriginalMessage());
      return failed(
          block,
          "%s printed no JSON array of rows: %s%s".formatted(program, problem, said(block)),
          interval);
    }
  }

  Observation failed(Block block, String reason, int interval) {
    Status error = new Status(Coverage.ERROR, Redactor.redact(reason));
    return observation(block, error, interval, List.of());
  }

  private Observation truncated(Block block, String reason, int interval) {
    Status truncated = new Status(Coverage.TRUNCATED, Redactor.redact(reason));
    return observation(block, truncated, interval, List.of());
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
      Block block, Status status, int interval, List<Map<String, String>> rows) {
    return new Observation(
        instance,
        block.name(),
        block.at(),
        status,
        Trigger.every(interval),
        Part.WHOLE,
        rows,
        incidentId.isEmpty()
            ? Map.of()
            : Map.of(INCIDENT, Json.text(TextNode.valueOf(incidentId))));
  }

  /**
   * Without the shell, which lived through all of it, and the program that printed these rows. What
   * an earlier query's program had as its pid may be anybody's by now.
   */
  private List<Map<String, String>> withoutOwn(Block block, List<Map<String, String>> rows) {
    Set<String> own =
        Stream.of(document.pid(), block.pid())
            // Nobody's, and of the first process, whom every orphan has for a parent.
            .filter(pid -> pid > 1)
            .map(String::valueOf)
            .collect(toSet());
    return rows.stream()
        .filter(row -> !own.contains(row.get("pid")) && !own.contains(row.get("parent")))
        .toList();
  }
}
