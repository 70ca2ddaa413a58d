package io.diffy.view;

import io.diffy.schemas.text.Spans;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as people type them, and as they are printed. Without a zone they are UTC, like everything
 * that is printed. What is printed can be typed.
 */
public final class TimeText {
  private static final Pattern AGO =
      Pattern.compile("-" + Spans.PATTERN + "|" + Spans.PATTERN + " ago");

  /** A day, a time of day, a zone: each may be missing, but not all. */
  private static final Pattern MOMENT =
      Pattern.compile(
          "(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2}|today|yesterday)?"
              + "[T ]?(?<time>[0-9]{2}:[0-9]{2}(?<seconds>:[0-9]{2}(?<fraction>[.,][0-9]{1,9})?)?)?"
              + " ?(?<zone>[zZ]|[+-][0-9]{2}(:?[0-9]{2})?|[A-Z]{3,4}|[A-Z][A-Za-z_]+/[A-Za-z_/-]+)?");

  private TimeText() {}

  /** What a person wrote: a moment, or all of a day, a minute or a second. */
  private record Written(Instant first, Instant next) {
    static Written moment(Instant time) {
      return new Written(time, time.plusNanos(1));
    }
  }

  /**
   * The first moment of what is written: {@code 2026-11-20}, {@code 2026-11-20 03:10}, {@code
   * 2026-11-20T03:10:00+01:00}, {@code 03:10}, {@code yesterday}, {@code yesterday 03:10}, {@code
   * -6h}.
   *
   * @param reference when it is now, for what is relative: the last such time of day before it
   */
  public static Instant first(String text, Instant reference) {
    return read(text, reference).first;
  }

  /** Its last moment: of {@code 03:10} the end of that minute, of a day the end of the day. */
  public static Instant last(String text, Instant reference) {
    return read(text, reference).next.minusNanos(1);
  }

  /** Whether it means another time when it is another time now. */
  public static boolean isRelative(String text) {
    return (!text.isEmpty() && !Character.isDigit(text.charAt(0)))
        || text.matches("[0-9]{2}:.*")
        || AGO.matcher(text).matches();
  }

  private static Written read(String text, Instant reference) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return Written.moment(reference.minus(span(text.replaceAll("^-| ago$", ""))));
    }
    Matcher moment = MOMENT.matcher(text);
    boolean says =
        moment.matches() && (moment.group("day") != null || moment.group("time") != null);
    try {
      if (text.equals("now")) {
        return Written.moment(reference);
      }
      if (says) {
        return written(moment, reference);
      }
    } catch (DateTimeException e) {
      // Said below: the 31st of a month that has 30 days, a zone nobody knows.
    }
    throw new IllegalArgumentException(
        "\"%s\" is not a time; write 2026-11-20, 2026-11-20 03:10, 2026-11-20T03:10:00+01:00, 03:10, yesterday or -6h"
            .formatted(text));
  }

  private static Written written(Matcher moment, Instant reference) {
    String said = moment.group("zone");
    ZoneId zone = said == null ? ZoneOffset.UTC : ZoneId.of(said.equals("z") ? "Z" : said);
    ZonedDateTime now = reference.atZone(zone);
    String day = moment.group("day");
    String time = moment.group("time");
    LocalDate date =
        day == null || day.equals("today")
            ? now.toLocalDate()
            : day.equals("yesterday") ? now.toLocalDate().minusDays(1) : LocalDate.parse(day);
    if (time == null) {
      return new Written(
          date.atStartOfDay(zone).toInstant(), date.plusDays(1).atStartOfDay(zone).toInstant());
    }
    LocalTime clock = LocalTime.parse(time.replace(',', '.'));
    if (day == null && clock.isAfter(now.toLocalTime())) {
      date = date.minusDays(1);
    }
    Instant first = date.atTime(clock).atZone(zone).toInstant();
    if (moment.group("fraction") != null) {
      return Written.moment(first);
    }
    return new Written(first, first.plusSeconds(moment.group("seconds") == null ? 60 : 1));
  }

  /** {@code 90s}, {@code 15m}, {@code 12h}, {@code 30d} or {@code 8w}. */
  public static Duration span(String text) {
    return Spans.parse(text);
  }

  /** {@code 30d} from {@code now}, or a moment. */
  public static Instant momentOrSpan(String text, Instant now) {
    if (Spans.matches(text)) {
      return now.plus(span(text));
    }
    try {
      return first(text, now);
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
