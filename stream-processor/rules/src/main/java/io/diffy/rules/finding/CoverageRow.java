package io.diffy.rules.finding;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What stands for a row in a finding about a gap. */
final class CoverageRow {
  private CoverageRow() {}

  /** Always in this order: {@code Map.of} has another in every process. */
  static Map<String, String> of(String problem, String detail) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("coverage", problem);
    row.put("detail", detail);
    return Collections.unmodifiableMap(row);
  }
}
