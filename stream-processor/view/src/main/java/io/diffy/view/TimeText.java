package io.diffy.view;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them. Without an offset they are UTC, like everything that is printed. */
public final class TimeText {
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([smhdw])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  private TimeText() {}

  /**
   * {@code 2026-11-20}, {@code 2026-11-20T03:10}, {@code 2026-11-20T03:10:00Z}; a date is its first
   * moment.
   */
  public static Instant moment(String text) {
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      boolean hasOffset = text.matches(".*(Z|z|[+-][0-9]{2}:?[0-9]{2})");
      return hasOffset
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a time; write 2026-11-20, 2026-11-20T03:10 or 2026-11-20T03:10:00Z");
    }
  }

  /** {@code 90s}, {@code 15m}, {@code 12h}, {@code 30d} or {@code 8w}. */
  public static Duration span(String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not a span such as 15m, 12h or 30d");
    }
    return UNITS.get(span.group(2)).multipliedBy(Long.parseLong(span.group(1)));
  }

  /** {@code 30d} from {@code now}, or a moment. */
  public static Instant momentOrSpan(String text, Instant now) {
    if (SPAN.matcher(text).matches()) {
      return now.plus(span(text));
    }
    try {
      return moment(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is neither a span such as 12h, 30d or 8w nor a time such as 2026-12-31");
    }
  }

  /** Minutes, for a table: {@code 2026-11-20 03:10}. */
  public static String minutes(Instant time) {
    return time.toString().substring(0, 16).replace('T', ' ');
  }
}
