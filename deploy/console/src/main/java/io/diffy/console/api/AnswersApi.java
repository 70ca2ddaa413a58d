package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.console.state.GroupState;
import io.diffy.ondemand.WholeAnswers;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What hosts answered, read from its topic when it is asked: what one ran at a time, though it may
 * be gone since, and which images a group ran when.
 */
record AnswersApi(Desk desk, GroupAnswers answers) {
  private static final int MOST_ROWS = 2_000;
  private static final Duration DAY = Duration.ofDays(1);

  /** Who was cut off hands in later what it kept. */
  private static final Duration ON_THEIR_WAY = Duration.ofDays(2);

  Map<String, Handling> handlings() {
    return Map.of(
        "instanceAnswers", this::ofInstance, "deploys", this::deploys, "tables", this::tables);
  }

  private Reply ofInstance(Call call) {
    String id = call.required("instance");
    GroupKey group = desk.state().read(() -> desk.group(call.required("group")).key());
    Instant at = call.until("at").orElse(call.now());
    Optional<String> query = call.text("query");
    Duration patience =
        query
            .map(one -> GroupAnswers.patience(desk, List.of(one)))
            .orElseGet(() -> GroupAnswers.patience(desk, desk.pack().queries().keySet()));
    Instant since = call.time("since").orElse(at.minus(patience));
    return answers.inTurn(
        () -> {
          WholeAnswers whole = new WholeAnswers();
          boolean complete =
              answers.read(
                  group,
                  since,
                  at.plus(ON_THEIR_WAY),
                  answer -> {
                    if (answer.instance().instanceId().equals(id)
                        && query.map(answer.query()::equals).orElse(true)
                        && !answer.collectedAt().isAfter(at)) {
                      whole.add(answer);
                    }
                  });
          return Reply.ok(node(whole.newest(), since, at, complete));
        });
  }

  private ObjectNode node(
      Collection<Observation> newest, Instant since, Instant at, boolean complete) {
    ObjectNode node = FindingJson.node();
    ArrayNode items = node.putArray("items");
    for (Observation answer : newest) {
      ObjectNode one = items.addObject().put("query", answer.query());
      FindingJson.time(one, "collected_at", answer.collectedAt());
      one.put("coverage", FindingJson.word(answer.coverage()))
          .put("rows_total", answer.rows().size());
      FindingJson.text(one, "error", answer.status().error());
      ArrayNode rows = one.putArray("rows");
      answer.rows().stream()
          .limit(MOST_ROWS)
          .forEach(row -> FindingJson.row(rows.addObject(), row));
    }
    if (items.isEmpty() && complete) {
      throw Problem.unknown(
          "no answer of this host lies on its topic from %s to %s; it may be older than what is kept"
              .formatted(since, at));
    }
    return ending(node, since, at, complete);
  }

  private static ObjectNode ending(ObjectNode node, Instant since, Instant at, boolean complete) {
    FindingJson.time(node, "since", since);
    FindingJson.time(node, "at", at);
    node.put("complete", complete);
    return complete ? node : node.put("why", GroupAnswers.INCOMPLETE);
  }

  /** Hosts of one image, launch version and type, by the hour. */
  private static final class Band {
    private final Set<String> hosts = new TreeSet<>();
    private final Map<Instant, Set<String>> hours = new TreeMap<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    void add(Observation answer) {
      String id = answer.instance().instanceId();
      Instant at = answer.collectedAt();
      hosts.add(id);
      hours.computeIfAbsent(at.truncatedTo(ChronoUnit.HOURS), h -> new TreeSet<>()).add(id);
      first = at.isBefore(first) ? at : first;
      last = at.isAfter(last) ? at : last;
    }
  }

  private Reply deploys(Call call) {
    GroupKey group = desk.state().read(() -> desk.group(call.required("group")).key());
    Instant to = call.until("to").orElse(call.now());
    Instant from = call.time("from").orElse(to.minus(DAY));
    return answers.inTurn(
        () -> {
          Map<Cohort, Band> bands = new TreeMap<>();
          boolean complete =
              answers.read(
                  group,
                  from,
                  to.plus(ON_THEIR_WAY),
                  answer -> {
                    if (!answer.collectedAt().isBefore(from) && !answer.collectedAt().isAfter(to)) {
                      bands
                          .computeIfAbsent(answer.instance().cohort(), c -> new Band())
                          .add(answer);
                    }
                  });
          ObjectNode node = FindingJson.node();
          ArrayNode items = node.putArray("items");
          List<Map.Entry<Cohort, Band>> order = new ArrayList<>(bands.entrySet());
          order.sort(Map.Entry.comparingByValue((a, b) -> a.first.compareTo(b.first)));
          order.forEach(band -> band(band.getKey(), band.getValue(), items.addObject()));
          return Reply.ok(ending(node, from, to, complete));
        });
  }

  /** Of a query: whole answers, and those with a row. */
  private static final class Rows {
    private int answers;
    private int withRows;
    private Instant last = Instant.MIN;

    void add(Observation answer) {
      answers++;
      withRows += answer.rows().isEmpty() ? 0 : 1;
      last = answer.collectedAt().isAfter(last) ? answer.collectedAt() : last;
    }
  }

  /** Where no host has a row, an intruder's row is all there would be; or the table is broken. */
  private Reply tables(Call call) {
    Optional<GroupKey> group = desk.state().read(() -> desk.group(call).map(GroupState::key));
    Duration slowest = GroupAnswers.patience(desk, desk.pack().queries().keySet());
    Instant since = call.time("since").orElse(call.now().minus(slowest));
    return answers.inTurn(
        () -> {
          Map<String, Rows> tables = new TreeMap<>();
          boolean complete =
              answers.read(
                  group,
                  since,
                  answer -> {
                    if (answer.coverage() == Coverage.OK) {
                      tables.computeIfAbsent(answer.query(), q -> new Rows()).add(answer);
                    }
                  });
          ObjectNode node = FindingJson.node();
          ArrayNode items = node.putArray("items");
          tables.entrySet().stream()
              .sorted(
                  Comparator.comparingDouble(
                      e -> (double) e.getValue().withRows / e.getValue().answers))
              .forEach(
                  entry -> {
                    ObjectNode one = items.addObject().put("query", entry.getKey());
                    one.put("answers", entry.getValue().answers);
                    one.put("with_rows", entry.getValue().withRows);
                    FindingJson.time(one, "last_answer_at", entry.getValue().last);
                  });
          return Reply.ok(ending(node, since, call.now(), complete));
        });
  }

  private static void band(Cohort cohort, Band band, ObjectNode node) {
    node.put("label", cohort.label());
    FindingJson.cohort(node, cohort);
    node.put("hosts", band.hosts.size());
    FindingJson.time(node, "first_answer_at", band.first);
    FindingJson.time(node, "last_answer_at", band.last);
    ArrayNode hours = node.putArray("hours");
    band.hours.forEach(
        (hour, hosts) ->
            FindingJson.time(hours.addObject().put("hosts", hosts.size()), "at", hour));
  }
}
