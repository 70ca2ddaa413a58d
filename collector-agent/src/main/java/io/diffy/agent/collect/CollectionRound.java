package io.diffy.agent.collect;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.Observation.Trigger;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.Platforms;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks the queries of a pack on this host and makes observations of the answers. */
public final class CollectionRound {
  private final RowSource source;
  private final Instance instance;
  private final OwnProcess ownProcess;
  private final Clock clock;

  /**
   * A collection on one host.
   *
   * @param ownProcess the collector, whose own rows are left out; {@link OwnProcess#NONE} when the
   *     rows are not of this machine
   */
  public CollectionRound(RowSource source, Instance instance, OwnProcess ownProcess, Clock clock) {
    this.source = source;
    this.instance = instance;
    this.ownProcess = ownProcess;
    this.clock = clock;
  }

  /**
   * Asks every query of the pack that is meant for Linux.
   *
   * @param roundId the on-demand round the observations belong to; empty for none
   * @param sink gets the observations, several for a big answer, as soon as a query is answered
   * @param asking is told the name of each query before it is asked
   */
  public void run(Pack pack, String roundId, Consumer<Observation> sink, Consumer<String> asking) {
    Discovery discovery = discover(pack);
    for (PackQuery query : linuxQueries(pack)) {
      if (discovery.applies()) {
        asking.accept(query.name());
        ask(query, discovery).forEach(part -> sink.accept(part.withRound(roundId)));
      }
    }
  }

  /** The queries of a pack that are meant for Linux, in its order. */
  public static List<PackQuery> linuxQueries(Pack pack) {
    return pack.queries().values().stream()
        .filter(query -> Platforms.includeLinux(pack, query))
        .toList();
  }

  /**
   * Asks one query of a pack on its own, under the pack's discovery; nothing when the pack does not
   * apply to this host.
   */
  public List<Observation> discoverAndAsk(Pack pack, PackQuery query) {
    Discovery discovery = discover(pack);
    return discovery.applies() ? ask(query, discovery) : List.of();
  }

  private List<Observation> ask(PackQuery query, Discovery discovery) {
    return discovery
        .problem()
        .map(problem -> List.of(failure(query, problem)))
        .orElseGet(() -> ask(query));
  }

  /** Asks one query: one observation, or the parts of one in order. Never throws, never empty. */
  public List<Observation> ask(PackQuery query) {
    Instant collectedAt = now();
    QueryAnswer answer = applies(query) ? safely(query) : QueryAnswer.ok(List.of());
    return Outgoing.of(
        new Observation(
            instance,
            query.name(),
            collectedAt,
            new Status(answer.coverage(), answer.error()),
            Trigger.every(query.intervalSeconds()),
            Part.WHOLE,
            ownProcess.leaveOut(answer.rows()),
            Map.of()));
  }

  /** Whether the query can have rows here. In doubt it can: then it is asked, and may fail. */
  private boolean applies(PackQuery query) {
    if (query.appliesIf().isEmpty()) {
      return true;
    }
    QueryAnswer answer = safely(query.withSql(query.appliesIf()));
    return answer.coverage() != Coverage.OK || !answer.rows().isEmpty();
  }

  private QueryAnswer safely(PackQuery query) {
    try {
      return source.ask(query);
    } catch (RuntimeException e) {
      // A source promises an answer; if it breaks that, the host still has to say that it failed.
      return QueryAnswer.failed(source.describe() + " failed: " + e);
    }
  }

  /** The pack's discovery queries, which must all return rows. */
  private Discovery discover(Pack pack) {
    for (String sql : pack.discovery()) {
      QueryAnswer answer = safely(discoveryQuery(pack, sql));
      if (answer.coverage() != Coverage.OK) {
        return new Discovery(
            true, Optional.of("discovery of pack " + pack.name() + ": " + answer.error()));
      }
      if (answer.rows().isEmpty()) {
        return new Discovery(false, Optional.empty());
      }
    }
    return new Discovery(true, Optional.empty());
  }

  private Observation failure(PackQuery query, String reason) {
    return Observation.failed(instance, query.name(), now(), reason)
        .withInterval(query.intervalSeconds());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static PackQuery discoveryQuery(Pack pack, String sql) {
    return PackQuery.of(pack.name(), sql, 3600);
  }

  private record Discovery(boolean applies, Optional<String> problem) {}
}
