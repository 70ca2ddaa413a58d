package io.diffy.standalone.command;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.TriagePack;
import io.diffy.schemas.topic.Records;
import io.diffy.standalone.Shell;
import io.diffy.standalone.accept.Acceptance;
import io.diffy.standalone.accept.ExceptionList;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.cluster.RecordWriter;
import io.diffy.standalone.cluster.TopicReader;
import io.diffy.standalone.processing.ProcessorLauncher;
import io.diffy.standalone.replay.TopicRange;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import io.diffy.standalone.view.ExceptionsTable;
import io.diffy.standalone.view.OpenFindings;
import io.diffy.standalone.view.RowSummary;
import io.diffy.standalone.view.TimeText;
import java.time.Instant;
import java.util.ArrayList;
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

/** Says that a deviation is fine: it is closed, and stays quiet until the exception ends. */
@Command(
    name = "accept",
    description = {
      "Accept a finding as harmless, with a reason, for a while or for ever.",
      "With --list: show what was accepted. With --remove: take it back."
    })
public final class AcceptCommand implements Callable<Integer> {
  private static final int LONGEST_REASON = 1000;

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;
  @Mixin private PreviewOptions preview;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The finding's uid, or its first characters (at least 8).")
  private String uid = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is harmless. Required.")
  private String reason = "";

  @Option(
      names = "--expires",
      paramLabel = "SPAN|TIME",
      description = "When it must be looked at again: 12h, 30d, 8w, 2026-12-31. Default: never.")
  private String expires = "";

  @Option(
      names = "--scope",
      paramLabel = "instance|cohort|group|everywhere",
      description =
          "The finding's instances, all of their image, launch version and type, all of the group,"
              + " or the same thing in every group. Default: group; with --instance: instance.")
  private Scope scope;

  @Option(
      names = "--instance",
      paramLabel = "ID",
      description = "Only this instance of the finding, or its cohort; may be repeated.")
  private List<String> instances = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who says so. Default: the current user.")
  private String by = System.getProperty("user.name", "");

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

  private final Shell shell;
  private final ProcessorLauncher launcher;

  public AcceptCommand(Shell shell, ProcessorLauncher launcher) {
    this.shell = shell;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    requireOneTask();
    Instant now = shell.clock().instant();
    try (Progress progress = new Progress(shell.screen())) {
      if (list != null) {
        return list(now, progress);
      }
      if (!remove.isEmpty()) {
        return remove(now, progress);
      }
      Acceptance acceptance = acceptance(now);
      FindingChoice.requireLength(uid, spec);
      if (preview.wanted) {
        new AcceptPreview(clusterOptions, preview, shell, summaries())
            .show(acceptance, uid, launcher, progress);
        return ExitCode.NOTHING_FOUND;
      }
      return accept(acceptance, progress);
    }
  }

  private void requireOneTask() {
    int tasks = (uid.isEmpty() ? 0 : 1) + (list == null ? 0 : 1) + (remove.isEmpty() ? 0 : 1);
    if (tasks != 1) {
      throw usage("name a finding to accept, or give --list, or --remove");
    }
    if (reason.length() > LONGEST_REASON || (!uid.isEmpty() && reason.isBlank())) {
      throw usage("--reason must say something, in at most " + LONGEST_REASON + " characters");
    }
    if (!preview.wanted && preview.isRestricted()) {
      throw usage("--input, --from and --to belong to --preview");
    }
  }

  private Acceptance acceptance(Instant now) {
    Scope reach = scope != null ? scope : instances.isEmpty() ? Scope.GROUP : Scope.INSTANCE;
    if (!instances.isEmpty() && (reach == Scope.GROUP || reach == Scope.EVERYWHERE)) {
      throw usage("--instance narrows --scope instance and --scope cohort only");
    }
    return new Acceptance(reach, instances, reason.strip(), by, now, expiry(now));
  }

  private Optional<Instant> expiry(Instant now) {
    if (expires.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant at = TimeText.momentOrSpan(expires, now);
      if (!at.isAfter(now)) {
        throw usage("--expires " + expires + " is in the past");
      }
      return Optional.of(at);
    } catch (IllegalArgumentException e) {
      throw usage("--expires: " + e.getMessage());
    }
  }

  private int accept(Acceptance acceptance, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("looking for the finding");
      Finding finding = find(cluster);
      List<ExceptionRule> records =
          acceptance.records(
              finding, summaries().of(finding), new TopicRange(cluster).exceptions());
      write(cluster, records);
      progress.idle();
      records.stream()
          .filter(rule -> rule.removal().isEmpty())
          .forEach(rule -> say(accepted(finding, rule)));
      return ExitCode.NOTHING_FOUND;
    }
  }

  private int remove(Instant now, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      ExceptionRule rule =
          new ExceptionList(new TopicRange(cluster).exceptions(), now).inForce(remove);
      write(cluster, List.of(rule.removed(new Removal(by, now, reason.strip()))));
      progress.idle();
      say(
          "Removed the exception for %s. What it kept quiet comes back at the next evaluation."
              .formatted(ExceptionsTable.where(rule)));
      return ExitCode.NOTHING_FOUND;
    }
  }

  private int list(Instant now, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      Optional<GroupKey> group =
          list.isEmpty() ? Optional.empty() : Optional.of(GroupKey.parse(list));
      List<ExceptionRule> rules =
          new ExceptionList(new TopicRange(cluster).exceptions(), now).of(group);
      progress.idle();
      if (output.format != Format.TABLE) {
        new Output(shell.screen())
            .print(output.format, cluster.topics().exceptions().codec(), rules);
      } else if (rules.isEmpty()) {
        shell.screen().out().println("Nothing was accepted.");
      } else {
        new ExceptionsTable(shell.screen(), now).print(rules);
      }
      return ExitCode.NOTHING_FOUND;
    }
  }

  private Finding find(Cluster cluster) {
    OpenFindings findings = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    return FindingChoice.find(findings, uid, cluster.topics().findings().name());
  }

  private static void write(Cluster cluster, List<ExceptionRule> rules) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      rules.forEach(rule -> records.exceptions(rule).forEach(writer::write));
      writer.flush();
    }
  }

  private static RowSummary summaries() {
    return new RowSummary(TriagePack.load());
  }

  private static String accepted(Finding finding, ExceptionRule rule) {
    return "Accepted for %s until %s: %s %s. %s. Take it back: diffy accept --remove %s"
        .formatted(
            ExceptionsTable.where(rule),
            rule.expiresAt().map(TimeText::minutes).orElse("further notice"),
            finding.query(),
            finding.kind().word(),
            finding.reason(),
            rule.id().substring(0, 8));
  }

  private void say(String sentence) {
    shell.screen().out().println(Terminal.safe(sentence));
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
