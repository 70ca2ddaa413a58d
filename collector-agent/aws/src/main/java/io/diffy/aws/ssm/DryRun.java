package io.diffy.aws.ssm;

import io.diffy.plugin.CollectionPlugin.Order;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would be done, for a person. Without a call to AWS. */
final class DryRun {
  private DryRun() {}

  static List<String> lines(Order order, SsmSettings settings, Optional<SsmRun> begun) {
    SsmRun run = begun.orElseGet(() -> fresh(order, settings));
    List<String> lines = new ArrayList<>();
    if (begun.isPresent()) {
      lines.add(
          "run %s was begun at %s: it would be finished, not sent again"
              .formatted(run.id(), run.begun()));
    }
    lines.add(
        "document %s, at once on %d, may take %d s, delivery %d s"
            .formatted(
                (settings.document().name() + " " + settings.document().version()).strip(),
                settings.concurrency(),
                order.patience().toSeconds(),
                settings.delivery().toSeconds()));
    byte[] script = order.payload().script().getBytes(StandardCharsets.UTF_8);
    lines.add("script of " + script.length + " bytes:");
    order.payload().shown().lines().map(line -> "  " + line).forEach(lines::add);
    lines.add(
        run.output().isInline()
            ? "output inline, cut after 24,000 characters: aws.s3.bucket is not set"
            : "output to s3://%s/%s/".formatted(run.output().bucket(), run.output().prefix()));
    for (CommandBatch batch : run.batches()) {
      if (batch.isOpen()) {
        lines.add(
            "%s: SendCommand \"%s\" to %d instances, those that have no agent left out: %s"
                .formatted(
                    batch.place(),
                    CommandComment.of(run.id(), batch.number(), order.incidentId()),
                    batch.ids().size(),
                    String.join(" ", batch.ids())));
      } else if (batch.state() == CommandBatch.State.SENT) {
        lines.add(
            "%s: command %s to %d instances would be watched to its end"
                .formatted(batch.place(), batch.commandId(), batch.ids().size()));
      }
    }
    for (Member member : run.members()) {
      if (!member.isAsked()) {
        lines.add(
            "not asked: %s: %s"
                .formatted(MaskedText.of(member.id(), 40), MaskedText.of(member.reason())));
      }
    }
    return lines;
  }

  private static SsmRun fresh(Order order, SsmSettings settings) {
    return SsmRun.planned(
        order.runId(),
        Instant.EPOCH,
        settings.output(order.runId()),
        settings.patience(order.patience()),
        order.targets().stream().map(TargetEligibility::unasked).toList());
  }
}
