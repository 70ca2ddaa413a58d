package io.diffy.cli.command;

import io.diffy.baseline.BaselineReview;
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
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a person's signature to the newest baselines of a group, after she has looked at them. */
@Command(
    name = "sign",
    description = {
      "Show the newest baselines of a group: what changed since those in force, and what few peers"
          + " have.",
      "With --sign and --seen: sign exactly what was shown."
    })
public final class BaselinesSignCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private SignOptions sign;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

  @Option(names = "--query", paramLabel = "NAME", description = "Only of this query.")
  private String query = "";

  @Option(
      names = "--seen",
      paramLabel = "DIGEST",
      description = "What was looked at, as this command without --sign named it.")
  private String seen = "";

  private final CommandContext shell;

  public BaselinesSignCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Optional<Signer> signer = sign.signer();
    if (signer.isPresent() == seen.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--sign and --seen belong together: look without both first, the digest is shown there");
    }
    Instant now = shell.clock().instant();
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the baselines");
      BaselineReview review = BaselineReview.of(cluster, GroupKey.parse(group), query);
      progress.idle();
      PrintStream out = shell.screen().out();
      if (signer.isEmpty()) {
        review.print(out, now);
        out.println(
            Terminal.safe(
                "To sign exactly this: diffy baselines sign %s%s --seen %s --sign KEYFILE"
                    .formatted(
                        group, query.isEmpty() ? "" : " --query " + query, review.digest())));
        return ExitCode.NOTHING_FOUND;
      }
      if (!review.digest().equals(seen)) {
        throw new CommandFailure(
            "the baselines of %s are no longer those that were looked at; look again"
                .formatted(group));
      }
      List<Baseline> signed = review.sign(signer.get(), now);
      Verdict verdict = new Promotion(cluster).verdict(signed.get(0));
      out.println(
          Terminal.safe(
              "Signed %d baselines of %s as %s: %s."
                  .formatted(
                      signed.size(),
                      group,
                      signer.get().name(),
                      verdict.valid() ? "in force" : "not in force, " + verdict.reason())));
      return ExitCode.NOTHING_FOUND;
    }
  }
}
