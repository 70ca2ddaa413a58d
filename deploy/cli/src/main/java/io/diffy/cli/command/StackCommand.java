package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.text.Nearest;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import io.diffy.view.AnswerStack;
import io.diffy.view.AnswerStack.Item;
import io.diffy.view.OpenFindings;
import io.diffy.view.StackView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the hosts of a group answer to a query, the rarest first. */
@Command(
    name = "stack",
    description = {
      "Show what a group's hosts answer to a query, the rarest first: on how many hosts, which ones,",
      "since when. The newest whole answer of each host counts, accepted or not.",
      "Without --since these are the answers of 24 hours of the topic, or all of a file. What was",
      "there at the beginning may be older."
    },
    footer = "Exit code 3 when there was nothing to stack.")
final class StackCommand extends ClusterCommand {
  private static final int SHOWN = 20;

  /** Of the topic: long enough for every host to have answered. */
  private static final String USUAL_SPAN = "24h";

  @Mixin private RankedOutput output;
  @Mixin private LookedThrough input;

  @Parameters(
      index = "0",
      paramLabel = "GROUP",
      description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

  @Parameters(
      index = "1",
      paramLabel = "QUERY",
      description = "A query's name: listening_ports, crontab.")
  private String query;

  // The longest name is that of the setting: by is who decides, in other commands.
  @Option(
      names = {"--by", "--stack-by"},
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Stack by these columns, as the hosts wrote them: path,sha256. Default: by the thing that"
              + " the row shows.")
  private List<String> by = List.of();

  @Option(
      names = "--rarest",
      paramLabel = "N",
      description = "So many of them. Default: 20 in a table, all for a program.")
  private Integer rarest;

  private final Pack pack = ShippedPacks.all();
  private final Set<String> queries = new TreeSet<>();
  private final OpenFindings findings = new OpenFindings();
  private AnswerStack stack;
  private Instant from;

  StackCommand(CommandContext context) {
    super(context);
  }

  @Override
  void check() {
    if (rarest != null && rarest < 1) {
      throw new UsageError("--rarest is at least 1");
    }
    from = input.from(USUAL_SPAN, context);
    stack = new AnswerStack(pack, query, by);
  }

  @Override
  public Integer call() {
    if (!input.isOfFiles()) {
      return super.call();
    }
    check();
    Set<GroupKey> groups =
        input.read(
            group,
            pack,
            context,
            (observation, at) -> {
              if (observation.instance().group().isNamed(group) && !at.isBefore(from)) {
                look(observation, at);
              }
            });
    GroupKey key =
        groups.isEmpty()
            ? GroupKey.parse(group)
            : KnownGroups.only(groups).find(group, context.screen());
    int code = report(key, input.names());
    return input.tally().isDamaged() ? ExitCode.FAILURE : code;
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("looking for the group");
    GroupKey key = KnownGroups.withObservations(cluster).find(group, context.screen());
    progress.step("reading the findings");
    TopicReader.readAll(cluster, cluster.topics().findings(), findings::add);
    String topic = cluster.topics().observations().name();
    progress.step("reading " + topic);
    TopicReader.readFrom(
        cluster,
        cluster.topics().observations(),
        from,
        key.toString(),
        (observation, appended) -> {
          Instant said = observation.collectedAt();
          if (observation.instance().group().equals(key)) {
            look(observation, said.isAfter(appended) ? appended : said);
            progress.detail("reading %s: %,d answers".formatted(topic, stack.answers()));
          }
        });
    progress.idle();
    return report(key, topic);
  }

  private void look(Observation observation, Instant at) {
    queries.add(observation.query());
    stack.seen(observation.instance().instanceId());
    if (observation.query().equals(query)) {
      stack.add(observation, at);
    }
  }

  private int report(GroupKey key, String where) {
    if (stack.answers() == 0) {
      String others =
          queries.isEmpty() || queries.contains(query)
              ? !input.isOfFiles() && !input.isSince() ? "; --since 7d reads more" : ""
              : Nearest.question(query, queries);
      throw new CommandFailure(
          "nothing to stack: %s holds no whole answer of %s to %s since %s%s"
              .formatted(
                  where,
                  key,
                  query,
                  from.equals(Instant.MIN) ? "its beginning" : from,
                  others.isEmpty() && !queries.isEmpty()
                      ? "; it holds " + Phrases.some(queries, 5, "queries")
                      : others));
    }
    for (String column : by) {
      if (!stack.columns().contains(column)) {
        throw new CommandFailure(
            "no row of %s has a column \"%s\"%s"
                .formatted(query, column, Nearest.question(column, stack.columns())));
      }
    }
    Instant current = stack.current(AnswerStack.patience(pack, query));
    List<Item> items = stack.rarest(current);
    List<Finding> open =
        findings.ranked(
            f ->
                f.isOpen()
                    && f.kind().isDeviation()
                    && f.group().equals(key)
                    && f.query().equals(query));
    StackView view = new StackView(pack, key, query, by, stack.hosts(current), open);
    int most = rarest == null ? (output.plain().isTable() ? SHOWN : items.size()) : rarest;
    List<Item> shown = items.subList(0, Math.min(most, items.size()));
    if (!output.printed(context.screen(), () -> view.csv(shown))) {
      if (output.plain().isTable()) {
        view.print(context.screen(), shown);
      } else {
        output.plain().json(context.screen(), shown.stream().map(view::json).toList());
      }
    }
    Screen remarks = output.plain().remarks(context.screen());
    remarks(items, shown.size(), current).forEach(line -> remarks.tell(line));
    return ExitCode.NOTHING_FOUND;
  }

  /** What was looked at, and what is not in it. */
  private List<String> remarks(List<Item> items, int shown, Instant current) {
    List<String> lines = new ArrayList<>();
    lines.add(
        (shown < items.size()
                ? "The rarest %2$d of %1$s, on %3$s; --rarest %4$d shows all."
                : "%1$s on %3$s.")
            .formatted(
                Phrases.count(items.size(), "thing"),
                shown,
                Phrases.count(stack.hosts(current), "host"),
                items.size()));
    lines.addAll(stack.looked());
    stack
        .missing(current)
        .forEach(
            (why, hosts) ->
                lines.add("Not counted: %s (%s).".formatted(Phrases.some(hosts, 3, ""), why)));
    if (stack.isFull()) {
      lines.add("There is more: so many different things are not kept.");
    }
    return lines;
  }
}
