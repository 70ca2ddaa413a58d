package io.diffy.plugin.archive;

import io.diffy.plugin.Dataset;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a piece of an archive lies below the archive's folder or prefix: {@code
 * v1/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz}. All its records are of one
 * partition, and were appended within that hour (UTC). The version of the layout stands first, so
 * that a later one can live beside it. Names sort by time, then by partition as text, then by
 * offset.
 *
 * @param dataset what lies in it
 * @param hour its first moment
 * @param partition of the topic
 * @param offset of the first record
 */
public record ArchiveName(Dataset dataset, Instant hour, int partition, long offset) {
  /** How the name of a piece ends: JSON objects, one a line, gzipped. */
  public static final String ENDING = ".ndjson.gz";

  private static final String VERSION = "v1";
  private static final Instant LAST_HOUR = Instant.parse("9999-12-31T23:00:00Z");
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*/)?v1/([a-z]+)/([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{2})/"
              + "([0-9]{1,9})-([0-9]{20})\\.ndjson\\.gz",
          Pattern.DOTALL);

  /** The piece that a record begins. */
  static ArchiveName of(Dataset dataset, Instant appended, int partition, long offset) {
    return new ArchiveName(dataset, hour(appended), partition, offset);
  }

  /** The hour a record lies in; what no calendar of four digits holds lies at its ends. */
  static Instant hour(Instant appended) {
    Instant hour = appended.truncatedTo(ChronoUnit.HOURS);
    return hour.isBefore(Instant.EPOCH)
        ? Instant.EPOCH
        : hour.isAfter(LAST_HOUR) ? LAST_HOUR : hour;
  }

  /** The folder of a dataset, below the archive's: {@code v1/observations}. */
  public static String folder(Dataset dataset) {
    return VERSION + "/" + dataset.word();
  }

  /** The folder of a day, below the archive's: {@code v1/observations/2026-11-20}. */
  public static String day(Dataset dataset, Instant moment) {
    return folder(dataset) + "/" + date(hour(moment));
  }

  /** The path below the archive's folder. */
  public String path() {
    OffsetDateTime time = hour.atOffset(ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%s/%s/%02d/%d-%020d%s",
        folder(dataset),
        date(hour),
        time.getHour(),
        partition,
        offset,
        ENDING);
  }

  /**
   * What a path says; empty when it is of no archive.
   *
   * @param path with slashes, and with whatever stands before the archive's own part
   */
  public static Optional<ArchiveName> parse(String path) {
    Matcher name = NAME.matcher(path);
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      OffsetDateTime hour =
          LocalDate.parse(name.group(2))
              .atTime(Integer.parseInt(name.group(3)), 0)
              .atOffset(ZoneOffset.UTC);
      return dataset(name.group(1))
          .map(
              dataset ->
                  new ArchiveName(
                      dataset,
                      hour.toInstant(),
                      Integer.parseInt(name.group(4)),
                      Long.parseLong(name.group(5))));
    } catch (DateTimeException | NumberFormatException e) {
      // Whoever writes into the folder can give a file any name.
      return Optional.empty();
    }
  }

  /** Whether a record appended at or after {@code from} and before {@code to} may be in it. */
  public boolean overlaps(Instant from, Instant to) {
    return hour.plus(Duration.ofHours(1)).isAfter(from) && hour.isBefore(to);
  }

  private static Optional<Dataset> dataset(String word) {
    return Arrays.stream(Dataset.values()).filter(set -> set.word().equals(word)).findFirst();
  }

  private static String date(Instant hour) {
    return hour.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
