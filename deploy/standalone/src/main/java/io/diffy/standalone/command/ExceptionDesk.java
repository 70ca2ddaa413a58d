package io.diffy.standalone.command;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.json.Codec;
import io.diffy.schemas.pack.TriagePack;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.Trust.Verdict;
import io.diffy.standalone.CommandFailure;
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
  private final Optional<Signer> signer;

  /**
   * @param signer who signs what is written
   */
  ExceptionDesk(ClusterOptions clusterOptions, Shell shell, Optional<Signer> signer) {
    this.clusterOptions = clusterOptions;
    this.shell = shell;
    this.signer = signer;
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
      List<ExceptionRule> written = write(cluster, records);
      progress.idle();
      written.stream()
          .filter(rule -> rule.removal().isEmpty())
          .forEach(rule -> say(accepted(finding, rule)));
      sayStanding(cluster, written.get(0));
    }
  }

  /** Ends the exception of this id, or of the finding of this id. */
  void remove(String id, Removal removal, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      ExceptionRule rule =
          new ExceptionList(new TopicRange(cluster).exceptions(), removal.at()).inForce(id);
      List<ExceptionRule> written = write(cluster, List.of(rule.removed(removal)));
      progress.idle();
      say(
          "Removed the exception for %s. What it kept quiet comes back at the next evaluation."
              .formatted(ExceptionsTable.where(rule)));
      sayStanding(cluster, written.get(0));
    }
  }

  /** Adds a signature to what somebody else wrote: the newest record of this id. */
  void countersign(String id, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      List<ExceptionRule> found =
          TopicReader.latest(cluster, cluster.topics().exceptions()).stream()
              .filter(rule -> rule.id().startsWith(id))
              .toList();
      if (found.stream().map(ExceptionRule::id).distinct().count() != 1) {
        throw new CommandFailure(
            found.isEmpty()
                ? "there is no exception " + id
                : "several exceptions begin with " + id + "; give more of it");
      }
      ExceptionRule signed = write(cluster, found.subList(0, 1)).get(0);
      progress.idle();
      new ExceptionsTable(shell.screen(), shell.clock().instant()).print(List.of(signed));
      say("Signed as %s.".formatted(signer.orElseThrow().name()));
      sayStanding(cluster, signed);
    }
  }

  private void sayStanding(Cluster cluster, ExceptionRule rule) {
    Verdict verdict = cluster.trust().judge(rule, cluster.topics().exceptions().codec());
    if (!verdict.valid()) {
      say(
          "Not in force: %s. It needs %d: diffy accept --countersign %s --sign KEYFILE"
              .formatted(
                  verdict.reason(),
                  cluster.trust().needed(),
                  rule.id().substring(0, Math.min(8, rule.id().length()))));
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

  private List<ExceptionRule> write(Cluster cluster, List<ExceptionRule> unsigned) {
    Codec<ExceptionRule> codec = cluster.topics().exceptions().codec();
    Instant now = shell.clock().instant();
    List<ExceptionRule> rules =
        unsigned.stream()
            .map(rule -> signer.map(one -> one.sign(rule, codec, now)).orElse(rule))
            .toList();
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      rules.forEach(rule -> records.exceptions(rule).forEach(writer::write));
      writer.flush();
    }
    return rules;
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
