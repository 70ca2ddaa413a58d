package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Forty hosts that should look alike, before the whole topology. */
abstract class FortyHostsTest extends WebProdTest {
  static final int HOSTS = 40;

  /** All answer in one hour, which is then judged. */
  void judge(String query, IntFunction<List<Map<String, String>>> rows) {
    hour(query, THREE_AM, rows);
    rig.end(FOUR_AM);
  }

  void hour(String query, Instant from, IntFunction<List<Map<String, String>>> rows) {
    int n = 0;
    for (Instance host : instances(HOSTS)) {
      rig.observe(Observation.of(host, query, from.plusSeconds(60 + n), rows.apply(n)));
      n++;
    }
  }

  List<Finding> deviations() {
    return rig.findings().stream()
        .filter(f -> f.kind().isDeviation() && f.kind() != Kind.DRIFT)
        .toList();
  }

  List<Finding> accused() {
    return deviations().stream().filter(f -> f.severity().compareTo(Severity.MEDIUM) >= 0).toList();
  }
}
