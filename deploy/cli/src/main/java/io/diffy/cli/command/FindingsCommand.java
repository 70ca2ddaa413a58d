package io.diffy.cli.command;

import io.diffy.cli.command.FilterOptions.Chosen;
import io.diffy.cli.command.FilterOptions.State;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.cluster.TopicReader;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.service.CommandContext;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.view.FindingCounts;
import io.diffy.view.FindingsCsv;
import io.diffy.view.FindingsTable;
import io.diffy.view.OpenFindings;
import io.diffy.view.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.errors.AuthorizationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is open now, highest score first. */
@Command(
    name = "findings",
    description = "Show the open findings, highest score first.",
    footer =
        "Exit code 1 when an open one of medium or above is shown, 3 when there is nothing that was"
            + " judged.")
final class FindingsCommand extends ClusterCommand {
  private static final Duration WATCH = Duration.ofMillis(500);

  /** So often Kafka is asked whether it is there while nothing comes. */
  private static final Duration ASK = Duration.ofSeconds(2);

  @Mixin private RankedOutput output;
  @Mixin private FilterOptions filter;
  @Mixin private FindingsInput input;

  @Option(
      names = "--state",
      paramLabel = "open|accepted|closed|all",
      defaultValue = "open",
      description = "How they stand. Default: ${DEFAULT-VALUE}")
  private State state;

  @Option(names = "--all", fallbackValue = "true", description = "As --state all.")
  private boolean all;

  @Option(
      names = "--follow",
      fallbackValue = "true",
      description = "Go on with every event as it comes, until Ctrl-C.")
  private boolean follow;

  private DecidedSince decided = new DecidedSince(List.of(), Instant.EPOCH);

  FindingsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    state = all ? State.ALL : state;
    if (!input.given()) {
      return super.call();
    }
    if (follow) {
      throw new UsageError("--follow is for the topic; leave out --input");
    }
    try (Progress progress = new Progress(context.screen())) {
      OpenFindings findings = new OpenFindings();
      KnownGroups known = input.read(context, progress, findings);
      return input.exitCode(show(findings, known, new FindingCodec()).accuses());
    }
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("reading the findings");
    Codec<Finding> codec = cluster.topics().findings().codec();
    OpenFindings findings = new OpenFindings();
    try (TopicReader<Finding> reader =
        TopicReader.fromStart(cluster, cluster.topics().findings())) {
      reader.readToEnd(findings::add);
      decided = decidedSince(cluster);
      KnownGroups known = known(cluster, reader, findings, progress);
      progress.idle();
      Chosen chosen = show(findings, known, codec);
      if (follow) {
        follow(reader, findings, chosen, codec);
      }
      return ExitCode.of(chosen.accuses());
    }
  }

  /** Who follows waits for the first window, too. */
  private KnownGroups known(
      Cluster cluster, TopicReader<Finding> reader, OpenFindings findings, Progress progress) {
    KnownGroups known = KnownGroups.in(cluster, findings.groups());
    if (follow && !known.isAnyJudged()) {
      progress.idle();
      context.note("Nothing was judged here yet; waiting for the first window.");
      while (!known.isAnyJudged()) {
        reader.poll(ASK).forEach(findings::add);
        known = KnownGroups.in(cluster, findings.groups());
      }
    }
    return known;
  }

  /** Until Ctrl-C, which then says what this command would say without it. */
  private void follow(
      TopicReader<Finding> reader, OpenFindings findings, Chosen chosen, Codec<Finding> codec) {
    OnExit.endWith(OptionalInt.of(ExitCode.of(chosen.accuses())));
    try {
      Instant asked = context.clock().instant();
      boolean answered = true;
      while (follow) {
        List<Finding> events = reader.poll(WATCH);
        events.forEach(findings::add);
        if (!events.isEmpty()) {
          print(events.stream().filter(e -> filter.isWanted(e, chosen, context)).toList(), codec);
          List<Finding> now =
              findings.ranked(f -> state.holds(f) && filter.isWanted(f, chosen, context));
          OnExit.endWith(OptionalInt.of(ExitCode.of(Verdict.accusesNow(now))));
        } else if (context.clock().instant().isAfter(asked.plus(ASK))) {
          boolean answers = reader.isAnswered(ASK);
          if (answers != answered) {
            context.note(
                answers
                    ? "Kafka answers again; nothing was missed."
                    : "Kafka does not answer; what comes is shown when it does again.");
          }
          answered = answers;
          asked = context.clock().instant();
        }
      }
    } finally {
      if (!OnExit.stopping()) {
        OnExit.endWith(OptionalInt.empty());
      }
    }
  }

  private void print(List<Finding> events, Codec<Finding> codec) {
    boolean groups = filter.group.isEmpty();
    if (!output.printed(
        context.screen(),
        () -> {
          List<String> lines = FindingsCsv.findings(events, table().summary());
          return lines.subList(1, lines.size());
        })) {
      output
          .plain()
          .printOn(
              context.screen(),
              codec,
              events,
              all -> all.forEach(event -> table().printEvent(event, groups)));
    }
  }

  /** A reader of findings, a SIEM for one, need not be allowed to read what people decided. */
  private DecidedSince decidedSince(Cluster cluster) {
    try {
      return new DecidedSince(new TopicRange(cluster).exceptions(), context.clock().instant());
    } catch (AuthorizationException e) {
      context.note(
          "What was decided since is not shown: this user may not read %s.",
          cluster.topics().exceptions().name());
      return decided;
    }
  }

  private Chosen show(OpenFindings findings, KnownGroups known, Codec<Finding> codec) {
    Chosen chosen = filter.of(findings, state, known, context);
    List<Finding> shown = chosen.shown();
    if (!output.printed(context.screen(), () -> FindingsCsv.findings(shown, table().summary()))) {
      if (follow) {
        // An array would never end.
        output.plain().printOn(context.screen(), codec, shown, found -> print(chosen, known));
      } else {
        output.plain().print(context.screen(), codec, shown, found -> print(chosen, known));
      }
    }
    if (!output.plain().isTable() && chosen.hidden() > 0) {
      context.note("%d findings are hidden by the filter.", chosen.hidden());
    }
    return chosen;
  }

  private void print(Chosen chosen, KnownGroups known) {
    String what = state == State.ALL ? "" : Phrases.word(state) + " ";
    if (chosen.shown().isEmpty()) {
      String where =
          chosen
              .group()
              .map(group -> "of " + group)
              .orElseGet(() -> "in " + Phrases.some(known.names(), 3, "groups"));
      context.say("No %sfindings %s%s.", what, where, chosen.others());
    } else {
      new FindingsTable(table().summary(), context.screen(), decided::lines).print(chosen.shown());
      context.say("");
      context.say("%s%s.", FindingCounts.of(chosen.shown()), chosen.others());
      long accepted = chosen.shown().stream().filter(decided::isAccepted).count();
      if (accepted > 0) {
        context.say(
            "%d of them %s accepted since, and left out when judged next.",
            accepted, accepted == 1 ? "is" : "are");
      }
      chosen.onlyTold().filter(said -> state == State.OPEN).ifPresent(said -> context.say(said));
    }
  }

  private FindingsTable table() {
    return FindingsTable.on(context.screen());
  }
}
