package io.diffy.cli.command;

import io.diffy.baseline.BaselineWriter;
import io.diffy.cluster.Cluster;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says that no baseline of a group holds from now on. Unlike a deletion it names who says so. */
@Command(
    name = "withdraw",
    description = "End the baselines of a group that are in force, with a reason.")
final class BaselinesWithdrawCommand extends ClusterCommand {
  @Mixin private SignOptions sign;
  @Mixin private GroupParameter group;

  @Option(names = "--query", paramLabel = "NAME", description = "Only of this query.")
  private String query = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why they do not hold any more.")
  private String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who says so. Default: the current user.")
  private String by = System.getProperty("user.name", "");

  BaselinesWithdrawCommand(CommandContext context) {
    super(context);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    Optional<Signer> signer = sign.signer();
    Instant now = context.clock().instant();
    progress.step("reading the baselines");
    BaselineWriter writer = new BaselineWriter(cluster);
    GroupKey meant = group.in(cluster, context);
    List<Baseline> ended =
        writer.ended(meant, query, by, reason, now).stream()
            .map(baseline -> writer.signed(baseline, signer, now))
            .toList();
    writer.write(ended);
    progress.idle();
    Verdict verdict = writer.verdict(ended.get(0));
    context.say(
        verdict.valid()
            ? "Withdrew %d baselines of %s."
            : "Proposed to withdraw %d baselines of %s; they stay in force: %s.",
        ended.size(),
        meant,
        verdict.reason());
    return ExitCode.NOTHING_FOUND;
  }
}
