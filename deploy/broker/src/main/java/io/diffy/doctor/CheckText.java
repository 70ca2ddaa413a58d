package io.diffy.doctor;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Spans and lists, short. */
final class CheckText {
  private static final int SHOWN = 5;

  private CheckText() {}

  /** In the largest unit of which there are two: {@code 36 h}, {@code 90 s}. */
  static String of(Duration span) {
    if (span.toDays() >= 2) {
      return span.toDays() + " days";
    }
    if (span.toHours() >= 2) {
      return span.toHours() + " h";
    }
    return span.toMinutes() >= 2 ? span.toMinutes() + " min" : span.toSeconds() + " s";
  }

  /** The first few, and how many more. */
  static String first(Collection<String> names) {
    List<String> shown = names.stream().limit(SHOWN).toList();
    int more = names.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
