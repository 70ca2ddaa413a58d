package io.diffy.processor.evaluation.state;

import io.diffy.processor.store.SubTable;
import io.diffy.processor.store.Table;
import io.diffy.rules.state.InstanceCount;
import io.diffy.rules.state.InstanceQueries;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Who is in the store {@code answers}, counted: of each instance the queries that it answers, of
 * each group its instances. Kept in the same store, and in step with it.
 */
public final class InstanceRegistry {
  private final Table<InstanceQueries> instances;
  private final Table<byte[]> stored;
  private final Table<InstanceCount> counts;

  /** What was read last: a flood of one host asks for the same again and again. */
  private byte[] lastStored = new byte[0];

  private Optional<InstanceQueries> last = Optional.empty();
  private GroupKey counted = GroupKey.named("");
  private InstanceCount lastCount = InstanceCount.NONE;

  public InstanceRegistry(KeyValueStore<String, byte[]> answers) {
    this.instances = new Table<>(answers, InstanceQueries::encode, InstanceQueries::decode);
    this.stored = Table.ofBytes(answers);
    this.counts = new Table<>(answers, InstanceCount::encode, InstanceCount::decode);
  }

  public Optional<InstanceQueries> of(GroupKey group, String instanceId) {
    Optional<byte[]> bytes = stored.get(group, SubTable.QUERIES, instanceId);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    if (!Arrays.equals(bytes.get(), lastStored)) {
      last = bytes.map(InstanceQueries::decode);
      lastStored = bytes.get();
    }
    return last;
  }

  /** All of a group, by instance id. */
  public Map<String, InstanceQueries> of(GroupKey group) {
    return instances.scan(group, SubTable.QUERIES);
  }

  public InstanceCount count(GroupKey group) {
    if (!group.equals(counted)) {
      lastCount = counts.get(group, SubTable.INSTANCES).orElse(InstanceCount.NONE);
      counted = group;
    }
    return lastCount;
  }

  public void enter(GroupKey group, String instanceId, InstanceQueries queries) {
    count(group, 1);
    put(group, instanceId, queries);
  }

  public void put(GroupKey group, String instanceId, InstanceQueries queries) {
    lastStored = queries.encode();
    last = Optional.of(queries);
    stored.put(lastStored, group, SubTable.QUERIES, instanceId);
  }

  /** Takes a query from an instance; returns whether it answers none any more, and has left. */
  public boolean leave(GroupKey group, String query, String instanceId) {
    Optional<InstanceQueries> before = of(group, instanceId);
    if (before.isEmpty()) {
      return true;
    }
    InstanceQueries left = before.get().without(query);
    if (left.queries().isEmpty()) {
      instances.delete(group, SubTable.QUERIES, instanceId);
      count(group, -1);
      return true;
    }
    put(group, instanceId, left);
    return false;
  }

  public void clearedAt(GroupKey group, Instant now) {
    put(group, new InstanceCount(count(group).instances(), now));
  }

  private void count(GroupKey group, int more) {
    InstanceCount before = count(group);
    put(group, new InstanceCount(before.instances() + more, before.cleared()));
  }

  private void put(GroupKey group, InstanceCount count) {
    counted = group;
    lastCount = count.instances() > 0 ? count : InstanceCount.NONE;
    if (count.instances() > 0) {
      counts.put(count, group, SubTable.INSTANCES);
    } else {
      counts.delete(group, SubTable.INSTANCES);
    }
  }
}
