package io.diffy.agent;

import io.diffy.schemas.pack.PackQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.zip.CRC32;

/**
 * When each query is due. All are due at the start; then each runs in its own interval, which is
 * moved by up to a tenth in a way that depends only on instance and interval, so that the hosts of
 * a group don't ask the same at the same moment, and a restart changes nothing. Queries of one
 * interval stay together: they see the same moment, and what several of them need is read once.
 */
final class QuerySchedule {
  private static final double SPLAY = 0.1;

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingInt(Due::place));

  QuerySchedule(String instanceId, Collection<PackQuery> queries, Instant start) {
    int place = 0;
    for (PackQuery query : queries) {
      queue.add(new Due(start, place++, query, splayed(instanceId, query)));
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  Instant next() {
    return queue.element().at();
  }

  /** Takes the next query; runs that were missed meanwhile are not made up for. */
  PackQuery take(Instant now) {
    Due due = queue.remove();
    Instant again = due.at().plus(due.interval());
    queue.add(
        new Due(
            again.isAfter(now) ? again : now.plus(due.interval()),
            due.place(),
            due.query(),
            due.interval()));
    return due.query();
  }

  static Duration splayed(String instanceId, PackQuery query) {
    CRC32 hash = new CRC32();
    hash.update((instanceId + "\n" + query.intervalSeconds()).getBytes(StandardCharsets.UTF_8));
    double share = hash.getValue() / (double) (1L << 32);
    double factor = 1 - SPLAY + 2 * SPLAY * share;
    return Duration.ofMillis((long) (query.intervalSeconds() * 1000.0 * factor));
  }

  private record Due(Instant at, int place, PackQuery query, Duration interval) {}
}
