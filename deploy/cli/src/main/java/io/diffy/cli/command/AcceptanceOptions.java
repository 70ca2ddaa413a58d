package io.diffy.cli.command;

import io.diffy.accept.Acceptance;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.service.UsageError;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who accepts what, where, why and until when. */
final class AcceptanceOptions {
  private static final int LONGEST_REASON = 1000;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is harmless. Required.")
  private String reason = "";

  @Option(
      names = "--expires",
      paramLabel = "SPAN|TIME",
      description = "When it must be looked at again: 12h, 30d, 8w, 2026-12-31. Default: never.")
  private String expires = "";

  @Option(
      names = "--scope",
      paramLabel = "instance|cohort|group|everywhere",
      description =
          "The finding's instances, all of their image, launch version and type, all of the group,"
              + " or the same thing in every group. Default: group; with --instance: instance.")
  private Scope scope;

  @Option(
      names = "--instance",
      paramLabel = "ID",
      description = "Only this instance of the finding, or its cohort; may be repeated.")
  private List<String> instances = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who says so. Default: the current user.")
  private String by = System.getProperty("user.name", "");

  /**
   * Refuses a reason that says nothing or too much.
   *
   * @param required whether there must be one
   */
  void requireReason(boolean required) {
    if (reason.length() > LONGEST_REASON || (required && reason.isBlank())) {
      throw new UsageError(
          "--reason must say something, in at most " + LONGEST_REASON + " characters");
    }
  }

  Acceptance acceptance(Instant now) {
    Scope reach = scope != null ? scope : instances.isEmpty() ? Scope.GROUP : Scope.INSTANCE;
    if (!instances.isEmpty() && (reach == Scope.GROUP || reach == Scope.EVERYWHERE)) {
      throw new UsageError("--instance narrows --scope instance and --scope cohort only");
    }
    return new Acceptance(reach, instances, reason.strip(), by, now, expiry(now));
  }

  Removal removal(Instant now) {
    return new Removal(by, now, reason.strip());
  }

  private Optional<Instant> expiry(Instant now) {
    Optional<Instant> end =
        UsageError.parseIfGiven("--expires", expires, text -> TimeText.momentOrSpan(text, now));
    if (end.filter(at -> !at.isAfter(now)).isPresent()) {
      throw new UsageError("--expires " + expires + " is in the past");
    }
    return end;
  }
}
