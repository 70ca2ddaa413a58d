package io.diffy.processor.store;

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
 * How the cohorts of a group stand to each other in one query, as of its last judgement.
 *
 * @param silentSince end of the window in which nobody answered any more; empty while they do
 * @param scheduled whether a window was judged, not only rounds
 * @param rolls who there is, by cohort
 * @param sides what separates
 */
public record Standing(
    Optional<Instant> silentSince, boolean scheduled, List<Roll> rolls, List<Side> sides) {
  private static final int FORMAT = 1;

  /**
   * A cohort of the group.
   *
   * @param hosts how many instances there are, whether they answered or not
   * @param first the one with the smallest id
   * @param last id of the one with the biggest
   * @param baseline whether a baseline holds for it, or is not needed because it answered nothing
   */
  public record Roll(Cohort cohort, int hosts, Instance first, String last, boolean baseline) {}

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
    return Bytes.write(
        FORMAT,
        out -> {
          out.writeBoolean(silentSince.isPresent());
          Bytes.writeTime(out, silentSince.orElse(Instant.EPOCH));
          out.writeBoolean(scheduled);
          out.writeInt(rolls.size());
          for (Roll roll : rolls) {
            write(out, roll.cohort());
            out.writeInt(roll.hosts());
            Instances.write(out, roll.first());
            Bytes.writeText(out, roll.last());
            out.writeBoolean(roll.baseline());
          }
          out.writeInt(sides.size());
          for (Side side : sides) {
            write(out, side);
          }
        });
  }

  private static void write(DataOutputStream out, Side side) throws IOException {
    Bytes.writeText(out, side.label());
    out.writeInt(side.cohorts().size());
    for (Cohort cohort : side.cohorts()) {
      write(out, cohort);
    }
    out.writeInt(side.hosts().size());
    for (Instance host : side.hosts()) {
      Instances.write(out, host);
    }
    Bytes.writeTime(out, side.since());
    out.writeInt(side.things());
    out.writeInt(side.examples().size());
    for (Example example : side.examples()) {
      Bytes.writeText(out, example.kind().name());
      Bytes.writeRow(out, example.row());
      Bytes.writeRow(out, example.previous());
    }
  }

  private static void write(DataOutputStream out, Cohort cohort) throws IOException {
    Bytes.writeText(out, cohort.ami());
    Bytes.writeText(out, cohort.launchVersion());
    Bytes.writeText(out, cohort.instanceType());
  }

  public static Standing decode(byte[] bytes) {
    return Bytes.read(
        FORMAT,
        bytes,
        in -> {
          boolean silent = in.readBoolean();
          Instant since = Bytes.readTime(in);
          return new Standing(
              silent ? Optional.of(since) : Optional.empty(),
              in.readBoolean(),
              list(in, Standing::roll),
              list(in, Standing::side));
        });
  }

  private static Roll roll(DataInputStream in) throws IOException {
    return new Roll(
        cohort(in), in.readInt(), Instances.read(in), Bytes.readText(in), in.readBoolean());
  }

  private static Side side(DataInputStream in) throws IOException {
    return new Side(
        Bytes.readText(in),
        list(in, Standing::cohort),
        list(in, Instances::read),
        Bytes.readTime(in),
        in.readInt(),
        list(in, Standing::example));
  }

  private static Example example(DataInputStream in) throws IOException {
    return new Example(Kind.valueOf(Bytes.readText(in)), Bytes.readRow(in), Bytes.readRow(in));
  }

  private static Cohort cohort(DataInputStream in) throws IOException {
    return new Cohort(Bytes.readText(in), Bytes.readText(in), Bytes.readText(in));
  }

  private static <T> List<T> list(DataInputStream in, Bytes.Reader<T> reader) throws IOException {
    int size = in.readInt();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(reader.read(in));
    }
    return List.copyOf(list);
  }
}
