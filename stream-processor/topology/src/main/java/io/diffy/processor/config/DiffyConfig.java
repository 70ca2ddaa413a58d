package io.diffy.processor.config;

import io.diffy.rules.item.ColumnPins;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the processor is told. The topology depends on nothing else.
 *
 * @param topics names and settings of the topics
 * @param kafka client properties: {@code bootstrap.servers} and whatever secures the connection
 * @param stateDir folder of the local state
 * @param applicationId Kafka Streams application id: consumer group, transactional ids, changelogs
 * @param pack the queries: intervals, identity and volatile columns, what a deviation means
 * @param grace how long a window waits after its end for answers on their way
 * @param ticks whether the wall clock may cause windows to be closed; off for a replay
 * @param tickEvery how often it looks
 * @param tickAgainAfter how long it waits before it asks again
 * @param commitEvery commit interval: how late a finding may become visible
 * @param pins columns of single queries that are never or always compared, whatever pack and peers
 *     say
 * @param limits how much one host may send
 * @param trust whose signatures baselines and exceptions need
 */
public record DiffyConfig(
    Topics topics,
    Map<String, String> kafka,
    Path stateDir,
    String applicationId,
    Pack pack,
    Duration grace,
    boolean ticks,
    Duration tickEvery,
    Duration tickAgainAfter,
    Duration commitEvery,
    Map<String, ColumnPins> pins,
    IntakeLimits limits,
    TrustPolicy trust) {

  private static final Duration DEFAULT_INTERVAL = Duration.ofHours(1);

  /** With shorter windows an answer would be pushed out by newer ones before its window closes. */
  private static final Duration SHORTEST_INTERVAL = Duration.ofMinutes(1);

  /** What osquery allows. */
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(7);

  public DiffyConfig {
    kafka = Map.copyOf(kafka);
    pins = Map.copyOf(pins);
  }

  public static DiffyConfig of(Topics topics, Map<String, String> kafka, Path stateDir) {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        "diffy-processor",
        TriagePack.load(),
        Duration.ofMinutes(2),
        true,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Map.of(),
        IntakeLimits.DEFAULT,
        TrustPolicy.ANYBODY);
  }

  /** The shipped rules, for who says later {@linkplain #on where} they judge. */
  public static DiffyConfig shipped() {
    return of(Topics.standard(), Map.of(), Path.of(""));
  }

  /** The same rules on other topics. */
  public DiffyConfig on(Topics others, Map<String, String> clients, Path folder, String id) {
    return new DiffyConfig(
        others,
        clients,
        folder,
        id,
        pack,
        grace,
        ticks,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        pins,
        limits,
        trust);
  }

  public DiffyConfig withApplicationId(String id) {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        id,
        pack,
        grace,
        ticks,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        pins,
        limits,
        trust);
  }

  public DiffyConfig withPack(Pack other) {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        applicationId,
        other,
        grace,
        ticks,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        pins,
        limits,
        trust);
  }

  /** How long a window waits after its end. */
  public DiffyConfig withGrace(Duration wait) {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        applicationId,
        pack,
        wait,
        ticks,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        pins,
        limits,
        trust);
  }

  /** Columns of single queries that are never or always compared. */
  public DiffyConfig withPins(Map<String, ColumnPins> others) {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        applicationId,
        pack,
        grace,
        ticks,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        others,
        limits,
        trust);
  }

  /** How much one host may send. */
  public DiffyConfig withLimits(IntakeLimits others) {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        applicationId,
        pack,
        grace,
        ticks,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        pins,
        others,
        trust);
  }

  /** Whose signatures baselines and exceptions need. */
  public DiffyConfig withTrust(TrustPolicy other) {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        applicationId,
        pack,
        grace,
        ticks,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        pins,
        limits,
        other);
  }

  /** For a replay: only records move the time. */
  public DiffyConfig withoutTicks() {
    return new DiffyConfig(
        topics,
        kafka,
        stateDir,
        applicationId,
        pack,
        grace,
        false,
        tickEvery,
        tickAgainAfter,
        commitEvery,
        pins,
        limits,
        trust);
  }

  /**
   * The interval an answer speaks for. An answer that says nothing is taken for hourly; the pack's
   * interval is what an agent is told, not what a stranger does. Who answers more often than every
   * minute is judged every minute, by the newest answer; nobody asks for more than a week.
   */
  public Duration intervalOf(int saidSeconds) {
    if (saidSeconds <= 0) {
      return DEFAULT_INTERVAL;
    }
    Duration said = Duration.ofSeconds(saidSeconds);
    if (said.compareTo(LONGEST_INTERVAL) > 0) {
      return LONGEST_INTERVAL;
    }
    return said.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : said;
  }

  public QueryRules rulesOf(String query) {
    return query(query)
        .map(QueryRules::of)
        .orElseGet(QueryRules::unknown)
        .with(pins.getOrDefault(query, ColumnPins.NONE));
  }

  public Optional<PackQuery> query(String name) {
    return Optional.ofNullable(pack.queries().get(name));
  }
}
