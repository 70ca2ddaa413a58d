package io.diffy.cli.command;

import io.diffy.accept.Acceptance;
import io.diffy.accept.ExceptionList;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicReader;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import io.diffy.view.ExceptionsTable;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes, ends and lists the exceptions of a live cluster. */
final class ExceptionService {
  private static final int SHORT = 8;

  /** Characters of a digest that a person types or copies. */
  private static final int DIGEST = 12;

  private final ClusterOptions clusterOptions;
  private final CommandContext shell;
  private final Optional<Signer> signer;

  /**
   * @param signer who signs what is written
   */
  ExceptionService(ClusterOptions clusterOptions, CommandContext shell, Optional<Signer> signer) {
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
          .forEach(rule -> sayStanding(cluster, rule, accepted(finding, rule)));
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
      sayStanding(
          cluster,
          written.get(0),
          "Removed the exception for %s. What it kept quiet comes back at the next evaluation."
              .formatted(ExceptionsTable.where(rule)));
    }
  }

  /**
   * Shows what somebody else wrote; signs it when it is still what was looked at.
   *
   * @param seen names what was looked at; empty where nobody signs
   */
  void countersign(String id, String seen, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      ExceptionRule rule = named(id, new TopicRange(cluster));
      String digest = digest(rule, cluster);
      if (!seen.isEmpty() && !seen.equals(digest)) {
        throw new CommandFailure(
            "the exception %s is no longer the one that was looked at; look again".formatted(id));
      }
      List<ExceptionRule> shown = seen.isEmpty() ? List.of(rule) : write(cluster, List.of(rule));
      progress.idle();
      ExceptionsTable table = new ExceptionsTable(shell.screen(), shell.clock().instant());
      if (verdict(cluster, shown.get(0)).valid()) {
        table.print(shown);
      } else {
        table.printProposed(shown);
      }
      if (seen.isEmpty()) {
        say(
            "To sign exactly this: diffy accept --countersign %s --seen %s --sign KEYFILE"
                .formatted(brief(rule.id()), digest));
      } else {
        sayStanding(
            cluster,
            shown.get(0),
            "Signed as %s: in force.".formatted(signer.orElseThrow().name()));
      }
    }
  }

  /** One that waits comes before the same one in force: it may be its end. */
  private static ExceptionRule named(String id, TopicRange topic) {
    Map<String, ExceptionRule> found = new LinkedHashMap<>();
    Stream.concat(topic.proposedExceptions().stream(), topic.exceptions().stream())
        .filter(rule -> rule.id().startsWith(id))
        .forEach(rule -> found.putIfAbsent(rule.id(), rule));
    if (found.size() != 1) {
      throw new CommandFailure(
          found.isEmpty()
              ? "there is no exception " + id
              : "several exceptions begin with " + id + "; give more of it");
    }
    return found.values().iterator().next();
  }

  private static String digest(ExceptionRule rule, Cluster cluster) {
    return SignedText.digest(SignedText.content(rule, cluster.topics().exceptions().codec()))
        .substring(0, DIGEST);
  }

  /** Says what was done, or that it waits: then the exceptions are as they were. */
  private void sayStanding(Cluster cluster, ExceptionRule rule, String done) {
    Verdict verdict = verdict(cluster, rule);
    if (verdict.valid()) {
      say(done);
      return;
    }
    say(
        "Nothing changes yet, it was only proposed to %s: %s. Signatures needed: %d. The next one looks with: diffy accept --countersign %s"
            .formatted(
                rule.removal().isPresent()
                    ? "remove the exception for " + ExceptionsTable.where(rule)
                    : "accept this for " + ExceptionsTable.where(rule),
                verdict.reason(),
                cluster.trust().needed(),
                brief(rule.id())));
  }

  private static Verdict verdict(Cluster cluster, ExceptionRule rule) {
    return cluster.trust().judge(rule, cluster.topics().exceptions().codec());
  }

  private static String brief(String id) {
    return id.substring(0, Math.min(SHORT, id.length()));
  }

  /**
   * Shows the exceptions as they stand.
   *
   * @param name a group's; empty for all groups
   */
  void list(String name, Instant now, OutputFormat format, Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the exceptions");
      Optional<GroupKey> group =
          name.isEmpty() ? Optional.empty() : Optional.of(GroupKey.parse(name));
      TopicRange topic = new TopicRange(cluster);
      List<ExceptionRule> rules = new ExceptionList(topic.exceptions(), now).of(group);
      List<ExceptionRule> waiting = new ExceptionList(topic.proposedExceptions(), now).of(group);
      progress.idle();
      if (format != OutputFormat.TABLE) {
        new CommandOutput(shell.screen())
            .print(format, cluster.topics().exceptions().codec(), rules);
      } else if (rules.isEmpty()) {
        shell.screen().out().println("Nothing was accepted.");
      } else {
        new ExceptionsTable(shell.screen(), now).print(rules);
      }
      if (format == OutputFormat.TABLE) {
        waiting.forEach(rule -> say(waiting(rule)));
      }
    }
  }

  private static String waiting(ExceptionRule rule) {
    return "Waits for signatures: to %s, for %s, by %s: %s. Look: diffy accept --countersign %s"
        .formatted(
            rule.removal().isPresent() ? "remove " + brief(rule.id()) : "accept",
            ExceptionsTable.where(rule),
            rule.madeBy().isEmpty() ? "nobody" : rule.madeBy(),
            rule.ground(),
            brief(rule.id()));
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
            .map(
                rule ->
                    signer
                        .map(one -> one.sign(cluster.trust().withoutWrong(rule, codec), codec, now))
                        .orElse(rule))
            .toList();
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (ExceptionRule rule : rules) {
        if (!cluster.trust().judge(rule, codec).valid()) {
          records.proposals(rule).forEach(writer::write);
          continue;
        }
        records.exceptions(rule).forEach(writer::write);
        if (cluster.trust().required()) {
          records.settled(rule).forEach(writer::write);
        }
      }
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
            brief(rule.id()));
  }

  private void say(String sentence) {
    shell.screen().out().println(Terminal.safe(sentence));
  }
}
