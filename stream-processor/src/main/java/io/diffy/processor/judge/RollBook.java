package io.diffy.processor.judge;

import io.diffy.processor.store.Headcount;
import io.diffy.processor.store.Keys;
import io.diffy.processor.store.Roll;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Who is in the store {@code answers}, counted: of each instance the queries that it answers, of
 * each group its instances. Kept in the same store, and in step with it.
 */
final class RollBook {
  /** In the place of a query. No query is called so, for no name holds that character. */
  private static final String ROLL = "\u0001queries";

  private static final String HEADCOUNT = "\u0001instances";

  private final KeyValueStore<String, byte[]> answers;

  RollBook(KeyValueStore<String, byte[]> answers) {
    this.answers = answers;
  }

  Optional<Roll> of(GroupKey group, String instanceId) {
    return Optional.ofNullable(answers.get(Keys.of(group, ROLL, instanceId))).map(Roll::decode);
  }

  /** All of a group, by instance id. */
  Map<String, Roll> of(GroupKey group) {
    Map<String, Roll> rolls = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        answers.prefixScan(Keys.prefix(group, ROLL), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        rolls.put(Keys.split(entry.key)[2], Roll.decode(entry.value));
      }
    }
    return rolls;
  }

  Headcount headcount(GroupKey group) {
    return Headcount.decode(answers.get(Keys.of(group, HEADCOUNT)));
  }

  void enter(GroupKey group, String instanceId, Roll roll) {
    count(group, 1);
    put(group, instanceId, roll);
  }

  void put(GroupKey group, String instanceId, Roll roll) {
    answers.put(Keys.of(group, ROLL, instanceId), roll.encode());
  }

  /** Takes a query from an instance; returns whether it answers none any more, and has left. */
  boolean leave(GroupKey group, String query, String instanceId) {
    Optional<Roll> before = of(group, instanceId);
    if (before.isEmpty()) {
      return true;
    }
    Roll left = before.get().without(query);
    if (left.queries().isEmpty()) {
      answers.delete(Keys.of(group, ROLL, instanceId));
      count(group, -1);
      return true;
    }
    put(group, instanceId, left);
    return false;
  }

  void clearedAt(GroupKey group, Instant now) {
    put(group, new Headcount(headcount(group).instances(), now));
  }

  private void count(GroupKey group, int more) {
    Headcount before = headcount(group);
    put(group, new Headcount(before.instances() + more, before.cleared()));
  }

  private void put(GroupKey group, Headcount headcount) {
    if (headcount.instances() > 0) {
      answers.put(Keys.of(group, HEADCOUNT), headcount.encode());
    } else {
      answers.delete(Keys.of(group, HEADCOUNT));
    }
  }
}
