package io.diffy.rules.finding;

import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.LearntColumn;
import java.util.List;
import java.util.stream.Collectors;

/** What was learnt, as an evaluation says it. */
final class LearntColumns {
  /** Hosts name the columns; more than a person can read are counted in the version alone. */
  private static final int MOST = 100;

  private LearntColumns() {}

  static Learnt of(Volatility volatility) {
    List<LearntColumn> columns =
        volatility.columns().stream()
            .limit(MOST)
            .map(c -> new LearntColumn(c.column(), c.share(), c.things(), c.of(), c.kept()))
            .toList();
    return new Learnt(version(volatility), columns);
  }

  /** Of the names alone: the same set is the same version in every run, whenever it was learnt. */
  private static String version(Volatility volatility) {
    if (volatility.dropsNothing()) {
      return "";
    }
    String names =
        volatility.columns().stream()
            .filter(c -> !c.kept())
            .map(c -> c.column().length() + ":" + c.column())
            .collect(Collectors.joining());
    byte[] digest = new Fingerprints().digest(names);
    return "%08x".formatted(Fingerprints.shortened(digest) >>> 32);
  }
}
