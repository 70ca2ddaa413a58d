package io.diffy.plugins.payload;

import io.diffy.agent.osquery.OsqueryRows;
import io.diffy.agent.osquery.Printable;
import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin.Order;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.PackQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks osqueryi the queries of a pack.
 *
 * @param order what for
 * @param asked the pack's queries for Linux, in its order
 * @param script what runs
 * @param shown the same without the address of a package
 */
record OsqueryPayload(
    Order order, List<PackQuery> asked, PayloadLimits limits, String script, String shown)
    implements Payload {
  private static final String PROGRAM = "osqueryi";

  @Override
  public List<String> queries() {
    return asked.stream().map(PackQuery::name).sorted().toList();
  }

  /** None where the pack's discovery found that it does not apply. */
  @Override
  public List<Observation> read(Instance instance, byte[] output, Instant at) throws BadOutput {
    PayloadDocument document = PayloadDocument.read(output, order.runId(), instance, limits, at);
    PayloadObservations answers =
        new PayloadObservations(instance, document, PROGRAM, limits, order.incidentId());
    List<Block> blocks = document.blocks();
    int discovered = (int) blocks.stream().takeWhile(block -> block.name().isEmpty()).count();
    if (discovered > order.pack().discovery().size()) {
      throw new BadOutput("it answers what was not asked", false);
    }
    if (discovered > 0 && blocks.size() == discovered) {
      return notApplying(blocks.get(discovered - 1), answers, at);
    }
    List<String> names = blocks.stream().skip(discovered).map(Block::name).toList();
    if (!names.equals(asked.stream().map(PackQuery::name).toList())
        || discovered != order.pack().discovery().size()) {
      throw new BadOutput("it does not answer each query once", false);
    }
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      observations.add(answer(blocks.get(discovered + i), asked.get(i), answers));
    }
    return observations;
  }

  private List<Observation> notApplying(Block last, PayloadObservations answers, Instant at) {
    if (last.succeeded()) {
      return List.of();
    }
    String reason =
        "discovery of pack %s: %s"
            .formatted(Printable.of(order.pack().name()), answers.reason(last));
    return asked.stream()
        .map(
            query ->
                answers.failed(
                    new Block(query.name(), at, 0, last.exit(), "", ""),
                    reason,
                    query.intervalSeconds()))
        .toList();
  }

  private static Observation answer(Block block, PackQuery query, PayloadObservations answers) {
    return answers.answer(
        block,
        query.intervalSeconds(),
        output -> OsqueryRows.parse(output, PayloadLimits.MAX_CELLS),
        rows ->
            rows.isEmpty() && !block.errors().isBlank()
                ? "osqueryi printed no rows but complained" + PayloadObservations.said(block)
                : "");
  }

  @Override
  public Optional<String> voucher(byte[] output) {
    return Optional.of(PayloadDocument.voucher(output, order.runId()));
  }

  /** Not the script: it may hold an address that is a secret. */
  @Override
  public String toString() {
    return "osquery payload of run " + order.runId();
  }
}
