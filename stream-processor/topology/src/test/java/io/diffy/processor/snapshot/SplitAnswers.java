package io.diffy.processor.snapshot;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;

import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Named sample data: answers of one host that come in parts. */
final class SplitAnswers {
  private SplitAnswers() {}

  /** The n-th answer of host 1, a second after the one before, with a row for each part. */
  static Observation whole(int n, int parts) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      rows.add(row("path", "/usr/bin/" + n + "-" + part));
    }
    return Observation.of(instance(1), "suid_bin", THREE_AM.plusSeconds(n), rows);
  }

  static Observation part(int n, int number, int of) {
    Observation whole = whole(n, of);
    return whole.withRows(new Part("s-" + n, number, of), whole.rows().subList(number - 1, number));
  }
}
