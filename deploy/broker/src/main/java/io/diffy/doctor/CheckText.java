package io.diffy.doctor;

import java.time.Duration;

/** Spans and lists, short. */
final class CheckText {
  /** Of a list, before it is said how many more there are. */
  static final int SHOWN = 5;

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
}
