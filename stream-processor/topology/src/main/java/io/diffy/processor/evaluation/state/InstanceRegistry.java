package io.diffy.processor.evaluation.state;

import io.diffy.rules.state.InstanceCount;
import io.diffy.rules.state.InstanceQueries;
import io.diffy.rules.state.StateKeys;
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
public final class InstanceRegistry {
  /** In the place of a query. No query is called so, for no name holds that character. */
  private static final String ROLL = "\u0001queries";

  private static final String HEADCOUNT = "\u0001instances";

  private final KeyValueStore<String, byte[]> answers;

  public InstanceRegistry(KeyValueStore<String, byte[]> answers) {
    this.answers = answers;
  }

  public Optional<InstanceQueries> of(GroupKey group, String instanceId) {
    return Optional.ofNullable(answers.get(StateKeys.of(group, ROLL, instanceId)))
        .map(InstanceQueries::decode);
  }

  /** All of a group, by instance id. */
  public Map<String, InstanceQueries> of(GroupKey group) {
    Map<String, InstanceQueries> rolls = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        answers.prefixScan(StateKeys.prefix(group, ROLL), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        rolls.put(StateKeys.split(entry.key)[2], InstanceQueries.decode(entry.value));
      }
    }
    return rolls;
  }

  public InstanceCount headcount(GroupKey group) {
    return InstanceCount.decode(answers.get(StateKeys.of(group, HEADCOUNT)));
  }

  public void enter(GroupKey group, String instanceId, InstanceQueries roll) {
    count(group, 1);
    put(group, instanceId, roll);
  }

  public void put(GroupKey group, String instanceId, InstanceQueries roll) {
    answers.put(StateKeys.of(group, ROLL, instanceId), roll.encode());
  }

  /** Takes a query from an instance; returns whether it answers none any more, and has left. */
  public boolean leave(GroupKey group, String query, String instanceId) {
    Optional<InstanceQueries> before = of(group, instanceId);
    if (before.isEmpty()) {
      return true;
    }
    InstanceQueries left = before.get().without(query);
    if (left.queries().isEmpty()) {
      answers.delete(StateKeys.of(group, ROLL, instanceId));
      count(group, -1);
      return true;
    }
    put(group, instanceId, left);
    return false;
  }

  public void clearedAt(GroupKey group, Instant now) {
    put(group, new InstanceCount(headcount(group).instances(), now));
  }

  private void count(GroupKey group, int more) {
    InstanceCount before = headcount(group);
    put(group, new InstanceCount(before.instances() + more, before.cleared()));
  }

  private void put(GroupKey group, InstanceCount headcount) {
    if (headcount.instances() > 0) {
      answers.put(StateKeys.of(group, HEADCOUNT), headcount.encode());
    } else {
      answers.delete(StateKeys.of(group, HEADCOUNT));
    }
  }
}
