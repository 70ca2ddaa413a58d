package io.diffy.console.state;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.List;

/**
 * An evaluation in short, and where the whole of it lies.
 *
 * @param open findings that were open then
 * @param hidden by exceptions
 * @param setAside reasons why something was set aside
 */
public record Judged(
    GroupKey group,
    String query,
    Instant at,
    Instant windowStart,
    String roundId,
    int covered,
    int absent,
    int open,
    int overflow,
    int hidden,
    int setAside,
    int partition,
    long offset) {
  static final char KEPT = 'e';

  static Judged of(Evaluation evaluation, int partition, long offset) {
    return new Judged(
        evaluation.group(),
        evaluation.query(),
        evaluation.evaluatedAt(),
        evaluation.windowStart(),
        evaluation.roundId(),
        evaluation.covered().size(),
        evaluation.absent().size(),
        evaluation.open().findings().size(),
        evaluation.open().overflow(),
        evaluation.open().hidden().size(),
        evaluation.open().setAside().size(),
        partition,
        offset);
  }

  byte[] bytes() {
    return Packed.write(
        out -> {
          Packed.group(out, group);
          out.writeUTF(query);
          Packed.time(out, at);
          Packed.time(out, windowStart);
          out.writeUTF(roundId);
          for (int count : List.of(covered, absent, open, overflow, hidden, setAside, partition)) {
            out.writeInt(count);
          }
          out.writeLong(offset);
        });
  }

  static Judged of(byte[] bytes) {
    Judged[] read = new Judged[1];
    Packed.read(
        bytes,
        in ->
            read[0] =
                new Judged(
                    Packed.group(in),
                    in.readUTF(),
                    Packed.time(in),
                    Packed.time(in),
                    in.readUTF(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readLong()));
    return read[0];
  }

  /** The same, sharing its names. */
  Judged named(GroupKey sameGroup, String sameQuery) {
    return new Judged(
        sameGroup,
        sameQuery,
        at,
        windowStart,
        roundId,
        covered,
        absent,
        open,
        overflow,
        hidden,
        setAside,
        partition,
        offset);
  }

  byte[] place() {
    return Packed.write(
        out -> {
          out.writeByte(KEPT);
          out.writeInt(partition);
          out.writeLong(offset);
        });
  }

  /** Names it among all. */
  public String id() {
    return partition + "-" + offset;
  }
}
