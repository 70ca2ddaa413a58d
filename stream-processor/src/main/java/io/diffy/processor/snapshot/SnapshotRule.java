package io.diffy.processor.snapshot;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts the parts of a split answer together. */
final class SnapshotRule {
  private SnapshotRule() {}

  /**
   * One whole answer from all its parts, in the order of their numbers; as bad as its worst part.
   */
  static Observation join(List<Observation> parts) {
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
    return new Observation(
        first.instance(),
        first.query(),
        first.collectedAt(),
        worst,
        error,
        first.intervalSeconds(),
        first.roundId(),
        Part.WHOLE,
        rows,
        first.more());
  }

  /** The answer of which some parts never came: it proves no absence. */
  static Observation giveUp(List<Observation> parts) {
    Observation first = parts.get(0);
    return new Observation(
        first.instance(),
        first.query(),
        first.collectedAt(),
        Coverage.TRUNCATED,
        "%d of %d parts arrived".formatted(parts.size(), first.part().of()),
        first.intervalSeconds(),
        first.roundId(),
        Part.WHOLE,
        List.of(),
        first.more());
  }
}
