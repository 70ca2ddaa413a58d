package io.diffy.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.agent.collect.Outgoing;
import io.diffy.agent.osquery.HostNames;
import io.diffy.agent.osquery.OsquerydLog;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ArchivedLine;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.packfile.TriagePack;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Turns lines into observations: those of an archive and of other NDJSON as they are, those of
 * osqueryd's log rebuilt. A host's log may go on in the next file.
 */
final class LineIntake {
  private final ObservationCodec codec = new ObservationCodec();
  private final BiPredicate<Observation, Instant> wanted;
  private final Taker taker;
  private final BiConsumer<String, String> badLine;
  private final OsquerydLog log;
  private long bad;

  /** Where observations go. */
  interface Taker {
    /**
     * Takes the next one.
     *
     * @param appended when a broker took it, where the line says so
     * @param value as a topic would hold it
     */
    void take(Observation observation, Optional<Instant> appended, byte[] value);
  }

  /**
   * An intake that has read nothing yet.
   *
   * @param hosts says which host wrote a line of osqueryd's
   * @param wanted whether an observation counts, by what it says and when a broker took it, or when
   *     it was collected where no broker says so
   * @param badLine is told the input's name, and number and fault of each line that is no
   *     observation
   */
  LineIntake(
      HostNames hosts,
      BiPredicate<Observation, Instant> wanted,
      Taker taker,
      BiConsumer<String, String> badLine) {
    this.wanted = wanted;
    this.taker = taker;
    this.badLine = badLine;
    log =
        new OsquerydLog(
            hosts,
            List.of(TriagePack.load()),
            this::convert,
            malformed -> bad(malformed.file(), malformed.line(), malformed.reason()));
  }

  void read(String name, InputStream input) throws IOException {
    new LineSplitter((number, line) -> read(name, number, withoutCarriageReturn(line)))
        .readAll(Unzipped.of(input), () -> false);
  }

  private void read(String name, long number, byte[] line) {
    if (line.length == 0) {
      return;
    }
    if (OsquerydLog.isMeant(line)) {
      log.line(name, number, new String(line, UTF_8));
      return;
    }
    try {
      ArchivedLine.Read read = ArchivedLine.read(line);
      Observation observation = read.observation();
      if (wanted.test(observation, read.appendedAt().orElse(observation.collectedAt()))) {
        taker.take(observation, read.appendedAt(), value(read, line));
      }
    } catch (MalformedRecord e) {
      bad(name, number, e.getMessage());
    }
  }

  /** The line itself, unless it says more than its sender did or is longer than a topic takes. */
  private byte[] value(ArchivedLine.Read read, byte[] line) {
    return read.appendedAt().isEmpty() && line.length <= ObservationCodec.MAX_BYTES
        ? line
        : codec.encode(read.observation());
  }

  /** After the last input. */
  void end() {
    log.flush();
  }

  long bad() {
    return bad;
  }

  private void bad(String name, long number, String reason) {
    bad++;
    badLine.accept(name, "line " + number + ": " + reason);
  }

  /** An observation made of osqueryd's lines goes the way it would have gone to a topic. */
  private void convert(Observation whole) {
    if (wanted.test(whole, whole.collectedAt())) {
      for (Observation part : Outgoing.of(whole)) {
        taker.take(part, Optional.empty(), codec.encode(part));
      }
    }
  }

  private static byte[] withoutCarriageReturn(byte[] line) {
    boolean windows = line.length > 0 && line[line.length - 1] == '\r';
    return windows ? Arrays.copyOf(line, line.length - 1) : line;
  }
}
