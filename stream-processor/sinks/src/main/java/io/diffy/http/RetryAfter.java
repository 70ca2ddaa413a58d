package io.diffy.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** When a server wants to be asked again (RFC 9110, 10.2.3). */
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");
  private static final int MOST_DIGITS = 12;

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

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
