package io.diffy.console.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.console.state.RecordLookup;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topic;
import io.diffy.view.AnswerStack;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the hosts of a group answered lately. It is read from its topic when it is asked, since
 * nobody keeps it all.
 */
record GroupAnswers(Desk desk, RecordLookup lookup, Semaphore turns) {
  private static final int MOST_AT_A_TIME = 2;
  private static final long MOST_BYTES = 256L << 20;

  /** Why not all of it was read. */
  static final String INCOMPLETE =
      "more than %d MiB or ten seconds of answers lie on the group's partition since then: hosts are missing"
          .formatted(MOST_BYTES >> 20);

  GroupAnswers(Desk desk, RecordLookup lookup) {
    this(desk, lookup, new Semaphore(MOST_AT_A_TIME));
  }

  /** What reads answers waits for nobody: there may be many who ask. */
  <T> T inTurn(Supplier<T> work) {
    if (!turns.tryAcquire()) {
      throw Problem.of(Kind.BUSY, "two others read answers already; ask again in a moment");
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  /** Counted from when the group was judged last: what is quiet can still be looked at. */
  Instant since(GroupKey group, Collection<String> queries) {
    Optional<Instant> last =
        desk.state()
            .read(
                () ->
                    desk.state().find(group).stream()
                        .flatMap(of -> queries.stream().flatMap(query -> of.newest(query).stream()))
                        .map(Evaluation::evaluatedAt)
                        .min(Comparator.naturalOrder()));
    return last.orElse(desk.clock().instant()).minus(patience(desk, queries));
  }

  /** How long the slowest of them may take to be answered again. */
  static Duration patience(Desk desk, Collection<String> queries) {
    return queries.stream()
        .map(query -> AnswerStack.patience(desk.pack(), query))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Each answer since then, as it came; false when there were too many to read all. */
  boolean read(GroupKey group, Instant since, Consumer<Observation> each) {
    return read(group, since, Instant.MAX, each);
  }

  /** The same of what the broker took up to a time. */
  boolean read(GroupKey group, Instant since, Instant until, Consumer<Observation> each) {
    return new Reading(Optional.of(group), until, each).of(partition(group), since);
  }

  /** The same of one group or of all, up to now. */
  boolean read(Optional<GroupKey> group, Instant since, Consumer<Observation> each) {
    Reading reading = new Reading(group, Instant.MAX, each);
    return group
        .map(one -> reading.of(partition(one), since))
        .orElseGet(
            () ->
                IntStream.range(0, topic().partitions())
                    .allMatch(partition -> reading.of(partition, since)));
  }

  private int partition(GroupKey group) {
    return Partitioning.of(group.toString(), topic().partitions());
  }

  private Topic<Observation> topic() {
    return desk.cluster().topics().observations();
  }

  /** Bounded in bytes and in time, over however many partitions. */
  private final class Reading {
    private final long deadline = System.nanoTime() + RecordLookup.PATIENCE.toNanos();
    private final Optional<GroupKey> group;
    private final Optional<byte[]> key;
    private final Instant until;
    private final Consumer<Observation> each;
    private long bytes;
    private boolean over;

    Reading(Optional<GroupKey> group, Instant until, Consumer<Observation> each) {
      this.group = group;
      this.key = group.map(one -> one.toString().getBytes(UTF_8));
      this.until = until;
      this.each = each;
    }

    boolean of(int partition, Instant since) {
      return lookup.read(topic().name(), partition, since, this::take) || over;
    }

    private boolean take(ConsumerRecord<byte[], byte[]> record) {
      over = Instant.ofEpochMilli(record.timestamp()).isAfter(until);
      if (over) {
        return false;
      }
      // Others share the partition; their answers are not even parsed.
      if (record.value() != null && key.map(k -> Arrays.equals(record.key(), k)).orElse(true)) {
        bytes += record.value().length;
        try {
          Observation answer = topic().codec().decode(record.value());
          if (group.map(answer.instance().group()::equals).orElse(true)) {
            each.accept(answer);
          }
        } catch (MalformedRecord e) {
          // The dead letters have it.
        }
      }
      return bytes <= MOST_BYTES && System.nanoTime() < deadline;
    }
  }
}
