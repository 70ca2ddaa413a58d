package io.diffy.standalone.command;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
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
import io.diffy.standalone.replay.TopicRange;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import io.diffy.standalone.view.ExceptionsTable;
import io.diffy.standalone.view.OpenFindings;
import io.diffy.standalone.view.RowSummary;
import io.diffy.standalone.view.TimeText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes, ends and lists the exceptions of a live cluster. */
final class ExceptionDesk {
  private final ClusterOptions clusterOptions;
  private final Shell shell;

  ExceptionDesk(ClusterOptions clusterOptions, Shell shell) {
    this.clusterOptions = clusterOptions;
    this.shell = shell;
  }

  /**
   * Accepts the finding whose uid begins so.
   *
   * @param file holds it; empty: the findings topic does
   */
  void accept(String uid, String file, Acceptance acceptance, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("looking for the finding");
      Finding finding =
          file.isEmpty()
              ? find(cluster, uid)
              : FindingChoice.find(FindingsFile.read(file, shell), uid, file);
      List<ExceptionRule> records =
          acceptance.records(
              finding,
              new RowSummary(TriagePack.load()).of(finding),
              new TopicRange(cluster).exceptions());
      write(cluster, records);
      progress.idle();
      records.stream()
          .filter(rule -> rule.removal().isEmpty())
          .forEach(rule -> say(accepted(finding, rule)));
    }
  }

  /** Ends the exception of this id, or of the finding of this id. */
  void remove(String id, Removal removal, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      ExceptionRule rule =
          new ExceptionList(new TopicRange(cluster).exceptions(), removal.at()).inForce(id);
      write(cluster, List.of(rule.removed(removal)));
      progress.idle();
      say(
          "Removed the exception for %s. What it kept quiet comes back at the next evaluation."
              .formatted(ExceptionsTable.where(rule)));
    }
  }

  /**
   * Shows the exceptions as they stand.
   *
   * @param name a group's; empty for all groups
   */
  void list(String name, Instant now, Format format, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      Optional<GroupKey> group =
          name.isEmpty() ? Optional.empty() : Optional.of(GroupKey.parse(name));
      List<ExceptionRule> rules =
          new ExceptionList(new TopicRange(cluster).exceptions(), now).of(group);
      progress.idle();
      if (format != Format.TABLE) {
        new Output(shell.screen()).print(format, cluster.topics().exceptions().codec(), rules);
      } else if (rules.isEmpty()) {
        shell.screen().out().println("Nothing was accepted.");
      } else {
        new ExceptionsTable(shell.screen(), now).print(rules);
      }
    }
  }

  private static Finding find(Cluster cluster, String uid) {
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
}
