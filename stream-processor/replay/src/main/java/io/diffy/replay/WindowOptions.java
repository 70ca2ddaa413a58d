package io.diffy.replay;

import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which time is meant, by the clock of the data. */
final class WindowOptions {
  /** What the observations topic keeps. */
  private static final Duration ARCHIVE_WARM_UP = Duration.ofDays(7);

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Report what was answered then or later, and what was open then. What came before is judged too: see"
              + " --warm-up. TIME is 2026-11-20, \"2026-11-20 03:10\", 03:10, yesterday, -6h or the like; UTC unless"
              + " it says a zone. Relative times count from the end of the data in files, otherwise from now.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "Judge nothing that was answered later: 03:10 is up to the end of that minute, a day up to its end.")
  private String to = "";

  @Option(
      names = "--warm-up",
      paramLabel = "SPAN",
      description =
          "How much data before --from is judged without reporting it."
              + " Default: all that the topic or a file holds; of an archive 7d")
  private String warmUp = "";

  @Option(
      names = "--archive-slack",
      paramLabel = "SPAN",
      description =
          "How much more of an archive to read before the warm-up and after --to, where it is seen who is gone"
              + " since. Default: 1d")
  private String slack = "";

  private Instant reference = Instant.EPOCH;

  /** What is relative counts from there. */
  void countFrom(Instant moment) {
    reference = moment;
  }

  /** Whether it must be known when it ends before it is known what is meant. */
  boolean isRelative() {
    return TimeText.isRelative(from) || TimeText.isRelative(to);
  }

  /** Complains of what can't be understood. */
  void check() {
    ReplayWindow window = window();
    HourRange unused = hours();
    if (window.warmUp().isPresent() && window.from().isEmpty()) {
      throw new ParameterException(command.commandLine(), "--warm-up: of what? Say --from too");
    }
    if (window.from().flatMap(start -> window.to().map(start::isAfter)).orElse(false)) {
      throw new ParameterException(command.commandLine(), "--from must lie before --to");
    }
  }

  ReplayWindow window() {
    return new ReplayWindow(
        optional("--from", from, text -> TimeText.first(text, reference)),
        optional("--to", to, text -> TimeText.last(text, reference)),
        optional("--warm-up", warmUp, TimeText::span));
  }

  /** Which pieces of archives may hold it. */
  HourRange hours() {
    ReplayWindow window = window();
    Duration before = window.warmUp().orElse(ARCHIVE_WARM_UP);
    return new HourRange(
        window.from().map(time -> time.minus(before)),
        window.to(),
        optional("--archive-slack", slack, TimeText::span).orElse(HourRange.USUAL_SLACK));
  }

  private <T> Optional<T> optional(String option, String text, Function<String, T> read) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(read.apply(text));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), option + ": " + e.getMessage());
    }
  }
}
