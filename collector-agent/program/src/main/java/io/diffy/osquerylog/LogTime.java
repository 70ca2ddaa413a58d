package io.diffy.osquerylog;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.agent.osquery.Printable;
import io.diffy.schemas.codec.MalformedRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** When a line of osqueryd's log was written, in seconds since 1970. */
final class LogTime {
  private static final BigDecimal MOST = BigDecimal.valueOf(253_402_300_799L);

  /** C's {@code asctime}, always in UTC: {@code Sat Nov 28 09:10:00 2026 UTC}. */
  private static final DateTimeFormatter CALENDAR =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);

  private static final Pattern ISO = Pattern.compile("\\s*[0-9]{4}-[0-9]{2}-");

  private LogTime() {}

  /** {@code unixTime}, as a number or text; where there is none, {@code calendarTime}. */
  static long of(JsonNode line) throws MalformedRecord {
    JsonNode unix = line.path("unixTime");
    if (unix.isMissingNode() || unix.isNull()) {
      return calendar(line.path("calendarTime").asText(""));
    }
    try {
      BigDecimal seconds = new BigDecimal(unix.asText().strip());
      // A scale beyond these would make the rounding dear, whatever the number.
      if (Math.abs(seconds.scale()) < 20 && seconds.signum() > 0 && seconds.compareTo(MOST) <= 0) {
        return seconds.setScale(0, RoundingMode.DOWN).longValueExact();
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words as a number out of range.
    }
    throw new MalformedRecord(
        "unixTime is \"%s\"; it must be seconds since 1970".formatted(Printable.of(unix.asText())));
  }

  private static long calendar(String text) throws MalformedRecord {
    if (text.isBlank()) {
      throw new MalformedRecord("has no unixTime");
    }
    try {
      if (ISO.matcher(text).lookingAt()) {
        return Instant.parse(text.strip()).getEpochSecond();
      }
      String plain = text.strip().replaceAll("\\s+", " ").replaceAll(" (UTC|GMT)$", "");
      long seconds = LocalDateTime.parse(plain, CALENDAR).toEpochSecond(ZoneOffset.UTC);
      if (seconds > 0) {
        return seconds;
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    throw new MalformedRecord(
        "has no unixTime, and calendarTime is \"%s\"; it must be like \"Sat Nov 28 09:10:00 2026 UTC\""
            .formatted(Printable.of(text)));
  }
}
