package io.diffy.standalone.command;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.topic.Records;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.Shell;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.cluster.RecordWriter;
import io.diffy.standalone.cluster.TopicReader;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import io.diffy.standalone.view.FindingsTable;
import io.diffy.standalone.view.OpenFindings;
import io.diffy.standalone.view.TimeText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says that a deviation is fine: it is closed, and stays quiet until the exception expires. */
@Command(
    name = "accept",
    description = "Accept a finding as harmless, with a reason, for a while or for ever.")
public final class AcceptCommand implements Callable<Integer> {
  private static final int LONGEST_REASON = 1000;

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;

  @Parameters(
      paramLabel = "ID",
      description =
          "The finding's uid, or its first characters (at least " + FindingsTable.SHORT_UID + ").")
  private String uid;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why it is harmless.")
  private String reason;

  @Option(
      names = "--expires",
      paramLabel = "SPAN|TIME",
      description = "When it must be looked at again: 12h, 30d, 8w, 2026-12-31. Default: never.")
  private String expires = "";

  @Option(
      names = "--scope",
      paramLabel = "group|instance",
      defaultValue = "group",
      description =
          "All instances of the group, or only the one of the finding. Default: ${DEFAULT-VALUE}")
  private ExceptionRule.Scope scope;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who says so. Default: the current user.")
  private String by = System.getProperty("user.name");

  private final Shell shell;

  public AcceptCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Instant now = shell.clock().instant();
    Optional<Instant> expiresAt = expiry(now);
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw usage("--reason must say something, in at most " + LONGEST_REASON + " characters");
    }
    if (uid.length() < FindingsTable.SHORT_UID) {
      throw usage(
          "\""
              + uid
              + "\" is too short for a finding's id; type at least its first "
              + FindingsTable.SHORT_UID
              + " characters");
    }
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("looking for the finding");
      Finding finding = find(cluster);
      ExceptionRule rule = rule(finding, now, expiresAt);
      try (RecordWriter writer = new RecordWriter(cluster)) {
        writer.write(new Records(cluster.topics()).exception(rule));
        writer.flush();
      }
      progress.idle();
      shell.screen().out().println(Terminal.safe(said(finding, rule)));
      return ExitCode.NOTHING_FOUND;
    }
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

  private Finding find(Cluster cluster) {
    OpenFindings findings = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    List<Finding> matches = findings.byUidPrefix(uid);
    if (matches.isEmpty()) {
      throw new CommandFailure(
          "there is no finding \""
              + uid
              + "\" in "
              + cluster.topics().findings().name()
              + "; diffy findings --all lists them");
    }
    if (matches.size() > 1) {
      throw new CommandFailure(
          "\""
              + uid
              + "\" names "
              + matches.size()
              + " findings, "
              + matches.get(0).uid()
              + " and "
              + matches.get(1).uid()
              + " among them; type more of it");
    }
    return matches.get(0);
  }

  private ExceptionRule rule(Finding finding, Instant now, Optional<Instant> expiresAt) {
    String instance = "";
    if (scope == ExceptionRule.Scope.INSTANCE) {
      List<Instance> instances = finding.instances();
      if (instances.size() != 1) {
        throw new CommandFailure(
            "the finding concerns "
                + instances.size()
                + " instances, so --scope instance doesn't say which; accept it with --scope group");
      }
      instance = instances.get(0).instanceId();
    }
    String id = instance.isEmpty() ? finding.uid() : finding.uid() + "/" + instance;
    return new ExceptionRule(
        id, finding.group(), finding.uid(), scope, instance, reason.strip(), by, now, expiresAt);
  }

  private static String said(Finding finding, ExceptionRule rule) {
    return "Accepted for %s%s until %s: %s %s. %s"
        .formatted(
            rule.scope().name().toLowerCase(Locale.ROOT) + " ",
            rule.instanceId().isEmpty() ? finding.group() : rule.instanceId(),
            rule.expiresAt().map(TimeText::minutes).orElse("further notice"),
            finding.query(),
            finding.kind().word(),
            finding.reason());
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
