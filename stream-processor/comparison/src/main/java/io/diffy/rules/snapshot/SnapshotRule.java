package io.diffy.rules.snapshot;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts the parts of a split answer together. */
public final class SnapshotRule {
  public static final int MOST_PARTS = 64;
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private SnapshotRule() {}

  /**
   * One whole answer from all its parts, in the order of their numbers; as bad as its worst part.
   */
  public static Observation join(List<Observation> parts) {
    List<Map<String, String>> rows = new ArrayList<>();
    Coverage worst = Coverage.OK;
    String error = "";
    for (Observation part : parts) {
      rows.addAll(part.rows());
      if (part.coverage().compareTo(worst) > 0) {
        worst = part.coverage();
        error = part.error();
      }
    }
    Observation first = parts.get(0);
    return first.with(new Status(worst, error)).withRows(Part.WHOLE, rows);
  }

  /** The answer of which only some parts came: it proves no absence. */
  public static Observation giveUp(Observation first, int arrived) {
    return truncated(first, "%d of %d parts arrived".formatted(arrived, first.part().of()));
  }

  /** An answer in more parts than are put together. */
  public static Observation tooManyParts(Observation any) {
    return truncated(
        any, "%d parts, but at most %d are put together".formatted(any.part().of(), MOST_PARTS));
  }

  /**
   * How long an answer is waited for. Never longer than an interval: its own time must still be
   * trusted when it is given up.
   */
  public static Duration patience(Duration interval) {
    return interval.compareTo(PATIENCE) < 0 ? interval : PATIENCE;
  }

  private static Observation truncated(Observation part, String why) {
    return part.with(new Status(Coverage.TRUNCATED, why)).withRows(Part.WHOLE, List.of());
  }
}
