package io.diffy.cli.command;

import io.diffy.accept.Acceptance;
import io.diffy.cluster.Cluster;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.CommandContext;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.view.RowSummary;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says that a deviation is fine: it is closed, and stays quiet until the exception ends. */
@Command(
    name = "accept",
    description = {
      "Accept findings as harmless, with a reason: what was seen, on the hosts it was seen on, for"
          + " 30 days, unless more is asked for.",
      "With --list: show what was accepted and what it hides. With --remove: take it back."
    })
final class AcceptCommand extends ClusterCommand {
  @Mixin private OutputOptions output;
  @Mixin private AcceptanceOptions acceptanceOptions;
  @Mixin private PreviewOptions preview;
  @Mixin private SignOptions sign;
  @Mixin private FindingPick pick;

  @Option(
      names = "--finding",
      paramLabel = "FILE|-",
      description =
          "Look for it among these findings, one JSON object per line, as diffy gate --output"
              + " writes them. Default: the findings topic.")
  private String file = "";

  @Option(
      names = "--list",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "GROUP",
      description = "Show the exceptions, of one group or all: in force, expired and removed.")
  private String list;

  @Option(
      names = {"--remove", "--undo"},
      arity = "1..*",
      paramLabel = "ID",
      description =
          "End the exceptions of these ids, or of the findings of these ids. Ids may be shortened.")
  private List<String> remove = List.of();

  @Option(
      names = "--countersign",
      paramLabel = "ID",
      description = {
        "Show the exception of this id that waits for signatures.",
        "With --sign and --seen: sign exactly what was shown."
      })
  private String countersign = "";

  @Option(
      names = "--seen",
      paramLabel = "DIGEST",
      description = "What was looked at, as --countersign without --sign named it.")
  private String seen = "";

  private final DiffyConfig rules;

  AcceptCommand(CommandContext context, DiffyConfig rules) {
    super(context);
    this.rules = rules;
  }

  @Override
  public Integer call() {
    if (!preview.wanted) {
      return super.call();
    }
    check();
    Acceptance acceptance = acceptanceOptions.acceptance(context.clock().instant());
    try (Progress progress = new Progress(context.screen())) {
      new AcceptPreview(clusterOptions, preview, context, new RowSummary(ShippedPacks.all()))
          .show(acceptance, pick.only(), rules, progress);
      return ExitCode.NOTHING_FOUND;
    }
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    Instant now = context.clock().instant();
    ExceptionService service =
        new ExceptionService(cluster, context, sign.signer(), new TopicRange(cluster), progress);
    if (list != null) {
      service.list(list, now, output);
    } else if (!countersign.isEmpty()) {
      service.countersign(countersign, seen);
    } else if (!remove.isEmpty()) {
      service.remove(remove, acceptanceOptions.removal(now));
    } else {
      service.accept(pick, file, picked -> acceptanceOptions.acceptance(now, picked.reason()), now);
    }
    return ExitCode.NOTHING_FOUND;
  }

  @Override
  void check() {
    boolean signs = sign.signer().isPresent();
    long tasks =
        Stream.of(pick.isGiven(), !remove.isEmpty(), !countersign.isEmpty(), list != null)
            .filter(given -> given)
            .count();
    if (tasks != 1) {
      throw new UsageError("name findings to accept, or give --list, --remove or --countersign");
    }
    if (countersign.isEmpty() ? !seen.isEmpty() : seen.isEmpty() == signs) {
      throw new UsageError(
          "--countersign, --sign and --seen belong together: look with --countersign alone first,"
              + " the digest is shown there");
    }
    acceptanceOptions.requireReason(pick.isGiven() && !pick.hasFile());
    if (pick.isGiven()) {
      acceptanceOptions.acceptance(context.clock().instant());
      pick.check();
    }
    if (preview.wanted && pick.isGiven()) {
      pick.only();
    }
    if (!preview.wanted && preview.isRestricted()) {
      throw new UsageError("--input, --from and --to belong to --preview");
    }
    if (!file.isEmpty() && (!pick.isGiven() || preview.wanted)) {
      throw new UsageError("--finding is for accepting one, without --preview");
    }
  }
}
