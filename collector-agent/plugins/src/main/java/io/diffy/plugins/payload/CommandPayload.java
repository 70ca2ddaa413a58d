package io.diffy.plugins.payload;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
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
    PayloadDocument document = PayloadDocument.read(output, runId, instance, limits, at);
    if (document.blocks().size() != 1 || !document.blocks().get(0).name().equals(name)) {
      throw new BadOutput("it does not answer what was asked", false);
    }
    return List.of(
        new PayloadObservations(instance, document, "the command", limits, incidentId)
            .answer(
                document.blocks().get(0),
                0,
                format::read,
                rows ->
                    rows.size() > PayloadLimits.MAX_CELLS
                        ? "more than " + PayloadLimits.MAX_CELLS + " lines"
                        : ""));
  }

  @Override
  public Optional<String> voucher(byte[] output) {
    return Optional.of(PayloadDocument.voucher(output, runId));
  }

  @Override
  public String toString() {
    return "command payload of run " + runId;
  }
}
