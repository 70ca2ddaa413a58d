package io.diffy.osquerylog;

import io.diffy.agent.osquery.Printable;
import io.diffy.osquerylog.LogLine.Kind;
import io.diffy.osquerylog.LogLine.Run;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.Pack;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
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
  static final int MAX_ANSWERS = KeptAnswers.MOST;

  /**
   * So long the last answers of a host stand that nothing is heard of. osqueryd asks every week at
   * the least.
   */
  public static final Duration LONGEST_SILENCE = Duration.ofDays(8);

  private static final ObservationCodec NAMES = new ObservationCodec();

  private final HostNames hosts;
  private final QueryNames names;
  private final Answers sink;
  private final Consumer<BadLine> badLines;
  private final KeptAnswers answers;
  private final Map<String, Boolean> ofEvents = KeptAnswers.bounded();
  private long lines;
  private long bad;
  private long repeated;
  private long snapshots;

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
    this.answers = new KeptAnswers(hosts, names, sink);
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
    if (isPiece(file, number, text)) {
      answers.damagedBeside(unread(file, number));
    }
  }

  /**
   * The same where lines don't come in the order in which they were written.
   *
   * @return whether it can't be read and may be a piece of a line of changes, nobody knows whose
   */
  public boolean isPiece(String file, long number, String text) {
    if (text.isBlank()) {
      return false;
    }
    lines++;
    try {
      accept(file, number, LogLine.parse(text));
      return false;
    } catch (MalformedRecord e) {
      boolean aside = e.getMessage().equals(LogLine.STATUS);
      bad += aside ? 0 : 1;
      badLines.accept(new BadLine(file, number, e.getMessage(), aside));
      if (aside) {
        return false;
      }
      Optional<Place> whose = placeOfCut(text);
      whose.ifPresent(place -> damaged(place, unread(file, number)));
      return whose.isEmpty() && mayBeCut(text);
    }
  }

  /** Whether an answer is not whole because runs before its last one are missing. */
  public static boolean lacksRuns(Observation answer) {
    return answer.error().startsWith(QueryState.LACKS);
  }

  /** Why an answer is not whole that lacks a line. */
  public static String unread(String file, long number) {
    return "line %,d of %s could not be read".formatted(number, file);
  }

  /**
   * A line could not be read that may have been one of a run: its answer, and where it does not say
   * whose it is those beside it, can't be called whole.
   */
  public void damaged(String text, String reason) {
    Optional<Place> whose = placeOfCut(text);
    if (whose.isPresent()) {
      damaged(whose.get(), reason);
    } else if (mayBeCut(text)) {
      answers.damagedBeside(reason);
    }
  }

  /** The same where it is known whose it was. */
  public void damaged(Place whose, String reason) {
    answers.damaged(whose.host(), whose.query(), reason);
  }

  /**
   * Where a line belongs among the others of its log, where that matters; empty for a line that
   * says all by itself, or can't be read and doesn't say whose it was.
   */
  public Optional<Place> place(String text) {
    try {
      LogLine line = LogLine.parse(text);
      String host = key(hosts.instance(line.host(), line.decorations()));
      Run run = line.run();
      return line.kind() == Kind.SNAPSHOT
          ? Optional.empty()
          : Optional.of(new Place(host, line.name(), run.epoch(), run.counter(), run.unixTime()));
    } catch (MalformedRecord e) {
      return placeOfCut(text);
    }
  }

  /** The same of a line that is not whole. */
  public Optional<Place> placeOfCut(String text) {
    return LineRemains.of(text)
        .map(cut -> new Place(key(cut.instance(hosts)), cut.query(), 0, -1, cut.unixTime()));
  }

  /** Whether a text that says of nobody that it is his may be a piece of a line of changes. */
  public static boolean mayBeCut(String text) {
    return LineRemains.mayBeOne(text);
  }

  static String key(Instance instance) {
    return instance.group() + "\n" + instance.instanceId();
  }

  /**
   * Where a line stands among those of its host and query; the counter is -1 where none is known.
   */
  public record Place(String host, String query, long epoch, long counter, long unixTime) {}

  /** Ends all open runs: nothing more of them will come. */
  public void flush() {
    answers.flush();
  }

  /**
   * Ends the open runs that no line has joined since the last call. For a log that is followed: a
   * run without an end mark would else wait for the next run that changes something. Should more of
   * it come all the same, the run is emitted again, whole.
   */
  public void endQuietRuns() {
    answers.endQuietRuns();
  }

  /**
   * Hands on again, as of now, what was logged as differences and not changed for an interval: an
   * unchanged host logs nothing, and its answer stands as long as it is heard of. For a log that is
   * followed.
   */
  public void carry(Instant now) {
    answers.carry(now);
  }

  public Counts counts() {
    return new Counts(lines, bad, repeated, snapshots + answers.observations());
  }

  private void accept(String file, long number, LogLine line) throws MalformedRecord {
    Instance instance = requireFitNames(line);
    if (isOfEvents(line)) {
      String what = "rows of an event table are no state: " + Printable.of(line.name());
      badLines.accept(new BadLine(file, number, what + " is not judged", true));
      return;
    }
    answers.heard(line.host(), instance, HostNames.machine(line.decorations()), line.run().time());
    if (line.kind() == Kind.SNAPSHOT) {
      snapshots++;
      sink.take(Observation.of(instance, line.name(), line.run().time(), line.added()), true);
      return;
    }
    if (!answers.take(key(instance), line)) {
      repeated++;
    }
  }

  private boolean isOfEvents(LogLine line) {
    return ofEvents.computeIfAbsent(
            line.name(), name -> EventTables.isMeant(name, names.find(name)))
        || (!line.added().isEmpty() && line.added().get(0).containsKey("eid"));
  }

  /** What to know of how the log was understood. */
  public List<String> notes() {
    return answers.notes().stream().map(Printable::of).toList();
  }

  /**
   * Names come from the host: what no observation may carry would end in the dead letters, where
   * nobody knows the line any more.
   */
  private Instance requireFitNames(LogLine line) throws MalformedRecord {
    Instance instance = hosts.instance(line.host(), line.decorations());
    NAMES.decode(NAMES.encode(Observation.of(instance, line.name(), line.run().time(), List.of())));
    return instance;
  }

  /**
   * A line that could not be read, where it stands (lines count from 1) and why.
   *
   * @param aside whether nothing is wrong with it: it holds no answer, and is left out
   */
  public record BadLine(String file, long line, String reason, boolean aside) {
    public BadLine(String file, long line, String reason) {
      this(file, line, reason, false);
    }

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
}
