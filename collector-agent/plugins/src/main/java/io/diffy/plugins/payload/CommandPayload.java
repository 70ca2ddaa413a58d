package io.diffy.plugins.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.diffy.agent.osquery.Printable;
import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs one command.
 *
 * @param name of the query its rows answer
 */
record CommandPayload(
    String runId,
    String incidentId,
    String name,
    CommandRows format,
    PayloadLimits limits,
    String script)
    implements Payload {

  @Override
  public List<String> queries() {
    return List.of(name);
  }

  @Override
  public List<Observation> read(Instance instance, byte[] output, Instant at) throws BadOutput {
    PayloadDocument document = PayloadDocument.read(output, runId, limits, at);
    if (document.blocks().size() != 1 || !document.blocks().get(0).name().equals(name)) {
      throw new BadOutput("it does not answer what was asked", false);
    }
    return List.of(
        answer(
            document.blocks().get(0),
            new PayloadObservations(instance, document, "the command", limits, incidentId)));
  }

  private Observation answer(Block block, PayloadObservations answers) {
    Optional<Observation> failure = answers.failure(block, 0);
    if (failure.isPresent()) {
      return failure.get();
    }
    try {
      List<Map<String, String>> rows = format.read(block.out());
      return rows.size() > PayloadLimits.MAX_CELLS
          ? answers.truncated(block, "more than " + PayloadLimits.MAX_CELLS + " lines", 0)
          : answers.ok(block, rows, 0);
    } catch (JsonProcessingException e) {
      String problem = Printable.of(e.getOriginalMessage());
      return answers.failed(
          block,
          "the command printed no JSON array of rows: " + problem + PayloadObservations.said(block),
          0);
    }
  }

  @Override
  public String toString() {
    return "command payload of run " + runId;
  }
}
