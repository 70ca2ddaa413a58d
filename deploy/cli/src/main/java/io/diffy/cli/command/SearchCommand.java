package io.diffy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.cluster.TopicReader;
import io.diffy.input.InputTally;
import io.diffy.replay.RowSearch;
import io.diffy.replay.RowSearch.Hit;
import io.diffy.replay.SoughtRow;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.text.Nearest;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Csv;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says which hosts have a row now, or had it in the time that answers are kept. */
@Command(
    name = "search",
    description = {
      "Say which hosts have a row now, or had it in the time that answers are kept.",
      "Answers are searched as they came, accepted or not, judged or not."
    },
    footer = "Exit code 1 when it was found, 3 when there was nothing to search.")
final class SearchCommand extends ClusterCommand {
  @Mixin private RankedOutput output;
  @Mixin private LookedThrough input;

  @Option(
      names = "--row",
      paramLabel = "COLUMN=VALUE",
      description =
          "What the row holds: path=/tmp/x; * stands for any text in both. Repeated: all of them.")
  private List<String> cells = List.of();

  @Option(
      names = "--hash",
      paramLabel = "HEX",
      description = "The row holds this MD5, SHA-1 or SHA-256 in any column.")
  private String hash = "";

  @Option(names = "--group", paramLabel = "GROUP", description = "Only this group's hosts.")
  private String group = "";

  private RowSearch search;
  private Instant from;

  SearchCommand(CommandContext context) {
    super(context);
  }

  @Override
  void check() {
    if (cells.isEmpty() && hash.isEmpty()) {
      throw new UsageError("what for? Say --row path=/tmp/x, or --hash");
    }
    search =
        new RowSearch(
            new SoughtRow(
                cells.stream()
                    .map(text -> UsageError.parse("--row", text, SoughtRow.Cell::parse))
                    .toList(),
                UsageError.parseIfGiven("--hash", hash, SoughtRow::hash)));
    from = input.from("", context);
  }

  @Override
  public Integer call() {
    if (!input.isOfFiles()) {
      return super.call();
    }
    check();
    Set<GroupKey> groups =
        input.read(group.isEmpty() ? "osqueryd" : group, ShippedPacks.all(), context, this::look);
    if (!groups.isEmpty() && !group.isEmpty()) {
      KnownGroups.only(groups).find(group, context.screen());
    }
    return report(input.names());
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    if (!group.isEmpty()) {
      group = KnownGroups.withObservations(cluster).find(group, context.screen()).toString();
    }
    progress.step("reading " + cluster.topics().observations().name());
    TopicReader.readFrom(
        cluster,
        cluster.topics().observations(),
        from,
        (observation, appended) -> {
          Instant said = observation.collectedAt();
          look(observation, said.isAfter(appended) ? appended : said);
        });
    progress.idle();
    return report(cluster.topics().observations().name());
  }

  private void look(Observation observation, Instant at) {
    boolean meant = group.isEmpty() || observation.instance().group().isNamed(group);
    if (meant && !at.isBefore(from)) {
      search.add(observation, at);
    }
  }

  private int report(String where) {
    InputTally tally = input.tally();
    if (search.isEmpty()) {
      throw new CommandFailure(
          "nothing could be searched: %s holds no answer%s%s"
              .formatted(
                  where,
                  group.isEmpty() && !input.isSince() ? "" : " of this group and time",
                  tally.bad() > 0 ? "; %,d lines are none".formatted(tally.bad()) : ""));
    }
    List<Hit> hits = List.copyOf(search.hits());
    if (hits.isEmpty() && !search.unknownColumns().isEmpty()) {
      String column = search.unknownColumns().get(0);
      throw new CommandFailure(
          "no row of %s has a column \"%s\"%s"
              .formatted(where, column, Nearest.question(column, search.columns())));
    }
    if (!output.printed(context.screen(), () -> csv(hits))) {
      if (output.plain().isTable()) {
        table(hits);
      } else {
        output.plain().json(context.screen(), hits.stream().map(SearchCommand::json).toList());
      }
    }
    search.searched().forEach(line -> output.plain().remarks(context.screen()).say(line));
    boolean lost =
        tally.isDamaged() || (hits.isEmpty() && (tally.bad() > 0 || tally.isUnreadSomewhere()));
    return lost ? ExitCode.FAILURE : ExitCode.of(!hits.isEmpty());
  }

  private void table(List<Hit> hits) {
    if (hits.isEmpty()) {
      InputTally tally = input.tally();
      boolean lost = tally.isDamaged() || tally.bad() > 0 || tally.isUnreadSomewhere();
      context.say(lost ? "Not found in what could be read." : "Not found.");
      return;
    }
    boolean several = search.groups() > 1;
    TableView table = new TableView();
    if (several) {
      table.names("GROUP");
    }
    table.names("INSTANCE").flexible("QUERY").column("FIRST (UTC)", "LAST (UTC)");
    table.number("ANSWERS").column("NOW");
    for (Hit hit : hits) {
      List<String> row = new ArrayList<>(texts(hit));
      if (!several) {
        row.remove(0);
      }
      table.row(hit.now() ? Style.RED : Style.PLAIN, row, List.of(Phrases.head(row(hit), 300)));
    }
    table.print(context.screen());
    context.say("");
    long hosts =
        hits.stream()
            .map(hit -> hit.place().group() + " " + hit.place().instanceId())
            .distinct()
            .count();
    context.say(
        "Found on %s of %s.",
        Phrases.count(hosts, "host"), Phrases.count(search.groups(), "group"));
  }

  private static List<String> texts(Hit hit) {
    return List.of(
        hit.place().group().toString(),
        hit.place().instanceId(),
        hit.place().query(),
        TimeText.minutes(hit.first()),
        TimeText.minutes(hit.last()),
        Long.toString(hit.answers()),
        hit.now() ? "yes" : "gone");
  }

  private static String row(Hit hit) {
    return hit.row().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(cell -> cell.getKey() + "=" + cell.getValue())
        .collect(Collectors.joining(" "));
  }

  private static List<String> csv(List<Hit> hits) {
    List<String> lines = new ArrayList<>();
    lines.add("group,instance_id,query,first_seen,last_seen,answers,now,row");
    for (Hit hit : hits) {
      List<String> cells = new ArrayList<>(texts(hit));
      cells.set(3, hit.first().toString());
      cells.set(4, hit.last().toString());
      cells.add(row(hit));
      lines.add(Csv.line(cells));
    }
    return lines;
  }

  private static String json(Hit hit) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("group", hit.place().group().toString());
    object.put("instance_id", hit.place().instanceId()).put("query", hit.place().query());
    object.put("first_seen", hit.first().toString()).put("last_seen", hit.last().toString());
    object.put("answers", hit.answers()).put("now", hit.now());
    ObjectNode row = object.putObject("row");
    hit.row().forEach(row::put);
    return object.toString();
  }
}
