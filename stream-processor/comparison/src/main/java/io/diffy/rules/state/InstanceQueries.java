package io.diffy.rules.state;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which queries an instance answers, in the order in which they first came.
 *
 * @param excess whether the group had too many instances when this one came
 * @param queries their names; a set, because a flood of them asks each time
 * @param cleared when it was last looked for queries that nobody asks any more
 */
public record InstanceQueries(boolean excess, Set<String> queries, Instant cleared) {
  private static final int FORMAT = 1;

  public InstanceQueries(boolean excess, List<String> queries, Instant cleared) {
    this(
        excess,
        queries.size() < 2
            ? Set.copyOf(queries)
            : Collections.unmodifiableSet(new LinkedHashSet<>(queries)),
        cleared);
  }

  public InstanceQueries with(String query) {
    Set<String> more = new LinkedHashSet<>(queries);
    more.add(query);
    return new InstanceQueries(excess, Collections.unmodifiableSet(more), cleared);
  }

  /** The query that it answered first; there is one. */
  public String first() {
    return queries.iterator().next();
  }

  public InstanceQueries without(String query) {
    return new InstanceQueries(
        excess, queries.stream().filter(q -> !q.equals(query)).toList(), cleared);
  }

  public InstanceQueries inRoom() {
    return new InstanceQueries(false, queries, cleared);
  }

  public InstanceQueries clearedAt(Instant now) {
    return new InstanceQueries(excess, queries, now);
  }

  public byte[] encode() {
    return new StateWriter(FORMAT).flag(excess).time(cleared).texts(queries).done();
  }

  public static InstanceQueries decode(byte[] bytes) {
    return StateReader.read(
        FORMAT,
        bytes,
        in -> {
          boolean excess = in.flag();
          Instant cleared = in.time();
          return new InstanceQueries(excess, in.texts(), cleared);
        });
  }
}
