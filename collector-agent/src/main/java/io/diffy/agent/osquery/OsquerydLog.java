package io.diffy.agent.osquery;

import io.diffy.agent.osquery.LogLine.Kind;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.Pack;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns the lines of osqueryd's result log into observations. A snapshot is one; of differences the
 * whole answer is rebuilt after each run. Single changed rows have no mark at the end of their run:
 * it ends when the host's next run of that query begins, or at {@link #flush}.
 *
 * <p>Not for several threads.
 */
public final class OsquerydLog {
  /** Answers kept at a time; beyond, the one not seen for longest is forgotten. */
  static final int MAX_ANSWERS = 100_000;

  private static final ObservationCodec NAMES = new ObservationCodec();

  private final HostNames hosts;
  private final QueryNames names;
  private final Answers sink;
  private final Consumer<BadLine> badLines;
  private final Map<Key, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long lines;
  private long bad;
  private long repeated;
  private long observations;

  /** Gets the answers under the names they were scheduled by. */
  @FunctionalInterface
  public interface Answers {
    /**
     * Takes the next one.
     *
     * @param answer without an interval; big ones are not split
     * @param snapshot whether osqueryd logged it whole, and so each time it was asked
     */
    void take(Observation answer, boolean snapshot);
  }

  /**
   * A reader with no lines read yet.
   *
   * @param names say of which queries removed rows are not logged
   * @param badLines gets each line that could not be read
   */
  public OsquerydLog(HostNames hosts, QueryNames names, Answers sink, Consumer<BadLine> badLines) {
    this.hosts = hosts;
    this.names = names;
    this.sink = sink;
    this.badLines = badLines;
  }

  /**
   * A reader with no lines read yet that turns scheduled names into the queries' own as they come,
   * with their packs' intervals.
   *
   * @param sink gets each observation; big ones are not split
   * @param badLines gets each line that could not be read
   */
  public OsquerydLog(
      HostNames hosts,
      Collection<Pack> packs,
      Consumer<Observation> sink,
      Consumer<BadLine> badLines) {
    this(hosts, new QueryNames(packs), sink, new HashMap<>(), badLines);
  }

  private OsquerydLog(
      HostNames hosts,
      QueryNames names,
      Consumer<Observation> sink,
      Map<String, String> taken,
      Consumer<BadLine> badLines) {
    this(
        hosts,
        names,
        (answer, snapshot) ->
            sink.accept(
                names
                    .find(answer.query())
                    .filter(query -> names.isTaker(answer.query(), query, taken))
                    .map(query -> answer.named(query.name(), query.intervalSeconds()))
                    .orElse(answer)),
        badLines);
  }

  /** Reads one line; {@code file} and {@code number} say where it stands when it is bad. */
  public void line(String file, long number, String text) {
    if (text.isBlank()) {
      return;
    }
    lines++;
    try {
      accept(LogLine.parse(text));
    } catch (MalformedRecord e) {
      bad++;
      badLines.accept(new BadLine(file, number, e.getMessage()));
    }
  }

  /**
   * Whether a line is meant to be one of osqueryd's result log, whole or not, rather than something
   * else in JSON. It looks only as far as the first field that tells.
   */
  public static boolean isMeant(byte[] line) {
    return LogLine.isMeant(line);
  }

  /**
   * Where a line belongs among the others of its log, where that matters; empty for a line that
   * says all by itself, or can't be read.
   */
  public static Optional<Place> place(String text) {
    try {
      LogLine line = LogLine.parse(text);
      return line.kind() == Kind.SNAPSHOT
          ? Optional.empty()
          : Optional.of(new Place(line.host(), line.name(), line.run().unixTime()));
    } catch (MalformedRecord e) {
      return Optional.empty();
    }
  }

  /** Orders lines by host, query and time. */
  public record Place(String host, String query, long unixTime) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::host)
            .thenComparing(Place::query)
            .thenComparingLong(Place::unixTime);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** Ends all open runs: nothing more of them will come. */
  public void flush() {
    answers.values().forEach(this::emitOpen);
  }

  /**
   * Ends the open runs that no line has joined since the last call. For a log that is followed: a
   * run without an end mark would else wait for the next run that changes something. Should more of
   * it come all the same, the run is emitted again, whole.
   */
  public void endQuietRuns() {
    for (Answer answer : answers.values()) {
      if (!answer.joined) {
        emitOpen(answer);
      }
      answer.joined = false;
    }
  }

  public Counts counts() {
    return new Counts(lines, bad, repeated, observations);
  }

  private void accept(LogLine line) throws MalformedRecord {
    requireFitNames(line);
    if (line.kind() == Kind.SNAPSHOT) {
      emit(line, line.added(), "");
      return;
    }
    Answer answer = answers.computeIfAbsent(new Key(line.host(), line.name()), Answer::new);
    if (answer.state.isRepeated(line)) {
      repeated++;
      return;
    }
    if (!line.run().equals(answer.state.run())) {
      emitOpen(answer);
    }
    answer.state.apply(line);
    answer.last = line;
    answer.open = true;
    answer.joined = true;
    if (line.kind() == Kind.BATCH) {
      emitOpen(answer);
    }
    forgetOldest();
  }

  /**
   * Names come from the host: what no observation may carry would end in the dead letters, where
   * nobody knows the line any more.
   */
  private void requireFitNames(LogLine line) throws MalformedRecord {
    Instance instance = hosts.instance(line.host(), line.decorations());
    NAMES.decode(NAMES.encode(Observation.of(instance, line.name(), line.run().time(), List.of())));
  }

  private void emitOpen(Answer answer) {
    if (answer.open) {
      answer.open = false;
      emit(answer.last, answer.state.allRows(), gap(answer));
    }
  }

  private String gap(Answer answer) {
    boolean neverRemoved =
        names.find(answer.key.name()).filter(query -> !query.osquery().removed()).isPresent();
    if (answer.last.kind() != Kind.SNAPSHOT_ROW && neverRemoved) {
      return "the query is scheduled with \"removed\": false, so removed rows are not logged";
    }
    return answer.state.gap();
  }

  private void emit(LogLine line, List<Map<String, String>> rows, String gap) {
    Instance instance = hosts.instance(line.host(), line.decorations());
    observations++;
    sink.take(
        Observation.of(instance, line.name(), line.run().time(), rows)
            .with(new Status(gap.isEmpty() ? Coverage.OK : Coverage.TRUNCATED, gap)),
        line.kind() == Kind.SNAPSHOT || line.kind() == Kind.SNAPSHOT_ROW);
  }

  private void forgetOldest() {
    if (answers.size() > MAX_ANSWERS) {
      Iterator<Answer> oldest = answers.values().iterator();
      emitOpen(oldest.next());
      oldest.remove();
    }
  }

  /** A line that could not be read, where it stands (lines count from 1) and why. */
  public record BadLine(String file, long line, String reason) {
    @Override
    public String toString() {
      return "%s: line %d: %s".formatted(file, line, reason);
    }
  }

  /**
   * What was read so far: {@code lines = bad + repeated + lines that took part in an observation}.
   *
   * @param lines that were not blank
   * @param bad lines that could not be read
   * @param repeated lines sent twice, or of a run before the last one of that host and query
   * @param observations made of the rest
   */
  public record Counts(long lines, long bad, long repeated, long observations) {}

  private record Key(String host, String name) {}

  /** The state of one host's answer, and whether its last run may still go on. */
  private static final class Answer {
    private final Key key;
    private final QueryState state = new QueryState();
    private LogLine last;
    private boolean open;
    private boolean joined;

    Answer(Key key) {
      this.key = key;
    }
  }
}
