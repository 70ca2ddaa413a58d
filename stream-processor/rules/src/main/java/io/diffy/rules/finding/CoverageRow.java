package io.diffy.rules.finding;

import io.diffy.schemas.EvidenceRows;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands for a row in a finding about a gap. */
final class CoverageRow {
  private CoverageRow() {}

  /** Always in this order: {@code Map.of} has another in every process. */
  static EvidenceRows of(String problem, String detail) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("coverage", problem);
    row.put("detail", detail);
    return new EvidenceRows(Collections.unmodifiableMap(row), Map.of(), List.of());
  }
}
