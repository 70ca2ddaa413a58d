package io.diffy.cli.command;

import io.diffy.accept.ExceptionWriter;
import io.diffy.accept.TriageNote;
import io.diffy.cli.command.FindingPick.Picked;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.cluster.TopicReader;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Triage;
import io.diffy.schemas.Triage.State;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.CommandContext;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how far the work on findings got; hides nothing. */
@Command(
    name = "triage",
    description = {
      "Say how far the work on findings got: investigating, true_positive, false_positive, closed.",
      "Hides nothing; diffy accept does. With --state new: take it back. With --list: show it."
    })
final class TriageCommand extends ClusterCommand {
  @Mixin private FindingPick pick;

  @Option(
      names = "--state",
      paramLabel = "new|investigating|true_positive|false_positive|closed",
      description = "How far it got.")
  private State state;

  @Option(names = "--note", paramLabel = "TEXT", description = "What others should know.")
  private String note = "";

  @Option(names = "--assignee", paramLabel = "NAME", description = "Who has it.")
  private String assignee = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who says so. Default: the current user.")
  private String by = System.getProperty("user.name", "");

  @Option(
      names = "--list",
      fallbackValue = "true",
      description = "Show what was said last of each.")
  private boolean list;

  TriageCommand(CommandContext context) {
    super(context);
  }

  @Override
  void check() {
    if (list == pick.isGiven()) {
      throw new UsageError("name findings and --state, or give --list alone");
    }
    if (!list && state == null) {
      throw new UsageError("--state says how far it got: investigating, for example");
    }
    if (note.length() > TriageNote.LONGEST) {
      throw new UsageError("--note has at most " + TriageNote.LONGEST + " characters");
    }
    pick.check();
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    if (list) {
      progress.step("reading what was said");
      List<ExceptionRule> said =
          new TopicRange(cluster)
              .exceptions().stream()
                  .filter(rule -> rule.triage().isPresent())
                  .sorted(Comparator.comparing(ExceptionRule::acceptedAt).reversed())
                  .toList();
      progress.idle();
      show(said);
      return ExitCode.NOTHING_FOUND;
    }
    progress.step("looking for the findings");
    OpenFindings findings = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    List<Picked> picked =
        pick.of(
            findings,
            cluster.topics().findings().name(),
            List.of(),
            KnownGroups.in(cluster, findings.groups()),
            context);
    progress.idle();
    RowSummary summary = new RowSummary(ShippedPacks.all());
    if (pick.isMany()
        && !new BulkPreview(context, summary).confirms(picked, state.words(), pick.confirmed())) {
      return ExitCode.NOTHING_FOUND;
    }
    write(cluster, picked, summary);
    return ExitCode.NOTHING_FOUND;
  }

  private void write(Cluster cluster, List<Picked> picked, RowSummary summary) {
    Instant now = context.clock().instant();
    new ExceptionWriter(cluster, Optional.empty())
        .write(picked.stream().map(one -> record(one, summary, now)).toList(), now);
    for (Picked one : picked) {
      Finding finding = one.finding();
      context.say(
          "%s is %s now: %s %s on %s. Its next event says so, about %s (UTC).",
          Phrases.shortId(finding.uid()),
          state.words(),
          finding.query(),
          finding.kind().word(),
          BulkPreview.hosts(finding),
          TimeText.minutes(AcceptedText.next(finding.query(), now)));
    }
  }

  private ExceptionRule record(Picked picked, RowSummary summary, Instant now) {
    String words = picked.reason().isEmpty() ? note.strip() : picked.reason();
    return new TriageNote(new Triage.Step(state, assignee), words, by, now)
        .on(picked.finding(), summary.of(picked.finding()));
  }

  private void show(List<ExceptionRule> said) {
    if (said.isEmpty()) {
      context.say("Nothing was said of any finding.");
      return;
    }
    TableView table =
        new TableView()
            .column("FINDING", "STATE")
            .flexible("GROUP")
            .column("QUERY", "ASSIGNEE", "BY", "AT (UTC)");
    for (ExceptionRule rule : said) {
      Triage triage = rule.triage().orElseThrow();
      table.row(
          Style.PLAIN,
          List.of(
              Phrases.shortId(rule.findingUid()),
              triage.state().words(),
              rule.group().toString(),
              rule.about().query(),
              triage.assignee(),
              triage.by(),
              TimeText.minutes(triage.at())),
          triage.note().isEmpty()
              ? List.of(rule.about().summary())
              : List.of(rule.about().summary(), triage.note()));
    }
    table.print(context.screen());
  }
}
