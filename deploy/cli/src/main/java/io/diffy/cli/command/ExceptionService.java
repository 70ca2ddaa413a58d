package io.diffy.cli.command;

import static io.diffy.terminal.Phrases.shortId;

import io.diffy.accept.Acceptance;
import io.diffy.accept.ExceptionList;
import io.diffy.accept.ExceptionWriter;
import io.diffy.accept.HiddenNow;
import io.diffy.cli.command.FindingPick.Picked;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.cluster.TopicReader;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.view.ExceptionsTable;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes, ends and lists the exceptions of a live cluster.
 *
 * @param signer who signs what is written
 * @param topic what is on its topics
 */
record ExceptionService(
    Cluster cluster,
    CommandContext context,
    Optional<Signer> signer,
    TopicRange topic,
    Progress progress) {

  /** Characters of a digest that a person types or copies. */
  private static final int DIGEST = 12;

  /**
   * Accepts findings; several only after a look at them.
   *
   * @param file holds them; empty: the findings topic does
   * @param says what is said of each
   */
  void accept(FindingPick pick, String file, Function<Picked, Acceptance> says, Instant now) {
    progress.step("looking for the findings");
    OpenFindings findings = new OpenFindings();
    if (file.isEmpty()) {
      TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    } else {
      FindingChoice.read(file, context, findings::add);
    }
    List<Picked> picked =
        pick.of(
            findings,
            file.isEmpty() ? cluster.topics().findings().name() : file,
            file.isEmpty() ? List.of() : List.of(file),
            file.isEmpty()
                ? KnownGroups.in(cluster, findings.groups())
                : KnownGroups.only(findings.groups()),
            context);
    RowSummary summary = new RowSummary(ShippedPacks.all());
    List<ExceptionRule> known = topic.exceptions();
    Map<Picked, List<ExceptionRule>> rules = new LinkedHashMap<>();
    for (Picked one : picked) {
      Acceptance said = says.apply(one);
      if (said.reason().isBlank()) {
        throw new UsageError(one.finding().uid() + " has no reason: write it behind, or --reason");
      }
      rules.put(one, said.records(one.finding(), summary.of(one.finding()), known));
    }
    progress.idle();
    BulkPreview preview = new BulkPreview(context, summary);
    if (pick.isMany() && !preview.confirms(picked, until(rules.values()), pick.confirmed())) {
      return;
    }
    rules.forEach(
        (one, records) -> {
          List<ExceptionRule> written =
              write(records).stream().filter(rule -> rule.removal().isEmpty()).toList();
          if (written.stream().allMatch(rule -> verdict(rule).valid())) {
            (pick.isMany()
                    ? AcceptedText.brief(one.finding(), written, now)
                    : AcceptedText.of(one.finding(), written, preview.rows(one.finding()), now))
                .forEach(line -> context.say("%s", line));
          } else {
            written.forEach(rule -> sayStanding(rule, ""));
          }
        });
    if (pick.isMany()) {
      context.say("Take any of them back by its id: diffy accept --undo ID.");
    }
  }

  private static String until(Collection<List<ExceptionRule>> rules) {
    ExceptionRule one = rules.iterator().next().get(0);
    String where = one.scope() == Scope.INSTANCE ? "on these hosts" : Phrases.word(one.scope());
    return "accepted, "
        + (one.scope() == Scope.INSTANCE ? where : "with scope " + where)
        + one.expiresAt().map(end -> ", until " + TimeText.minutes(end)).orElse(", forever");
  }

  /** Ends the exceptions of these ids, or of the findings of these ids. */
  void remove(List<String> ids, Removal removal) {
    progress.step("reading the exceptions");
    ExceptionList list = new ExceptionList(topic.exceptions(), removal.at());
    List<ExceptionRule> ended =
        ids.stream().flatMap(id -> list.inForce(id).stream()).distinct().toList();
    List<ExceptionRule> written = write(ended.stream().map(rule -> rule.removed(removal)).toList());
    progress.idle();
    written.forEach(
        rule ->
            sayStanding(
                rule,
                "Removed the exception for %s. What it kept quiet comes back at the next evaluation."
                    .formatted(ExceptionsTable.where(rule))));
  }

  /**
   * Shows what somebody else wrote; signs it when it is still what was looked at.
   *
   * @param seen names what was looked at; empty where nobody signs
   */
  void countersign(String id, String seen) {
    progress.step("reading the exceptions");
    ExceptionRule rule = named(id);
    String digest = SignedText.digest(SignedText.content(rule, codec())).substring(0, DIGEST);
    if (!seen.isEmpty() && !seen.equals(digest)) {
      throw new CommandFailure(
          "the exception %s is no longer the one that was looked at; look again".formatted(id));
    }
    List<ExceptionRule> shown = seen.isEmpty() ? List.of(rule) : write(List.of(rule));
    progress.idle();
    ExceptionsTable table = new ExceptionsTable(context.screen(), context.clock().instant());
    if (verdict(shown.get(0)).valid()) {
      table.print(shown);
    } else {
      table.printProposed(shown);
    }
    if (seen.isEmpty()) {
      context.say(
          "To sign exactly this: diffy accept --countersign %s --seen %s --sign KEYFILE",
          shortId(rule.id()), digest);
    } else {
      sayStanding(shown.get(0), "Signed as %s: in force.".formatted(signer.orElseThrow().name()));
    }
  }

  /** One that waits comes before the same one in force: it may be its end. */
  private ExceptionRule named(String id) {
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

  /** Says what was done, or that it waits: then the exceptions are as they were. */
  private void sayStanding(ExceptionRule rule, String done) {
    Verdict verdict = verdict(rule);
    if (verdict.valid()) {
      context.say("%s", done);
      return;
    }
    context.say(
        "Nothing changes yet, it was only proposed to %s %s: %s. Signatures needed: %d. The next one looks with: diffy accept --countersign %s",
        rule.removal().isPresent() ? "remove the exception for" : "accept this for",
        ExceptionsTable.where(rule),
        verdict.reason(),
        cluster.trust().needed(),
        shortId(rule.id()));
  }

  private Verdict verdict(ExceptionRule rule) {
    return cluster.trust().judge(rule, codec());
  }

  private Codec<ExceptionRule> codec() {
    return cluster.topics().exceptions().codec();
  }

  /**
   * Shows the exceptions as they stand.
   *
   * @param name a group's; empty for all groups
   */
  void list(String name, Instant now, OutputOptions output) {
    progress.step("reading the exceptions");
    Optional<GroupKey> group =
        Optional.of(name)
            .filter(n -> !n.isEmpty())
            .map(n -> KnownGroups.of(cluster).find(n, context.screen()));
    List<ExceptionRule> rules = new ExceptionList(topic.exceptions(), now).of(group);
    List<ExceptionRule> waiting = new ExceptionList(topic.proposedExceptions(), now).of(group);
    progress.idle();
    output.print(
        context.screen(),
        codec(),
        rules,
        found -> {
          if (found.isEmpty()) {
            context.say("Nothing was accepted.");
          } else {
            new ExceptionsTable(context.screen(), now, HiddenNow.read(cluster)::words).print(found);
          }
          waiting.forEach(this::sayWaiting);
        });
  }

  private void sayWaiting(ExceptionRule rule) {
    context.say(
        "Waits for signatures: to %s, for %s, by %s: %s. Look: diffy accept --countersign %s",
        rule.removal().isPresent() ? "remove " + shortId(rule.id()) : "accept",
        ExceptionsTable.where(rule),
        rule.madeBy().isEmpty() ? "nobody" : rule.madeBy(),
        rule.ground(),
        shortId(rule.id()));
  }

  private List<ExceptionRule> write(List<ExceptionRule> unsigned) {
    return new ExceptionWriter(cluster, signer).write(unsigned, context.clock().instant());
  }
}
