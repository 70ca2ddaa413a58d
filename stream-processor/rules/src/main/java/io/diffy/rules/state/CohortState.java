package io.diffy.rules.state;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the cohorts of a group stand to each other in one query, as of its last evaluation.
 *
 * @param silentSince end of the window in which nobody answered any more; empty while they do
 * @param scheduled whether a window was evaluated, not only rounds
 * @param rosters who there is, by cohort
 * @param sides what separates
 */
public record CohortState(
    Optional<Instant> silentSince,
    boolean scheduled,
    List<CohortRoster> rosters,
    List<Side> sides) {
  private static final int FORMAT = 1;

  /**
   * A cohort of the group.
   *
   * @param hosts how many instances there are, whether they answered or not
   * @param first the one with the smallest id
   * @param last id of the one with the biggest
   * @param baseline whether a baseline holds for it, or is not needed because it answered nothing
   */
  public record CohortRoster(
      Cohort cohort, int hosts, Instance first, String last, boolean baseline) {}

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
        .done();
  }

  private static void write(StateWriter out, CohortRoster roster) {
    InstanceBytes.writeCohort(out, roster.cohort());
    InstanceBytes.write(out.number(roster.hosts()), roster.first());
    out.text(roster.last()).flag(roster.baseline());
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
        FORMAT,
        bytes,
        in -> {
          boolean silent = in.flag();
          Instant since = in.time();
          return new CohortState(
              silent ? Optional.of(since) : Optional.empty(),
              in.flag(),
              in.list(CohortState::roster),
              in.list(CohortState::side));
        });
  }

  private static CohortRoster roster(StateReader in) {
    return new CohortRoster(
        InstanceBytes.readCohort(in), in.number(), InstanceBytes.read(in), in.text(), in.flag());
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
