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
    List<String> lines = new ArrayList<>();
    begun.ifPresent(
        run ->
            lines.add(
                "run "
                    + run.id()
                    + " was begun at "
                    + run.begun()
                    + ": it would be finished, not sent again"));
    SsmRun run = begun.orElseGet(() -> fresh(order, settings));
    lines.add(
        "document "
            + settings.document()
            + (settings.documentVersion().isEmpty() ? "" : " " + settings.documentVersion())
            + ", at once on "
            + settings.concurrency()
            + ", may take "
            + order.patience().toSeconds()
            + " s, delivery "
            + settings.delivery().toSeconds()
            + " s");
    byte[] script = order.payload().script().getBytes(StandardCharsets.UTF_8);
    lines.add("script of " + script.length + " bytes:");
    order.payload().shown().lines().map(line -> "  " + line).forEach(lines::add);
    lines.add(
        run.output().isInline()
            ? "output inline, cut after 24,000 characters: aws.s3.bucket is not set"
            : "output to s3://" + run.output().bucket() + "/" + run.output().prefix() + "/");
    for (CommandBatch batch : run.batches()) {
      if (batch.isOpen()) {
        lines.add(
            batch.place()
                + ": SendCommand \""
                + CommandComment.of(run.id(), batch.number(), order.incidentId())
                + "\" to "
                + batch.ids().size()
                + " instances, those that have no agent left out: "
                + String.join(" ", batch.ids()));
      } else if (batch.state() == CommandBatch.State.SENT) {
        lines.add(
            batch.place()
                + ": command "
                + batch.commandId()
                + " to "
                + batch.ids().size()
                + " instances would be watched to its end");
      }
    }
    for (Member member : run.members()) {
      if (!member.isAsked()) {
        lines.add(
            "not asked: " + MaskedText.of(member.id(), 40) + ": " + MaskedText.of(member.reason()));
      }
    }
    return lines;
  }

  private static SsmRun fresh(Order order, SsmSettings settings) {
    return SsmRun.planned(
        order.runId(),
        Instant.EPOCH,
        OutputLocation.of(settings.bucket(), settings.prefix(), order.runId()),
        settings.patience(order.patience()),
        order.targets().stream().map(TargetEligibility::unasked).toList());
  }
}
