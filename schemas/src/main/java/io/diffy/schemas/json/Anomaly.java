package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.text.SafeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * OCSF's anomaly_analysis: what the peers have, and on how many of them, beside what was observed,
 * and on how many. A value that is not there reads {@value #ABSENT}.
 */
final class Anomaly {
  private static final String ABSENT = "absent";
  private static final String FREQUENT = "FREQUENT";
  private static final int MAX_VALUE = 1024;
  private static final int MAX_COLUMNS = 20;

  private Anomaly() {}

  /** One parameter: what it usually is and what it was. */
  private record Aspect(String parameter, String usual, String observed) {}

  static ObjectNode of(Finding f) {
    // For missing rows the finding counts those that have them: the peers.
    int odd = f.kind() == Kind.MISSING ? f.hostsCompared() - f.hostsWithItem() : f.hostsWithItem();
    ObjectNode analysis = Nodes.object();
    analysis
        .putArray("analysis_targets")
        .addObject()
        .put("name", f.group().asg())
        .put("type", f.group().account().isEmpty() ? "Host Group" : "Auto Scaling Group");
    var baselines = analysis.putArray("baselines");
    var anomalies = analysis.putArray("anomalies");
    for (Aspect aspect : aspects(f)) {
      baselines.add(
          observation(aspect.parameter(), FREQUENT, aspect.usual(), f.hostsCompared() - odd));
      anomalies.add(observation(aspect.parameter(), pattern(f, odd), aspect.observed(), odd));
    }
    return analysis;
  }

  private static List<Aspect> aspects(Finding f) {
    return switch (f.kind()) {
      case MISSING -> List.of(new Aspect(f.query(), words(f.row()), ABSENT));
      case CHANGED -> changes(f);
      case COVERAGE ->
          List.of(
              new Aspect(f.query() + ".coverage", "ok", f.row().getOrDefault("coverage", ABSENT)));
      case UNEXPECTED, DRIFT ->
          List.of(
              new Aspect(
                  f.query(),
                  f.previous().isEmpty() ? ABSENT : words(f.previous()),
                  words(f.evidence().shared())));
    };
  }

  private static List<Aspect> changes(Finding f) {
    List<Aspect> changes = new ArrayList<>();
    f.evidence()
        .shared()
        .forEach(
            (column, value) -> {
              String usual = f.previous().get(column);
              if (!Objects.equals(usual, value) && changes.size() < MAX_COLUMNS) {
                changes.add(
                    new Aspect(
                        f.query() + "." + column,
                        Objects.requireNonNullElse(usual, ABSENT),
                        value));
              }
            });
    return changes.isEmpty()
        ? List.of(new Aspect(f.query(), words(f.previous()), words(f.evidence().shared())))
        : changes;
  }

  /** The row as JSON, and no more of it than is shown. */
  private static String words(Map<String, String> row) {
    Map<String, String> shown = new LinkedHashMap<>();
    int length = 0;
    for (Map.Entry<String, String> cell : row.entrySet()) {
      if (length > MAX_VALUE) {
        break;
      }
      shown.put(cell.getKey(), SafeText.cut(cell.getValue(), MAX_VALUE));
      length += cell.getKey().length() + cell.getValue().length();
    }
    return SafeText.excerpt(Nodes.string(Nodes.row(shown)), MAX_VALUE);
  }

  private static String pattern(Finding f, int odd) {
    if (f.kind() == Kind.DRIFT && 2 * (long) odd > f.hostsCompared()) {
      return FREQUENT;
    }
    return f.method() == Method.BASELINE ? "UNSEEN" : "RARE";
  }

  private static ObjectNode observation(String parameter, String pattern, String value, int count) {
    ObjectNode observation = Nodes.object();
    observation.put("observation_parameter", SafeText.cut(parameter, MAX_VALUE));
    observation.put("observation_type", "Frequency Analysis");
    observation.put("observed_pattern", pattern);
    observation
        .putArray("observations")
        .addObject()
        .put("value", SafeText.cut(value, MAX_VALUE))
        .put("count", Math.max(0, count));
    return observation;
  }
}
