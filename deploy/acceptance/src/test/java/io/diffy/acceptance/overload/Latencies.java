package io.diffy.acceptance.overload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long each of many took, in ms. */
final class Latencies {
  private final List<Long> millis = new ArrayList<>();

  void add(long one) {
    millis.add(one);
  }

  int count() {
    return millis.size();
  }

  /** The one that so many percent don't exceed; 100 is the longest. */
  long percentile(int percent) {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
  }

  String row(String name) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d |",
        name,
        count(),
        percentile(50),
        percentile(99),
        percentile(100));
  }
}
