package io.diffy.rules.state;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
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
    return StateBytes.write(
        FORMAT,
        out -> {
          out.writeBoolean(silentSince.isPresent());
          StateBytes.writeTime(out, silentSince.orElse(Instant.EPOCH));
          out.writeBoolean(scheduled);
          out.writeInt(rosters.size());
          for (CohortRoster roster : rosters) {
            write(out, roster.cohort());
            out.writeInt(roster.hosts());
            InstanceBytes.write(out, roster.first());
            StateBytes.writeText(out, roster.last());
            out.writeBoolean(roster.baseline());
          }
          out.writeInt(sides.size());
          for (Side side : sides) {
            write(out, side);
          }
        });
  }

  private static void write(DataOutputStream out, Side side) throws IOException {
    StateBytes.writeText(out, side.label());
    out.writeInt(side.cohorts().size());
    for (Cohort cohort : side.cohorts()) {
      write(out, cohort);
    }
    out.writeInt(side.hosts().size());
    for (Instance host : side.hosts()) {
      InstanceBytes.write(out, host);
    }
    StateBytes.writeTime(out, side.since());
    out.writeInt(side.things());
    out.writeInt(side.examples().size());
    for (Example example : side.examples()) {
      StateBytes.writeText(out, example.kind().name());
      StateBytes.writeRow(out, example.row());
      StateBytes.writeRow(out, example.previous());
    }
  }

  private static void write(DataOutputStream out, Cohort cohort) throws IOException {
    StateBytes.writeText(out, cohort.ami());
    StateBytes.writeText(out, cohort.launchVersion());
    StateBytes.writeText(out, cohort.instanceType());
  }

  public static CohortState decode(byte[] bytes) {
    return StateBytes.read(
        FORMAT,
        bytes,
        in -> {
          boolean silent = in.readBoolean();
          Instant since = StateBytes.readTime(in);
          return new CohortState(
              silent ? Optional.of(since) : Optional.empty(),
              in.readBoolean(),
              list(in, CohortState::roster),
              list(in, CohortState::side));
        });
  }

  private static CohortRoster roster(DataInputStream in) throws IOException {
    return new CohortRoster(
        cohort(in),
        in.readInt(),
        InstanceBytes.read(in),
        StateBytes.readText(in),
        in.readBoolean());
  }

  private static Side side(DataInputStream in) throws IOException {
    return new Side(
        StateBytes.readText(in),
        list(in, CohortState::cohort),
        list(in, InstanceBytes::read),
        StateBytes.readTime(in),
        in.readInt(),
        list(in, CohortState::example));
  }

  private static Example example(DataInputStream in) throws IOException {
    return new Example(
        Kind.valueOf(StateBytes.readText(in)), StateBytes.readRow(in), StateBytes.readRow(in));
  }

  private static Cohort cohort(DataInputStream in) throws IOException {
    return new Cohort(StateBytes.readText(in), StateBytes.readText(in), StateBytes.readText(in));
  }

  private static <T> List<T> list(DataInputStream in, StateBytes.Reader<T> reader)
      throws IOException {
    int size = in.readInt();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(reader.read(in));
    }
    return List.copyOf(list);
  }
}
