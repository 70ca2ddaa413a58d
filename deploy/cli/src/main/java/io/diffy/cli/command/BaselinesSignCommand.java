package io.diffy.cli.command;

import io.diffy.baseline.BaselineReview;
import io.diffy.baseline.BaselineWriter;
import io.diffy.cluster.Cluster;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a person's signature to the newest baselines of a group, after she has looked at them. */
@Command(
    name = "sign",
    description = {
      "Show the newest baselines of a group: what changed since those in force, and what few peers"
          + " have.",
      "With --sign and --seen: sign exactly what was shown."
    })
final class BaselinesSignCommand extends ClusterCommand {
  @Mixin private SignOptions sign;
  @Mixin private GroupParameter group;

  @Option(names = "--query", paramLabel = "NAME", description = "Only of this query.")
  private String query = "";

  @Option(
      names = "--seen",
      paramLabel = "DIGEST",
      description = "What was looked at, as this command without --sign named it.")
  private String seen = "";

  BaselinesSignCommand(CommandContext context) {
    super(context);
  }

  @Override
  void check() {
    if (sign.signer().isPresent() == seen.isEmpty()) {
      throw new UsageError(
          "--sign and --seen belong together: look without both first, the digest is shown there");
    }
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    Instant now = context.clock().instant();
    progress.step("reading the baselines");
    GroupKey meant = group.in(cluster, context);
    BaselineReview review = BaselineReview.of(cluster, meant, query);
    progress.idle();
    if (seen.isEmpty()) {
      review.print(context.screen(), now);
      context.say(
          "To sign exactly this: diffy baselines sign %s%s --seen %s --sign KEYFILE",
          Phrases.shell(meant.toString()),
          query.isEmpty() ? "" : " --query " + Phrases.shell(query),
          review.digest());
      return ExitCode.NOTHING_FOUND;
    }
    if (!review.digest().equals(seen)) {
      throw new CommandFailure(
          "the baselines of %s are no longer those that were looked at; look again"
              .formatted(meant));
    }
    Signer signer = sign.signer().orElseThrow();
    List<Baseline> signed = review.sign(signer, now);
    Verdict verdict = new BaselineWriter(cluster).verdict(signed.get(0));
    context.say(
        "Signed %d baselines of %s as %s: %s.",
        signed.size(),
        meant,
        signer.name(),
        verdict.valid() ? "in force" : "not in force, " + verdict.reason());
    return ExitCode.NOTHING_FOUND;
  }
}
