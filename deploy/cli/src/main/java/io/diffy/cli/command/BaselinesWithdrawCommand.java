package io.diffy.cli.command;

import io.diffy.baseline.KnownBaselines;
import io.diffy.baseline.Promotion;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says that no baseline of a group holds from now on. Unlike a deletion it names who says so. */
@Command(
    name = "withdraw",
    description = "End the baselines of a group that are in force, with a reason.")
public final class BaselinesWithdrawCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private SignOptions sign;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

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

  private final CommandContext shell;

  public BaselinesWithdrawCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Optional<Signer> signer = sign.signer();
    Instant now = shell.clock().instant();
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the baselines");
      Promotion promotion = new Promotion(cluster);
      List<Baseline> ended =
          KnownBaselines.read(cluster, GroupKey.parse(group), query).all().stream()
              .flatMap(pair -> pair.inForce().stream())
              .filter(baseline -> !baseline.withdrawn())
              .map(baseline -> promotion.signed(baseline.withdrawn(now, by, reason), signer, now))
              .toList();
      if (ended.isEmpty()) {
        throw new CommandFailure("no baseline of " + group + " is in force");
      }
      promotion.write(ended);
      progress.idle();
      Verdict verdict = promotion.verdict(ended.get(0));
      shell
          .screen()
          .out()
          .println(
              Terminal.safe(
                  verdict.valid()
                      ? "Withdrew %d baselines of %s.".formatted(ended.size(), group)
                      : "Proposed to withdraw %d baselines of %s; they stay in force: %s."
                          .formatted(ended.size(), group, verdict.reason())));
      return ExitCode.NOTHING_FOUND;
    }
  }
}
