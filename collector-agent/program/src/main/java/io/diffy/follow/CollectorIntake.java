package io.diffy.follow;

import io.diffy.follow.CollectorSummary.Read;
import io.diffy.input.InputTally;
import io.diffy.input.LineSplitter;
import io.diffy.osquerylog.HostNames;
import io.diffy.osquerylog.LogShape;
import io.diffy.osquerylog.OsquerydLog;
import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.Pack;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Lines in, observations out: each line is one of osqueryd's, or an observation somebody kept. Its
 * numbers may be asked for from any thread.
 */
public final class CollectorIntake {
  private final ObservationCodec codec = new ObservationCodec();
  private final OsquerydLog log;
  private final Consumer<Observation> sink;
  private final Consumer<BadLine> badLines;
  private final InputTally tally;
  private long lines;
  private long status;
  private long recorded;
  private long malformed;

  /**
   * An intake that nothing came to yet.
   *
   * @param packs whose queries' scheduled names are turned back into their own
   * @param sink gets each observation, unsplit
   * @param badLines gets each line that is neither, and why; it stops nothing
   * @param tally is told what became of each line
   */
  public CollectorIntake(
      HostNames hosts,
      Collection<Pack> packs,
      Consumer<Observation> sink,
      Consumer<BadLine> badLines,
      InputTally tally) {
    this.tally = tally;
    this.sink = sink;
    this.badLines =
        line -> {
          if (line.aside()) {
            tally.aside(line.file(), line.reason());
          } else {
            tally.bad(line.file(), line.line(), line.reason());
            badLines.accept(line);
          }
        };
    this.log = new OsquerydLog(hosts, packs, sink, this.badLines);
  }

  /** Takes one line of a file. */
  public synchronized void line(String file, long number, byte[] bytes) {
    byte[] line = LineSplitter.plain(bytes);
    if (LineSplitter.isBlank(line)) {
      return;
    }
    LogShape shape = LogShape.of(line);
    int each = shape.lines().size() + shape.status() + (shape.problem().isEmpty() ? 0 : 1);
    for (int i = 0; i < Math.max(1, each); i++) {
      lines++;
      tally.line(file, number);
    }
    status += shape.status();
    shape.lines().forEach(text -> log.line(file, number, text));
    for (int i = 0; i < shape.status(); i++) {
      badLines.accept(new BadLine(file, number, LogShape.STATUS, true));
    }
    if (!shape.problem().isEmpty()) {
      malformed++;
      badLines.accept(new BadLine(file, number, shape.problem()));
      log.damaged(shape.rest(), shape.problem());
    }
    if (!shape.isEmpty()) {
      return;
    }
    try {
      Observation observation = codec.decode(line);
      recorded++;
      sink.accept(observation);
    } catch (MalformedRecord e) {
      malformed++;
      badLines.accept(new BadLine(file, number, e.getMessage()));
      log.damaged(LogShape.text(line), OsquerydLog.unread(file, number));
    }
  }

  /** See {@link OsquerydLog#endQuietRuns}. */
  public synchronized void endQuietRuns() {
    log.endQuietRuns();
  }

  /** See {@link OsquerydLog#carry}. */
  synchronized void carry(Instant now) {
    log.carry(now);
  }

  /** Ends all open runs: nothing more comes. */
  synchronized void finish() {
    log.flush();
    log.notes().forEach(tally::note);
  }

  synchronized Read read() {
    OsquerydLog.Counts osqueryd = log.counts();
    return new Read(
        lines,
        osqueryd.lines() - osqueryd.bad() + status,
        recorded,
        malformed + osqueryd.bad(),
        osqueryd.repeated(),
        recorded + osqueryd.observations());
  }
}
