package io.diffy.processor.snapshot;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.SubTable;
import io.diffy.rules.state.PartialSnapshots;
import io.diffy.rules.state.PartialSnapshots.OpenSnapshot;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The store {@code snapshot-parts}: under group, instance and query what is in assembly; below it
 * each part by its number; and an index of when something is due. All of it leaves, the last when
 * the names of finished answers are forgotten.
 */
final class PartStore {
  static final StoreName PARTS = StoreName.state("snapshot-parts");

  private final KeyValueStore<String, byte[]> store;
  private final Codec<Observation> codec;
  private Optional<Due> first;

  /** What is due when, of whom; the earliest first. */
  record Due(Instant at, String whose) {}

  PartStore(KeyValueStore<String, byte[]> store, Codec<Observation> codec) {
    this.store = store;
    this.codec = codec;
    first = look(Instant.EPOCH);
  }

  static String whose(String group, Observation part) {
    return StateKeys.of(group, part.instance().instanceId(), part.query());
  }

  static String group(String whose) {
    return StateKeys.split(whose)[0];
  }

  PartialSnapshots of(String whose) {
    return PartialSnapshots.decode(store.get(whose));
  }

  /** The earliest of all that is due. */
  Optional<Due> first() {
    return first;
  }

  /** Keeps what an assembly has become; nothing of an empty one. */
  void put(String whose, PartialSnapshots before, PartialSnapshots now) {
    if (now.due().isEmpty()) {
      store.delete(whose);
    } else {
      store.put(whose, now.encode());
    }
    if (!before.due().equals(now.due())) {
      before.due().ifPresent(at -> store.delete(key(at, whose)));
      now.due().ifPresent(at -> store.put(key(at, whose), new byte[0]));
      Stream.concat(before.due().stream(), now.due().stream())
          .min(Comparator.naturalOrder())
          .filter(at -> first.isEmpty() || !at.isAfter(first.get().at()))
          .ifPresent(at -> first = look(at));
    }
  }

  /** Keeps a part as it came. */
  void putPart(String whose, long answer, int number, byte[] part) {
    store.put(key(whose, answer, number), part);
  }

  /** The parts of an answer that came, in the order of their numbers. */
  List<Observation> parts(String whose, OpenSnapshot answer) {
    return answer.numbers().stream().map(number -> part(whose, answer, number)).toList();
  }

  Observation part(String whose, OpenSnapshot answer, int number) {
    return codec.decodeChecked(store.get(key(whose, answer.name(), number)), "a part");
  }

  void deleteParts(String whose, OpenSnapshot answer) {
    answer.numbers().forEach(number -> store.delete(key(whose, answer.name(), number)));
  }

  /**
   * The first of what is due at {@code from} or later. Not from the beginning of the index: what
   * was deleted there lies in the way until the store is compacted.
   */
  private Optional<Due> look(Instant from) {
    try (KeyValueIterator<String, byte[]> all =
        store.range(key(from, ""), SubTable.DUE.toString() + '\u0001')) {
      return all.hasNext() ? Optional.of(due(all.next().key)) : Optional.empty();
    }
  }

  private static Due due(String stored) {
    String[] key = StateKeys.split(stored);
    return new Due(
        Instant.ofEpochMilli(Long.parseLong(key[1], 16)), StateKeys.of(key[2], key[3], key[4]));
  }

  private static String key(String whose, long answer, int number) {
    return StateKeys.of(whose, StateKeys.hex(answer), number);
  }

  private static String key(Instant due, String whose) {
    return StateKeys.of(SubTable.DUE, StateKeys.hex(due.toEpochMilli()), whose);
  }
}
