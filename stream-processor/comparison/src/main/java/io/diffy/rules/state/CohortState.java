package io.diffy.rules.state;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the cohorts of a group stand to each other in one query, as of its last evaluation.
 *
 * @param silentSince end of the window in which nobody answered any more; empty while they do
 * @param scheduled whether a window was evaluated, not only rounds
 * @param rosters who there is, by cohort
 * @param sides what separates
 * @param silent who answered it until lately
 */
public record CohortState(
    Optional<Instant> silentSince,
    boolean scheduled,
    List<CohortRoster> rosters,
    List<Side> sides,
    List<SilentHost> silent) {
  private static final int FORMAT = 2;

  /** Without who is silent, and without how long a cohort of one is alone: that counts as long. */
  private static final int FORMAT_BEFORE = 1;

  /**
   * A cohort of the group.
   *
   * @param hosts how many instances there are, whether they answered or not
   * @param first the one with the smallest id
   * @param last id of the one with the biggest
   * @param baseline whether a baseline holds for it, or is not needed because it answered nothing
   * @param aloneFrom the answer with which its only instance was first alone; empty when it is not
   * @param lasting whether it is alone in a window, too, in which that answer does not count
   */
  public record CohortRoster(
      Cohort cohort,
      int hosts,
      Instance first,
      String last,
      boolean baseline,
      Optional<Instant> aloneFrom,
      boolean lasting) {}

  /**
   * A host that does not answer the query any more.
   *
   * @param last its last answer
   * @param missed end of the first window without it
   * @param expected whether a round asked it since, and it did not answer that either
   */
  public record SilentHost(Instance instance, Instant last, Instant missed, boolean expected) {
    public String instanceId() {
      return instance.instanceId();
    }
  }

  /**
   * Hosts that differ from all others.
   *
   * @param label names them for a person
   * @param cohorts whose hosts they are
   * @param hosts sorted by id
   * @param since the earliest answer that showed it
   * @param things how many things separate them
   */
  public record Side(
      String label,
      List<Cohort> cohorts,
      List<Instance> hosts,
      Instant since,
      int things,
      List<Example> examples) {}

  public byte[] encode() {
    return new StateWriter(FORMAT)
        .flag(silentSince.isPresent())
        .time(silentSince.orElse(Instant.EPOCH))
        .flag(scheduled)
        .list(rosters, CohortState::write)
        .list(sides, CohortState::write)
        .list(silent, CohortState::write)
        .done();
  }

  private static void write(StateWriter out, CohortRoster roster) {
    InstanceBytes.writeCohort(out, roster.cohort());
    InstanceBytes.write(out.number(roster.hosts()), roster.first());
    out.text(roster.last()).flag(roster.baseline()).flag(roster.aloneFrom().isPresent());
    out.time(roster.aloneFrom().orElse(Instant.EPOCH)).flag(roster.lasting());
  }

  private static void write(StateWriter out, SilentHost host) {
    InstanceBytes.write(out, host.instance());
    out.time(host.last()).time(host.missed()).flag(host.expected());
  }

  private static void write(StateWriter out, Side side) {
    out.text(side.label())
        .list(side.cohorts(), InstanceBytes::writeCohort)
        .list(side.hosts(), InstanceBytes::write)
        .time(side.since())
        .number(side.things())
        .list(side.examples(), CohortState::write);
  }

  private static void write(StateWriter out, Example example) {
    out.text(example.kind().name())
        .map(example.row(), StateWriter::text)
        .map(example.previous(), StateWriter::text);
  }

  public static CohortState decode(byte[] bytes) {
    return StateReader.read(
        Set.of(FORMAT, FORMAT_BEFORE),
        bytes,
        in -> {
          boolean silent = in.flag();
          Instant since = in.time();
          return new CohortState(
              silent ? Optional.of(since) : Optional.empty(),
              in.flag(),
              in.list(CohortState::roster),
              in.list(CohortState::side),
              in.format() == FORMAT ? in.list(CohortState::silentHost) : List.of());
        });
  }

  private static CohortRoster roster(StateReader in) {
    Cohort cohort = InstanceBytes.readCohort(in);
    int hosts = in.number();
    Instance first = InstanceBytes.read(in);
    String last = in.text();
    boolean baseline = in.flag();
    boolean alone = in.format() == FORMAT ? in.flag() : first.instanceId().equals(last);
    Optional<Instant> from =
        Optional.of(in.format() == FORMAT ? in.time() : Instant.EPOCH).filter(time -> alone);
    boolean lasting = in.format() == FORMAT ? in.flag() : alone;
    return new CohortRoster(cohort, hosts, first, last, baseline, from, lasting);
  }

  private static SilentHost silentHost(StateReader in) {
    return new SilentHost(InstanceBytes.read(in), in.time(), in.time(), in.flag());
  }

  private static Side side(StateReader in) {
    return new Side(
        in.text(),
        in.list(InstanceBytes::readCohort),
        in.list(InstanceBytes::read),
        in.time(),
        in.number(),
        in.list(CohortState::example));
  }

  private static Example example(StateReader in) {
    return new Example(
        Kind.valueOf(in.text()), in.map(StateReader::text), in.map(StateReader::text));
  }
}
