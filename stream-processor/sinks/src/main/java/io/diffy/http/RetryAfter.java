package io.diffy.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** When a server wants to be asked again (RFC 9110, 10.2.3). */
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");
  private static final int MOST_DIGITS = 12;
  private static final List<DateTimeFormatter> FORMS =
      List.of(
          form("d MMM uuuu HH:mm:ss ['GMT']['UTC'][xx]"),
          form("MMM d HH:mm:ss uuuu"),
          DateTimeFormatter.ISO_OFFSET_DATE_TIME);

  private RetryAfter() {}

  /** Zero when it says nothing, or nothing that can be understood. */
  static Duration of(HttpHeaders headers, Instant now) {
    String text = headers.firstValue("Retry-After").orElse("").strip();
    if (SECONDS.matcher(text).matches()) {
      String whole = text.replaceAll("\\..*", "");
      long seconds = Long.parseLong(whole.substring(0, Math.min(MOST_DIGITS, whole.length())));
      return Duration.ofSeconds(text.equals(whole) ? seconds : seconds + 1);
    }
    // A date is by the server's clock, which need not be ours.
    Instant there = date(headers.firstValue("Date").orElse("")).orElse(now);
    Duration rest = date(text).map(at -> Duration.between(there, at)).orElse(Duration.ZERO);
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  /** As RFC 9110 has it today and of old (5.6.7), or ISO 8601; whatever weekday they name. */
  private static Optional<Instant> date(String text) {
    String day = text.strip().replaceFirst("^[A-Za-z]+,? +(?=\\w)", "").replaceAll(" +", " ");
    for (DateTimeFormatter form : FORMS) {
      try {
        return Optional.of(form.parse(day, Instant::from));
      } catch (DateTimeException e) {
        // Another one, then.
      }
    }
    return Optional.empty();
  }

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }
}
