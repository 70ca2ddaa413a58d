package io.diffy.schemas.json;

import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the contracts allow in single fields. Every refusal names the field and what is allowed. */
final class Checks {
  /** Longest name of anything, in characters. */
  static final int MAX_NAME = 256;

  /** RFC 3339: unlike ISO 8601 it never leaves out the seconds or the offset. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

  private static final String SECONDS = "0000-00-00T00:00:00Z";

  /** Where year, month, day, hour, minute and second begin there. */
  private static final int[] PARTS = {0, 5, 8, 11, 14, 17};

  private static final Pattern LEAP_SECOND = Pattern.compile(":60(?:\\.\\d{1,9})?(?=[Zz+-])");

  static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Checks() {}

  /** Refuses where one of the required fields is not among those seen. */
  static void present(List<String> required, Collection<String> seen) throws MalformedRecord {
    if (!seen.containsAll(required)) {
      String missing =
          required.stream()
              .filter(field -> !seen.contains(field))
              .map(field -> '"' + field + '"')
              .collect(Collectors.joining(", "));
      throw new MalformedRecord("missing " + missing);
    }
  }

  static void notEmpty(String field, String text) throws MalformedRecord {
    if (text.isEmpty()) {
      throw new MalformedRecord("\"%s\" is empty".formatted(field));
    }
  }

  /** A name ends up in keys, logs and on screens: short, and no control characters. */
  static String name(String field, String text) throws MalformedRecord {
    return name(field, text, MAX_NAME);
  }

  static String name(String field, String text, int max) throws MalformedRecord {
    if (text.codePointCount(0, text.length()) > max) {
      throw new MalformedRecord(
          "\"%s\": %s characters, more than the %s allowed"
              .formatted(field, SafeText.number(text.length()), SafeText.number(max)));
    }
    if (SafeText.hasControlCharacter(text)) {
      throw new MalformedRecord(
          "\"%s\": a control character in \"%s\"".formatted(field, SafeText.excerpt(text)));
    }
    return text;
  }

  /** A name that becomes a part of a group key, which colons divide. */
  static String keyPart(String field, String text) throws MalformedRecord {
    if (text.indexOf(':') >= 0) {
      throw new MalformedRecord(
          "\"%s\": a colon in \"%s\"; colons divide the parts of a group key"
              .formatted(field, SafeText.excerpt(text)));
    }
    return name(field, text);
  }

  /** A group key as text: a plain name, or three parts divided by colons. */
  static GroupKey group(String field, String text) throws MalformedRecord {
    GroupKey group = GroupKey.parse(text);
    name("account of " + field, group.account());
    name("region of " + field, group.region());
    keyPart(field, group.asg());
    notEmpty(field, group.asg());
    return group;
  }

  /** A time from 1970 to 9999, as RFC 3339 says; a leap second is the end of the one before. */
  static Instant time(String field, String text) throws MalformedRecord {
    Instant time = rfc3339(text);
    if (time == null) {
      throw new MalformedRecord(
          "\"%s\": \"%s\" is no time like 2026-11-20T03:10:00Z"
              .formatted(field, SafeText.excerpt(text)));
    }
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new MalformedRecord(
          "\"%s\": %s is not between 1970 and 9999".formatted(field, SafeText.excerpt(text)));
    }
    return time;
  }

  private static Instant rfc3339(String text) {
    if (text.length() == SECONDS.length() && text.endsWith("Z")) {
      Instant plain = toTheSecond(text);
      if (plain != null) {
        return plain;
      }
    }
    if (text.length() > 40 || !RFC_3339.matcher(text).matches()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return leapSecond(text);
    }
  }

  /**
   * As nearly all say it: {@code 2026-11-20T03:10:00Z}; null for what has to be looked at closer.
   */
  private static Instant toTheSecond(String text) {
    int[] parts = new int[PARTS.length];
    for (int i = 0; i < SECONDS.length() - 1; i++) {
      char c = text.charAt(i);
      // 0 stands for any digit
      if (SECONDS.charAt(i) == '0' ? c < '0' || c > '9' : c != SECONDS.charAt(i)) {
        return null;
      }
    }
    for (int i = 0; i < PARTS.length; i++) {
      parts[i] = Integer.parseInt(text, PARTS[i], i == 0 ? 4 : PARTS[i] + 2, 10);
    }
    try {
      return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * The last moment before the leap second, which no clock of Java has: so its order among others
   * is kept. Null for a 60th second anywhere but at midnight UTC.
   */
  private static Instant leapSecond(String text) {
    Matcher leap = LEAP_SECOND.matcher(text);
    if (!leap.find()) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(leap.replaceFirst(":59.999999999"));
      return time.withOffsetSameInstant(ZoneOffset.UTC)
              .toLocalTime()
              .truncatedTo(ChronoUnit.SECONDS)
              .equals(LocalTime.of(23, 59, 59))
          ? time.toInstant()
          : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** An enum constant by its lower-case word. */
  static <E extends Enum<E>> E word(String field, String text, Class<E> type)
      throws MalformedRecord {
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    String allowed =
        Arrays.stream(type.getEnumConstants()).map(Checks::word).collect(Collectors.joining(", "));
    throw new MalformedRecord(
        "\"%s\": \"%s\" is none of %s".formatted(field, SafeText.excerpt(text), allowed));
  }

  /** An enum constant's word on the wire. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static int range(String field, BigInteger number, int min, int max) throws MalformedRecord {
    if (number.compareTo(BigInteger.valueOf(min)) < 0
        || number.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new MalformedRecord(
          "\"%s\": %s is not between %s and %s"
              .formatted(
                  field,
                  SafeText.excerpt(number.toString()),
                  SafeText.number(min),
                  SafeText.number(max)));
    }
    return number.intValue();
  }
}
