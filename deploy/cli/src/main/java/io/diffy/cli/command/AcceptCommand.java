package io.diffy.cli.command;

import io.diffy.accept.Acceptance;
import io.diffy.cluster.ClusterOptions;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.view.RowSummary;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says that a deviation is fine: it is closed, and stays quiet until the exception ends. */
@Command(
    name = "accept",
    description = {
      "Accept a finding as harmless, with a reason, for a while or for ever.",
      "With --list: show what was accepted. With --remove: take it back."
    })
public final class AcceptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;
  @Mixin private AcceptanceOptions acceptanceOptions;
  @Mixin private PreviewOptions preview;
  @Mixin private SignOptions sign;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The finding's uid, or its first characters (at least 8).")
  private String uid = "";

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
      names = "--remove",
      paramLabel = "ID",
      description =
          "End the exception of this id, or of the finding of this id. Ids may be shortened.")
  private String remove = "";

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

  private final CommandContext shell;
  private final DiffyConfig rules;

  public AcceptCommand(CommandContext shell, DiffyConfig rules) {
    this.shell = shell;
    this.rules = rules;
  }

  @Override
  public Integer call() {
    requireOneTask();
    Instant now = shell.clock().instant();
    ExceptionService desk = new ExceptionService(clusterOptions, shell, sign.signer());
    try (Progress progress = new Progress(shell.screen())) {
      if (list != null) {
        desk.list(list, now, output.format, progress);
      } else if (!countersign.isEmpty()) {
        desk.countersign(countersign, seen, progress);
      } else if (!remove.isEmpty()) {
        desk.remove(remove, acceptanceOptions.removal(now), progress);
      } else {
        Acceptance acceptance = acceptanceOptions.acceptance(now);
        FindingChoice.requireLength(uid, spec);
        if (preview.wanted) {
          new AcceptPreview(clusterOptions, preview, shell, new RowSummary(TriagePack.load()))
              .show(acceptance, uid, rules, progress);
        } else {
          desk.accept(uid, file, acceptance, progress);
        }
      }
      return ExitCode.NOTHING_FOUND;
    }
  }

  private void requireOneTask() {
    long tasks =
        Stream.of(uid, remove, countersign).filter(id -> !id.isEmpty()).count()
            + (list == null ? 0 : 1);
    if (tasks != 1) {
      throw usage("name a finding to accept, or give --list, --remove or --countersign");
    }
    if (countersign.isEmpty() ? !seen.isEmpty() : seen.isEmpty() == sign.signer().isPresent()) {
      throw usage(
          "--countersign, --sign and --seen belong together: look with --countersign alone first,"
              + " the digest is shown there");
    }
    acceptanceOptions.requireReason(!uid.isEmpty());
    if (!preview.wanted && preview.isRestricted()) {
      throw usage("--input, --from and --to belong to --preview");
    }
    if (!file.isEmpty() && (uid.isEmpty() || preview.wanted)) {
      throw usage("--finding is for accepting one, without --preview");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
