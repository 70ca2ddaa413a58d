package io.diffy.schemas.text;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people type them: {@code 90s}, {@code 15m}, {@code 12h}, {@code 30d}. */
public final class Spans {
  /** Its two groups are the number and the unit. */
  public static final String PATTERN = "([0-9]{1,6})([smhdw])";

  private static final Pattern SPAN = Pattern.compile(PATTERN);

  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  private Spans() {}

  /** Whether the text is one. */
  public static boolean matches(String text) {
    return SPAN.matcher(text).matches();
  }

  /** {@code 90s}, {@code 15m}, {@code 12h}, {@code 30d} or {@code 8w}. */
  public static Duration parse(String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not a span such as 15m, 12h or 30d");
    }
    return UNITS.get(span.group(2)).multipliedBy(Long.parseLong(span.group(1)));
  }
}
