package io.diffy.replay;

import io.diffy.input.InputTally;
import io.diffy.osquerylog.QueryNames;
import io.diffy.replay.ReplayRecord.Origin;
import io.diffy.replay.ReplayRecord.RowsPlace;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ArchivedLine;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Observations of an archive, of other NDJSON or of osqueryd's log, plain or gzipped, in an order
 * that doesn't depend on theirs: by time, group, instance, query and content, each once. So a
 * shuffled file with every line doubled is the same recording. Only an index is in memory; the
 * observations lie in a temporary file as a topic would hold them.
 */
public final class Recording implements AutoCloseable {
  private final SpoolFile spool;
  private final Codec<Observation> codec;
  private List<ReplayRecord> entries = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private long end;
  private Schedules schedules;
  private CarriedAnswers carried;
  private long bad;
  private long rows;

  private Recording(SpoolFile spool, Codec<Observation> codec) {
    this.spool = spool;
    this.codec = codec;
  }

  /**
   * Reads several inputs, one after the other.
   *
   * @param opened is told each input before it is read
   * @param tally is told what became of each line
   */
  static Recording read(
      Codec<Observation> codec,
      List<RecordedInput> inputs,
      LineTerms terms,
      Consumer<RecordedInput> opened,
      InputTally tally) {
    QueryNames names = new QueryNames(List.of(terms.pack()));
    return create(
        codec,
        names,
        (recording, out) -> {
          LineIntake.Taker taker =
              (observation, appended, origin, value, asRead) ->
                  recording.append(
                      observation,
                      appended,
                      origin,
                      value,
                      asRead ? RowsPlace.of(observation) : RowsPlace.UNKNOWN,
                      out);
          try (LineIntake intake = new LineIntake(terms, names, taker, tally)) {
            intake.readAll(inputs, opened);
          }
          recording.bad = tally.bad();
        });
  }

  /**
   * Takes observations from a topic, each with the time the broker took it: the source gets a place
   * to put them.
   */
  public static Recording of(
      Consumer<BiConsumer<Observation, Instant>> source, Codec<Observation> codec) {
    return create(
        codec,
        new QueryNames(List.of()),
        (recording, out) ->
            source.accept(
                (observation, appended) -> {
                  Observation plain = ArchivedLine.plain(observation);
                  byte[] value = codec.encode(plain);
                  recording.append(plain, appended, Origin.BROKER, value, RowsPlace.UNKNOWN, out);
                }));
  }

  /** The observations in order. */
  public void forEach(Consumer<Observation> observer) {
    forEachRecord(group -> true, (group, appended, value) -> observer.accept(observation(value)));
  }

  /**
   * The observations in order, their rows left in the temporary file until somebody reads them, at
   * the latest before this is closed: so all may be kept.
   */
  public void forEachHeader(Consumer<Observation> observer) {
    for (ReplayRecord place : entries) {
      RowsPlace at = place.rows();
      boolean known = at.to() > 0;
      Observation header = observation(known ? withoutRows(place) : value(place));
      SpooledRows.Source rows = () -> observation(content(place)).rows();
      observer.accept(
          header.withRows(
              header.part(),
              known
                  ? new SpooledRows.AsJson(
                      at.count(), rows, () -> read(place, at.from(), at.to() - at.from()))
                  : new SpooledRows(header.rows().size(), rows)));
    }
  }

  private byte[] withoutRows(ReplayRecord place) {
    RowsPlace rows = place.rows();
    // With the bracket that opens them, and the one that closes them.
    int before = rows.from() + 1;
    int behind = place.length() - rows.to() + 1;
    byte[] header = Arrays.copyOf(read(place, 0, before), before + behind);
    System.arraycopy(read(place, rows.to() - 1, behind), 0, header, before, behind);
    return header;
  }

  /** What some groups answered, in order, as a topic would hold it. */
  void forEachRecord(Predicate<GroupKey> whose, RecordTaker taker) {
    for (ReplayRecord entry : entries) {
      if (whose.test(entry.group())) {
        taker.take(entry.group(), entry.appended(), value(entry));
      }
    }
  }

