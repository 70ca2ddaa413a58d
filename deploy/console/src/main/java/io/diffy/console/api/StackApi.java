package io.diffy.console.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.console.http.Reply;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.console.state.RecordLookup;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topic;
import io.diffy.view.AnswerStack;
import io.diffy.view.AnswerStack.Item;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Stacking, as hunters know it: what the hosts of a group answer to a query now, the rarest first.
 * The answers are read from their topic when it is asked, since nobody keeps them all.
 */
record StackApi(Desk desk, RecordLookup lookup, Semaphore turns) {
  private static final int MOST_AT_A_TIME = 2;
  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_INSTANCES = 50;

  StackApi(Desk desk, RecordLookup lookup) {
    this(desk, lookup, new Semaphore(MOST_AT_A_TIME));
  }

  Map<String, Handling> handlings() {
    return Map.of("stack", this::stack);
  }

  /** What was read. */
  private static final class Read {
    private final AnswerStack stack;
    private long bytes;

    Read(AnswerStack stack) {
      this.stack = stack;
    }
  }

  private Reply stack(Call call) {
    String query = call.required("query");
    GroupKey group =
        desk.state()
            .read(
                () -> {
                  GroupState found = desk.group(call.required("group"));
                  if (!found.queries().contains(query)) {
                    throw Problem.unknown("this query was not judged in this group");
                  }
                  return found.key();
                });
    if (!turns.tryAcquire()) {
      throw Problem.of(Kind.BUSY, "two stacks are being made already; ask again in a moment");
    }
    try {
      return stack(call, group, query);
    } finally {
      turns.release();
    }
  }

  private Reply stack(Call call, GroupKey group, String query) {
    Instant since = since(group, query);
    Topic<Observation> topic = desk.cluster().topics().observations();
    Codec<Observation> codec = topic.codec();
    Read read = new Read(new AnswerStack(desk.pack(), query, List.of()));
    byte[] key = group.toString().getBytes(UTF_8);
    boolean complete =
        lookup.read(
            topic.name(),
            Partitioning.of(group.toString(), topic.partitions()),
            since,
            record -> {
              // Others share the partition; their answers are not even parsed.
              if (record.value() != null && Arrays.equals(record.key(), key)) {
                read.bytes += record.value().length;
                keep(record.value(), codec, group, query, read);
              }
              return read.bytes <= MOST_BYTES;
            });
    String text = call.text("text", 200).orElse("").toLowerCase(Locale.ROOT);
    List<Item> shown =
        read.stack.rarest(Instant.MIN).stream()
            .filter(
                item ->
                    text.isEmpty()
                        || item.row().values().stream()
                            .anyMatch(value -> FindingFilter.contains(value, text)))
            .toList();
    int covered = read.stack.hosts(Instant.MIN);
    return desk.state()
        .read(
            () -> {
              List<Finding> open = open(group, query);
              ObjectNode page =
                  Paging.page(call, shown, Item::id, item -> item(query, item, covered, open));
              page.put("covered", covered).put("answers", read.stack.answers());
              FindingJson.time(page, "since", since);
              page.put("complete", complete);
              if (!complete) {
                page.put(
                    "why",
                    "more than %d MiB or ten seconds of answers lie on the group's partition since then: hosts are missing"
                        .formatted(MOST_BYTES >> 20));
              }
              return Reply.ok(page);
            });
  }

  /** Counted from when the group was judged last: what is quiet can still be looked at. */
  private Instant since(GroupKey group, String query) {
    Optional<Evaluation> newest =
        desk.state().read(() -> desk.state().find(group).flatMap(g -> g.newest(query)));
    Instant last = newest.map(Evaluation::evaluatedAt).orElse(desk.clock().instant());
    return last.minus(AnswerStack.patience(desk.pack(), query));
  }

  private static void keep(
      byte[] value, Codec<Observation> codec, GroupKey group, String query, Read read) {
    try {
      Observation answer = codec.decode(value);
      if (answer.instance().group().equals(group) && answer.query().equals(query)) {
        read.stack.add(answer, answer.collectedAt());
      }
    } catch (MalformedRecord e) {
      // The dead letters have it.
    }
  }

  private List<Finding> open(GroupKey group, String query) {
    return desk.state().findings().stream()
        .map(FindingLife::latest)
        .filter(f -> f.isOpen() && f.group().equals(group) && f.query().equals(query))
        .filter(f -> f.kind().isDeviation())
        .toList();
  }

  private ObjectNode item(String query, Item item, int of, List<Finding> open) {
    ObjectNode node = FindingJson.node();
    FindingJson.row(node.putObject("row"), item.row());
    node.put("summary", desk.words().of(query, item.row()));
    node.put("hosts", item.hosts().size()).put("of", of);
    FindingJson.texts(node, "instances", item.hosts().stream().limit(MOST_INSTANCES).toList());
    FindingJson.time(node, "first_seen", item.first());
    FindingJson.texts(
        node, "findings", open.stream().filter(item::isOf).map(Finding::uid).toList());
    return node;
  }
}
