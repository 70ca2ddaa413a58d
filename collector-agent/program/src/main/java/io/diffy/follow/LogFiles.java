package io.diffy.follow;

import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.input.InputTally;
import io.diffy.osquerylog.HostNames;
import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.text.Spans;
import io.diffy.service.InputFile;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files and pipes of logged answers, and how they are read. */
public final class LogFiles {
  /** So many bad lines are told one by one. */
  private static final int TOLD = 20;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|-",
      description =
          "Plain or gzipped, older ones first. Each line is osqueryd's or an observation; - is standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--follow",
      description =
          "Read on as the files grow, until Ctrl-C; they may be rotated, and need not exist yet.")
  private boolean follow;

  @Option(
      names = "--max-age",
      paramLabel = "SPAN",
      description =
          "Leave out what was collected longer ago, such as 15m or 2h; it is counted. Default: nothing.")
  private String maxAge = "";

  private long told;

  /** Whether there are any to read. */
  public boolean chosen() {
    return !files.isEmpty();
  }

  /** Before anything is published: half a collection is harder to repeat than none. */
  public void require(Screen screen) {
    for (String file : files) {
      if (!follow) {
        CollectorInput.require(file);
      } else if (file.equals(CollectorInput.STANDARD_INPUT)) {
        throw new UsageError("standard input is read until it ends anyway; leave --follow out");
      } else if (Path.of(file).toFile().exists()) {
        CollectorInput.require(file);
      } else {
        screen.warn("there is no " + file + " yet; waiting for it");
      }
    }
  }

  /**
   * How lines are read.
   *
   * @param group of those whose lines name none
   * @param pack that osqueryd runs, beside the shipped one; null: that one alone
   */
  public LogCollector.Terms terms(String group, Path pack, Screen screen) {
    GroupKey key = GroupKey.parse(group);
    if (key.asg().isBlank() || key.asg().contains(":")) {
      throw new UsageError(
          "--group: \"" + group + "\" is neither <account>:<region>:<asg> nor a plain name");
    }
    // Where two have a query of one name, the first one's counts: what a person gives.
    List<Pack> packs = new ArrayList<>();
    if (pack != null) {
      packs.addAll(InputFile.packs(pack, warning -> screen.warn("%s", warning)).all());
    }
    packs.add(ShippedPacks.all());
    return new LogCollector.Terms(
        HostNames.byDecorations(group),
        packs,
        UsageError.parseIfGiven("--max-age", maxAge, Spans::parse),
        LogCollector.Terms.DEFAULT_QUIET);
  }

  /**
   * Publishes what they hold; whether all was right, too.
   *
   * @param publisher is closed in the end
   * @param where it publishes to, for a person
   * @param running gets the collector as it begins
   */
  public boolean publish(
      LogCollector.Terms terms,
      ObservationPublisher publisher,
      String where,
      Screen screen,
      Clock clock,
      Progress progress,
      Consumer<LogCollector> running) {
    try (LogCollector collector =
        new LogCollector(
            terms, publisher, clock, line -> tell(line, screen), sums -> tell(sums, screen))) {
      OnExit.close(collector);
      screen.note(
          "Publishing %s to %s.%s",
          String.join(", ", files), where, follow ? " Ctrl-C stops." : "");
      running.accept(collector);
      try {
        CollectorSummary summary = collector.run(files, follow, progress);
        return isRight(collector.tally(), screen) && summary.allPublished();
      } finally {
        OnExit.forget(collector);
      }
    }
  }

  /** A file that holds something else must not pass for one whose hosts are heard of. */
  private boolean isRight(InputTally tally, Screen screen) {
    Optional<String> nothing = follow ? Optional.empty() : tally.nothing();
    if (!follow) {
      tally.remarks().forEach(remark -> screen.warn(remark));
    }
    nothing.ifPresent(why -> screen.warn(why));
    return nothing.isEmpty() && !tally.isDamaged() && !tally.isUnreadSomewhere();
  }

  /** Of files that end, the first few are told at the end. */
  private void tell(BadLine line, Screen screen) {
    if (follow && ++told <= TOLD) {
      screen.warn("%s:%d: %s", line.file(), line.line(), line.reason());
      if (told == TOLD) {
        screen.warn("further lines that can't be read are counted and summed up at the end");
      }
    }
  }

  private static void tell(CollectorSummary summary, Screen screen) {
    screen.say(summary.toString());
    screen.out().flush();
    if (summary.late() > 0) {
      screen.note(
          "%,d observations were more than an hour old. The processor may count such at the time Kafka took them, and say so; --max-age leaves them out, and diffy replay --input judges them at their own time.",
          summary.late());
    }
  }
}
