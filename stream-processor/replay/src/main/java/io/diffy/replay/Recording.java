package io.diffy.replay;

import io.diffy.agent.osquery.HostNames;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ArchivedLine;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
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
  private final Path spool;
  private final Codec<Observation> codec;
  private List<ReplayRecord> entries = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private long end;
  private long bad;
  private long rows;

  private Recording(Path spool, Codec<Observation> codec) {
    this.spool = spool;
    this.codec = codec;
  }

  /**
   * Reads the whole input. Lines of osqueryd's logs become observations first; there the order of a
   * host's lines matters.
   *
   * @param hosts says which host wrote a line of osqueryd's
   * @param wanted which observations count
   * @param badLine is told the number of each line that is no observation, and why; it never stops
   *     the reading
   */
  public static Recording read(
      InputStream input,
      Codec<Observation> codec,
      HostNames hosts,
      Predicate<Observation> wanted,
      Consumer<String> badLine) {
    return read(
        List.of(new OneStream(input)),
        codec,
        hosts,
        (observation, appended) -> wanted.test(observation),
        opened -> {},
        (name, bad) -> badLine.accept(bad));
  }

  /**
   * Reads several inputs, one after the other.
   *
   * @param wanted whether an observation counts, by what it says and when a broker took it, or when
   *     it was collected where no broker says so
   * @param opened is told each input before it is read
   * @param badLine is told the input's name and what is wrong in which of its lines
   */
  static Recording read(
      List<RecordedInput> inputs,
      Codec<Observation> codec,
      HostNames hosts,
      BiPredicate<Observation, Instant> wanted,
      Consumer<RecordedInput> opened,
      BiConsumer<String, String> badLine) {
    return create(
        codec,
        (recording, out) -> {
          LineIntake intake =
              new LineIntake(
                  hosts,
                  wanted,
                  (observation, appended, value) ->
                      recording.append(observation, appended, value, out),
                  badLine);
          for (RecordedInput input : inputs) {
            opened.accept(input);
            try (InputStream in = input.open()) {
              intake.read(input.name(), in);
            } catch (IOException e) {
              throw new CommandFailure("can't read " + input.name() + ": " + e.getMessage(), e);
            }
          }
          intake.end();
          recording.bad = intake.bad();
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
        (recording, out) ->
            source.accept(
                (observation, appended) -> {
                  Observation plain = ArchivedLine.plain(observation);
                  recording.append(plain, Optional.of(appended), codec.encode(plain), out);
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
    Iterator<ReplayRecord> places = entries.iterator();
    forEachRecord(
        group -> true,
        (group, appended, value) -> {
          ReplayRecord place = places.next();
          Observation whole = observation(value);
          List<Map<String, String>> rows =
              new SpooledRows(whole.rows().size(), () -> rowsAt(place));
          observer.accept(whole.withRows(whole.part(), rows));
        });
  }

  private List<Map<String, String>> rowsAt(ReplayRecord place) {
    try (RandomAccessFile file = new RandomAccessFile(spool.toFile(), "r")) {
      return observation(content(place, file)).rows();
    } catch (IOException | UncheckedIOException e) {
      throw changed(e);
    }
  }

  /** What some groups answered, in order, as a topic would hold it. */
  void forEachRecord(Predicate<GroupKey> whose, RecordTaker taker) {
    try (RandomAccessFile file = new RandomAccessFile(spool.toFile(), "r")) {
      for (ReplayRecord entry : entries) {
        if (whose.test(entry.group())) {
          taker.take(entry.group(), entry.appended(), content(entry, file));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw changed(e);
    }
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
      Files.deleteIfExists(spool);
    } catch (IOException e) {
      throw new CommandFailure(
          "could not remove the temporary file " + spool + ": " + e.getMessage(), e);
    } finally {
      OnExit.forget(this);
    }
  }

  private static Recording create(Codec<Observation> codec, Filling filling) {
    try {
      Recording recording =
          OnExit.close(new Recording(Files.createTempFile("diffy-replay-", ".ndjson"), codec));
      try {
        recording.fill(filling);
        return recording;
      } catch (IOException | RuntimeException e) {
        recording.close();
        throw e;
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("can't read the recorded observations: " + e.getMessage(), e);
    }
  }

  private void fill(Filling filling) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool), 1 << 16)) {
      filling.fill(this, out);
    }
    try (RandomAccessFile file = new RandomAccessFile(spool.toFile(), "r")) {
      entries =
          ReplayRecord.sortedOnce(
              entries, entry -> codec.encode(observation(content(entry, file))));
    }
  }

  private void append(
      Observation observation, Optional<Instant> appended, byte[] value, OutputStream out) {
    try {
      out.write(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entries.add(ReplayRecord.of(observation, appended, end, value.length, names));
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

  private static byte[] content(ReplayRecord entry, RandomAccessFile file) {
    byte[] content = new byte[entry.length()];
    try {
      file.seek(entry.offset());
      file.readFully(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content;
  }

  private CommandFailure changed(Exception e) {
    return new CommandFailure("the temporary file " + spool + " changed while it was read", e);
  }

  /** A stream that its owner has opened. */
  private record OneStream(InputStream input) implements RecordedInput {
    @Override
    public String name() {
      return "the recorded observations";
    }

    @Override
    public InputStream open() {
      return input;
    }
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
