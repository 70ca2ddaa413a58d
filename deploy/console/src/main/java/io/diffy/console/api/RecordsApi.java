package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.EventStreams;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Reply;
import io.diffy.console.state.ConsoleState.Audited;
import io.diffy.console.state.ConsoleState.DeadRecord;
import io.diffy.console.state.TopicFeed.Progress;
import io.diffy.schemas.DecisionSubject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Dead letters, the audit trail, the shipped queries, and how the console itself is. */
record RecordsApi(Desk desk, EventStreams streams, Supplier<Progress> progress, Instant started) {
  Map<String, Handling> handlings() {
    return Map.of(
        "deadLetters", this::deadLetters,
        "audit", this::audit,
        "pack", this::pack,
        "health", this::health);
  }

  private Reply deadLetters(Call call) {
    String text = call.text("text", 200).orElse("").toLowerCase(Locale.ROOT);
    return desk.state()
        .read(
            () -> {
              List<DeadRecord> found =
                  desk.state().dead().stream()
                      .filter(
                          record ->
                              FindingFilter.contains(record.excerpt(), text)
                                  || FindingFilter.contains(record.headers().toString(), text))
                      .toList();
              return Reply.ok(
                  Paging.page(
                      call, found, r -> r.partition() + "-" + r.offset(), RecordsApi::dead));
            });
  }

  private static ObjectNode dead(DeadRecord record) {
    ObjectNode node = FindingJson.node();
    FindingJson.text(node, "topic", record.headers().getOrDefault("diffy.topic", ""));
    node.put("partition", record.partition()).put("offset", record.offset());
    FindingJson.time(node, "at", record.at());
    node.put("reason", record.headers().getOrDefault("diffy.reason", "not said"));
    node.put("key", record.key()).put("bytes", record.bytes());
    FindingJson.row(node.putObject("headers"), record.headers());
    return node.put("excerpt", record.excerpt());
  }

  private Reply audit(Call call) {
    Instant from = call.time("from").orElse(Instant.MIN);
    Instant to = call.until("to").orElse(Instant.MAX);
    Optional<String> group = call.text("group");
    return desk.state()
        .read(
            () -> {
              List<Audited> found =
                  desk.state().audit().stream()
                      .filter(entry -> !entry.at().isBefore(from) && !entry.at().isAfter(to))
                      .filter(entry -> group.map(n -> isOf(entry, n)).orElse(true))
                      .toList();
              if (found.isEmpty()) {
                desk.group(call);
              }
              return Reply.ok(Paging.page(call, found, Audited::id, EventJson::audit));
            });
  }

  private static boolean isOf(Audited audited, String group) {
    DecisionSubject subject = audited.entry().subject();
    return subject.holdsEverywhere() || subject.group().isNamed(group);
  }

  private Reply pack(Call call) {
    ObjectNode node = FindingJson.node().put("name", desk.pack().name());
    ArrayNode queries = node.putArray("queries");
    desk.pack()
        .queries()
        .forEach(
            (name, query) -> {
              ObjectNode one = queries.addObject().put("query", name).put("sql", query.sql());
              one.put("interval_seconds", query.intervalSeconds());
              FindingJson.text(one, "description", query.description());
              FindingJson.texts(one, "techniques", query.techniques());
              FindingJson.texts(one, "identity", query.identity());
              FindingJson.texts(one, "volatile", query.volatileColumns());
              FindingJson.texts(one, "benign", query.benignCauses());
            });
    return Reply.ok(node);
  }

  private Reply health(Call call) {
    Progress now = progress.get();
    ObjectNode node = FindingJson.node().put("ready", now.ready()).put("state", now.words());
    FindingJson.time(node, "started_at", started);
    String version = RecordsApi.class.getPackage().getImplementationVersion();
    node.put("version", version == null ? "unpackaged" : version);
    EventJson.progress(now, node.putArray("topics"));
    Runtime runtime = Runtime.getRuntime();
    node.putObject("memory")
        .put("used", runtime.totalMemory() - runtime.freeMemory())
        .put("max", runtime.maxMemory());
    node.put("streams", streams.open());
    return desk.state()
        .read(
            () ->
                Reply.ok(
                    node.put("dead_letters", desk.state().dead().size())
                        .put("findings", desk.state().findings().size())
                        .put("dropped", desk.state().dropped())
                        .put("unreadable", desk.state().unreadableRecords())));
  }
}
