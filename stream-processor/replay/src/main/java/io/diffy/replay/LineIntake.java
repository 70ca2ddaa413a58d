package io.diffy.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.agent.collect.Outgoing;
import io.diffy.input.InputTally;
import io.diffy.input.LineSplitter;
import io.diffy.osquerylog.LogShape;
import io.diffy.osquerylog.OsquerydLog;
import io.diffy.osquerylog.QueryNames;
import io.diffy.replay.ReplayRecord.Origin;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ArchivedLine;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.json.ReadRows;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns lines into observations: those of an archive and of other NDJSON as they are, those of
 * osqueryd's log rebuilt, whatever files they stand in.
 */
final class LineIntake implements AutoCloseable {
  private final ObservationCodec codec = new ObservationCodec();
  private final LineTerms terms;
  private final Taker taker;
  private final InputTally tally;
  private final OsquerydLog log;
  private final SortedLines changes = new SortedLines();
  private Optional<OsquerydLog.Place> before = Optional.empty();

  /** The input of which a piece was read since the last line of changes; empty when none was. */
  private String cut = "";

  /** Where observations go. */
  interface Taker {
    /**
     * Takes the next one.
     *
     * @param appended when a broker took it, or when it was collected where no broker says so
     * @param value as a topic would hold it; of osqueryd's log under the name it was scheduled by
     * @param asRead whether the observation was read from just that
     */
    void take(
        Observation observation, Instant appended, Origin origin, byte[] value, boolean asRead);
  }

  /**
   * An intake that has read nothing yet.
   *
   * @param names whose queries osqueryd's log speaks of
   * @param tally is told what became of each line
   */
  LineIntake(LineTerms terms, QueryNames names, Taker taker, InputTally tally) {
    this.terms = terms;
    this.taker = taker;
    this.tally = tally;
    log =
        new OsquerydLog(
            terms.hosts(),
            names,
            this::convert,
            line -> {
              if (line.aside()) {
                tally.aside(line.file(), line.reason());
              } else {
                tally.bad(line.file(), line.line(), line.reason());
              }
            });
  }

  /**
   * Reads several inputs, one after the other, and no more.
   *
   * @param opened is told each before it is read
   */
  void readAll(List<RecordedInput> inputs, Consumer<RecordedInput> opened) {
    for (RecordedInput input : inputs) {
      opened.accept(input);
      try (InputStream in = input.open()) {
        read(input.name(), in);
      } catch (IOException e) {
        throw new CommandFailure("can't read " + input.name() + ": " + e.getMessage(), e);
      }
    }
    end();
  }

  void read(String name, InputStream input) throws IOException {
    tally.read(
        name,
        input,
        bytes ->
            new LineSplitter((number, line) -> read(name, number, LineSplitter.plain(line)))
                .readAll(bytes, () -> false));
  }

  private void read(String name, long number, byte[] line) {
    if (LineSplitter.isBlank(line)) {
      return;
    }
    LogShape shape = LogShape.of(line);
    if (!shape.isEmpty()) {
      read(name, number, shape);
      return;
    }
    tally.line(name, number);
    try {
      ArchivedLine.Read read =
          terms.looksAtRows() ? ArchivedLine.read(line) : ArchivedLine.header(line);
      Observation observation = read.observation();
      Optional<Instant> appended = read.appendedAt();
      Instant time = appended.orElse(observation.collectedAt());
      if (terms.wanted().test(observation, time)) {
        byte[] value = value(read, line);
        Origin origin = appended.isPresent() ? Origin.BROKER : Origin.FILE;
        taker.take(observation, time, origin, value, value == line);
      }
    } catch (MalformedRecord e) {
      tally.bad(name, number, e.getMessage());
      cut(name, number, LogShape.text(line));
    }
  }

  private void read(String name, long number, LogShape shape) {
    for (String text : shape.lines()) {
      tally.line(name, number);
      Optional<OsquerydLog.Place> place = log.place(text);
      if (place.isEmpty()) {
        if (log.isPiece(name, number, text)) {
          beside(name, number);
        }
        continue;
      }
      changes.add(place.get(), name, number, text.getBytes(UTF_8));
      if (!cut.isEmpty()) {
        changes.damaged(place.get(), cut, number);
        cut = "";
      }
      before = place;
    }
    for (int i = 0; i < shape.status(); i++) {
      tally.line(name, number);
      tally.aside(name, LogShape.STATUS);
    }
    if (!shape.problem().isEmpty()) {
      tally.line(name, number);
      tally.bad(name, number, shape.problem());
      cut(name, number, shape.rest());
    }
  }

  /** A piece of a line says of nobody that it is his: then it may be of the lines beside it. */
  private void cut(String name, long number, String text) {
    Optional<OsquerydLog.Place> whose = log.placeOfCut(text);
    if (whose.isPresent()) {
      changes.damaged(whose.get(), name, number);
    } else if (OsquerydLog.mayBeCut(text)) {
      beside(name, number);
    }
  }

  private void beside(String name, long number) {
    before.ifPresent(place -> changes.damaged(place, name, number));
    cut = name;
  }

  /** The line itself, unless it says more than its sender did or is longer than a topic takes. */
  private byte[] value(ArchivedLine.Read read, byte[] line) throws MalformedRecord {
    if (read.appendedAt().isEmpty() && line.length <= ObservationCodec.MAX_BYTES) {
      return line;
    }
    boolean kept = read.observation().rows() instanceof ReadRows rows && rows.kept();
    return codec.encode((kept ? read : ArchivedLine.read(line)).observation());
  }

  /** After the last input: changes build on each other, so they need all files. */
  void end() {
    changes.forEach(
        (place, name, number, line) -> {
          if (line.length == 0) {
            log.damaged(place, OsquerydLog.unread(name, number));
          } else {
            log.line(name, number, new String(line, UTF_8));
          }
        });
    log.flush();
    log.notes().forEach(tally::note);
  }

  /** An observation made of osqueryd's lines goes the way it would have gone to a topic. */
  private void convert(Observation whole, boolean snapshot) {
    if (terms.wanted().test(whole, whole.collectedAt())) {
      for (Observation part : Outgoing.of(whole)) {
        Origin origin = snapshot ? Origin.SNAPSHOT : Origin.CHANGES;
        taker.take(part, whole.collectedAt(), origin, codec.encode(part), false);
      }
    }
  }

  @Override
  public void close() {
    changes.close();
  }
}
