package io.diffy.continuous;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.CRC32;

/**
 * The name of a run: group, interval and the time it was due at, so that a collection plugin that
 * can go on with a run knows it again. At most 60 letters, digits and dashes.
 */
final class RunId {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final int LONGEST_NAME = 24;

  private RunId() {}

  static String of(String group, Timetable.Slot slot) {
    String plain = group.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-", "");
    CRC32 hash = new CRC32();
    hash.update(group.getBytes(UTF_8));
    // What is replaced or cut may be all that two groups differ in.
    return "%s-%08x-%d-%s"
        .formatted(
            plain.substring(0, Math.min(plain.length(), LONGEST_NAME)),
            hash.getValue(),
            slot.intervalSeconds(),
            TIME.format(slot.due()));
  }
}
