package io.diffy.standalone.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.agent.collect.Outgoing;
import io.diffy.agent.osquery.HostNames;
import io.diffy.agent.osquery.OsquerydLog;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Codec;
import io.diffy.schemas.json.MalformedRecord;
import io.diffy.schemas.pack.TriagePack;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.OnExit;
import java.io.BufferedInputStream;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * Observations of an NDJSON file or of osqueryd's log, plain or gzipped, in an order that doesn't
 * depend on the file's: by time, group, instance, query and content, each line once. So a shuffled
 * file with every line doubled is the same recording. Only an index is in memory; the lines lie in
 * a temporary file.
 */
public final class Recording implements AutoCloseable {
  private final Path spool;
  private final Codec<Observation> codec;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private long end;
  private long lines;
  private long bad;

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
    return create(
        codec, (recording, out) -> recording.index(unzipped(input), out, hosts, wanted, badLine));
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
                (observation, appended) ->
                    recording.append(observation, appended, codec.encode(observation), out)));
  }

  /** The observations in order. */
  public void forEach(Consumer<Observation> observer) {
    forEachAppended((observation, appended) -> observer.accept(observation));
  }

  /** The observations in order, with the time a broker took them or would have taken them. */
  public void forEachAppended(BiConsumer<Observation, Instant> observer) {
    try (RandomAccessFile file = new RandomAccessFile(spool.toFile(), "r")) {
      for (Entry entry : entries) {
        byte[] line = new byte[entry.length];
        file.seek(entry.offset);
        file.readFully(line);
        observer.accept(codec.decode(line), entry.appended);
      }
    } catch (IOException | MalformedRecord e) {
      throw new CommandFailure("the temporary file " + spool + " changed while it was read", e);
    }
  }

  /** How many different observations there are. */
  public int size() {
    return entries.size();
  }

  public long badLines() {
    return bad;
  }

  /** The latest time a record was taken; the epoch when nothing was recorded. */
  public Instant end() {
    return entries.isEmpty() ? Instant.EPOCH : entries.get(entries.size() - 1).appended;
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
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(recording.spool), 1 << 16)) {
        filling.fill(recording, out);
        recording.sortAndDropRepeated();
        return recording;
      } catch (IOException | RuntimeException e) {
        recording.close();
        throw e;
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("can't read the recorded observations: " + e.getMessage(), e);
    }
  }

  private void index(
      InputStream input,
      OutputStream out,
      HostNames hosts,
      Predicate<Observation> wanted,
      Consumer<String> badLine)
      throws IOException {
    OsquerydLog log =
        new OsquerydLog(
            hosts,
            List.of(TriagePack.load()),
            observation -> convert(observation, wanted, out),
            malformed -> {
              bad++;
              badLine.accept("line " + malformed.line() + ": " + malformed.reason());
            });
    LineReader reader = new LineReader(input);
    for (byte[] line = reader.next(); line != null; line = reader.next()) {
      lines++;
      if (line.length == 0) {
        continue;
      }
      if (OsquerydLog.isMeant(line)) {
        log.line("", lines, new String(line, UTF_8));
        continue;
      }
      try {
        Observation observation = codec.decode(line);
        if (wanted.test(observation)) {
          // A file does not say when a broker would have taken it; its host's word is all there is.
          append(observation, observation.collectedAt(), line, out);
        }
      } catch (MalformedRecord e) {
        bad++;
        badLine.accept("line " + lines + ": " + e.getMessage());
      }
    }
    log.flush();
  }

  /** An observation made of osqueryd's lines goes the way it would have gone to a topic. */
  private void convert(Observation whole, Predicate<Observation> wanted, OutputStream out) {
    if (wanted.test(whole)) {
      for (Observation part : Outgoing.of(whole)) {
        append(part, part.collectedAt(), codec.encode(part), out);
      }
    }
  }

  private void append(Observation observation, Instant appended, byte[] line, OutputStream out) {
    try {
      out.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entries.add(Entry.of(observation, appended, end, line, names));
    end += line.length;
  }

  private void sortAndDropRepeated() {
    entries.sort(Entry.ORDER);
    List<Entry> once = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      if (once.isEmpty() || Entry.ORDER.compare(once.get(once.size() - 1), entry) != 0) {
        once.add(entry);
      }
    }
    entries.clear();
    entries.addAll(once);
  }

  private static InputStream unzipped(InputStream input) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(input, 1 << 16);
    buffered.mark(2);
    boolean gzip = Arrays.equals(buffered.readNBytes(2), new byte[] {0x1f, (byte) 0x8b});
    buffered.reset();
    return gzip
        ? new BufferedInputStream(new GZIPInputStream(buffered, 1 << 16), 1 << 16)
        : buffered;
  }

  private interface Filling {
    void fill(Recording recording, OutputStream out) throws IOException;
  }

  /** Where a line lies, and what decides its place. */
  private record Entry(
      Instant appended,
      Instant at,
      GroupKey group,
      String instance,
      String query,
      long offset,
      int length,
      byte[] digest) {

    static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::appended)
            .thenComparing(Entry::at)
            .thenComparing(Entry::group)
            .thenComparing(Entry::instance)
            .thenComparing(Entry::query)
            .thenComparing(Entry::digest, Arrays::compare);

    static Entry of(
        Observation o, Instant appended, long offset, byte[] line, Map<String, String> names) {
      return new Entry(
          appended,
          o.collectedAt(),
          o.instance().group(),
          names.computeIfAbsent(o.instance().instanceId(), name -> name),
          names.computeIfAbsent(o.query(), name -> name),
          offset,
          line.length,
          Digest.of(line));
    }
  }
}
