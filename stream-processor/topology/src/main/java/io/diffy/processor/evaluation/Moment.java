package io.diffy.processor.evaluation;

import io.diffy.rules.evaluation.StoryLeads;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.item.HostFacts;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What all queries of a group that are evaluated at one time share. Nothing of it can change while
 * one record is processed, so each part is read once: all queries of a pack may end together.
 *
 * @param queries what was asked, by what it is good for
 */
record Moment(
    GroupKey group,
    Instant at,
    AskedQueries queries,
    ExceptionsInForce accepted,
    StoryLeads stories,
    Map<Duration, Map<String, HostFacts>> factsByInterval,
    Map<Asked, Map<String, long[]>> maskedByQuery) {

  Moment(GroupKey group, Instant at, AskedQueries queries, ExceptionsInForce accepted) {
    this(group, at, queries, accepted, new StoryLeads(), new HashMap<>(), new HashMap<>());
  }

  /**
   * The queries that end together, or that somebody answers on schedule.
   *
   * @param supporting those whose answers may support what another shows, sorted. Upgrades change
   *     packages and files of some hosts before others: those support nothing
   * @param listening those whose rows say where programs listen, sorted
   */
  record AskedQueries(List<String> supporting, List<String> listening) {}

  private record Asked(Duration interval, String query) {}

  boolean is(GroupKey other, Instant time) {
    return group.equals(other) && at.equals(time);
  }

  /**
   * What is known of the hosts, by instance id.
   *
   * @param interval of the windows that end now: how far back they reach hangs on nothing else
   */
  Map<String, HostFacts> facts(Duration interval, Supplier<Map<String, HostFacts>> read) {
    return factsByInterval.computeIfAbsent(interval, unread -> read.get());
  }

  /**
   * The answers to a query with all masks, by instance id. What it deletes when it is evaluated
   * itself is nothing that counts now.
   */
  Map<String, long[]> masked(Duration interval, String query, Supplier<Map<String, long[]>> read) {
    return maskedByQuery.computeIfAbsent(new Asked(interval, query), unread -> read.get());
  }
}