  /** Leaves out what a window does not judge. */
  void keep(ReplayWindow window) {
    entries.removeIf(entry -> !window.judges(entry.at(), entry.appended()));
  }

  /** Whether anybody answered inside a window. */
  public boolean reaches(ReplayWindow window) {
    return entries.stream().anyMatch(entry -> window.holds(entry.appended()));
  }

  /** How many bytes each group's observations have. */
  Map<GroupKey, Long> bytesByGroup() {
    return entries.stream()
        .collect(
            Collectors.groupingBy(
                ReplayRecord::group, Collectors.summingLong(ReplayRecord::length)));
  }

  /** How many different observations there are. */
  public int size() {
    return entries.size();
  }

  public long badLines() {
    return bad;
  }

  /** The queries that were answered, by the names they are judged under. */
  public SortedSet<String> queries() {
    return entries.stream().map(ReplayRecord::query).collect(Collectors.toCollection(TreeSet::new));
  }

  /** How its osqueryd's logs were understood. */
  Schedules schedules() {
    return schedules;
  }

  /** What stands on without being logged again. */
  CarriedAnswers carried() {
    return carried;
  }

  /** How many rows they hold. */
  long rows() {
    return rows;
  }

  /** The latest time a record was taken; the epoch when nothing was recorded. */
  public Instant end() {
    return entries.isEmpty() ? Instant.EPOCH : entries.get(entries.size() - 1).appended();
  }

  @Override
  public synchronized void close() {
    try {
      spool.close();
    } catch (IOException e) {
      throw new CommandFailure("could not close a temporary file: " + e.getMessage(), e);
    } finally {
      OnExit.forget(this);
    }
  }

  private static Recording create(Codec<Observation> codec, QueryNames names, Filling filling) {
    try {
      Recording recording = OnExit.close(new Recording(new SpoolFile(), codec));
      try {
        recording.fill(filling, names);
        return recording;
      } catch (IOException | RuntimeException e) {
        recording.close();
        throw e;
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("can't read the recorded observations: " + e.getMessage(), e);
    }
  }

  private void fill(Filling filling, QueryNames known) throws IOException {
    OutputStream out = spool.end();
    filling.fill(this, out);
    out.flush();
    schedules = Schedules.of(entries, known);
    carried = CarriedAnswers.addTo(entries, schedules);
    entries.replaceAll(schedules::named);
    entries =
        ReplayRecord.sortedOnce(
            GroupClock.corrected(entries), entry -> codec.encode(observation(value(entry))));
  }

  /** As a topic would hold it. */
  private byte[] value(ReplayRecord entry) {
    byte[] content = content(entry);
    return entry.isScheduled()
        ? codec.encode(schedules.named(observation(content)).carriedTo(entry.at()))
        : content;
  }

  private void append(
      Observation observation,
      Instant appended,
      Origin origin,
      byte[] value,
      RowsPlace place,
      OutputStream out) {
    try {
      out.write(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entries.add(ReplayRecord.of(observation, appended, origin, end, value.length, place, names));
    end += value.length;
    rows += observation.rows().size();
  }

  private Observation observation(byte[] value) {
    try {
      return codec.decode(value);
    } catch (MalformedRecord e) {
      throw changed(e);
    }
  }

  private byte[] content(ReplayRecord entry) {
    return read(entry, 0, entry.length());
  }

  private byte[] read(ReplayRecord entry, int from, int length) {
    try {
      return spool.read(entry.offset() + from, length);
    } catch (IOException e) {
      throw changed(e);
    }
  }

  private static CommandFailure changed(Exception e) {
    return new CommandFailure("a temporary file can't be read again: " + e.getMessage(), e);
  }

  /** Gets records. */
  interface RecordTaker {
    /**
     * Takes the next one.
     *
     * @param appended when a broker took it, or would have
     */
    void take(GroupKey group, Instant appended, byte[] value);
  }

  private interface Filling {
    void fill(Recording recording, OutputStream out) throws IOException;
  }
}
