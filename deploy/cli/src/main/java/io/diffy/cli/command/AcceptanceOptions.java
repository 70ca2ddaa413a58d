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
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is harmless. Required.")
  private String reason = "";

  @Option(
      names = {"--for", "--until", "--expires"},
      paramLabel = "SPAN|TIME",
      description = "When it must be looked at again: 12h, 90d, 8w, 2026-12-31. Default: 30d.")
  private String expires = "";

  @Option(
      names = "--forever",
      fallbackValue = "true",
      description = "It need not be looked at again.")
  private boolean forever;

  @Option(
      names = "--scope",
      paramLabel = "instance|cohort|group|everywhere",
      description =
          "The finding's instances, all of their image, launch version and type, all of the group,"
              + " or the same thing in every group. Default: instance.")
  private Scope scope;

  @Option(
      names = "--all-hosts",
      fallbackValue = "true",
      description = "Also on hosts of the group that show it later: --scope group.")
  private boolean allHosts;

  @Option(
      names = "--any-attributes",
      fallbackValue = "true",
      description =
          "Accept the thing whatever its other attributes become, not only what was seen.")
  private boolean anyAttributes;

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
    if (reason.length() > Acceptance.LONGEST_REASON || (required && reason.isBlank())) {
      throw new UsageError(
          "--reason must say something, in at most " + Acceptance.LONGEST_REASON + " characters");
    }
  }

  Acceptance acceptance(Instant now) {
    return acceptance(now, "");
  }

  /**
   * What is said of a finding.
   *
   * @param own its own reason; empty: the one that holds for all
   */
  Acceptance acceptance(Instant now, String own) {
    if (scope == Scope.NOTHING || (allHosts && scope != null && scope != Scope.GROUP)) {
      throw new UsageError(
          "--scope is instance, cohort, group or everywhere; --all-hosts is group");
    }
    Scope reach = allHosts ? Scope.GROUP : scope == null ? Scope.INSTANCE : scope;
    if (!instances.isEmpty() && (reach == Scope.GROUP || reach == Scope.EVERYWHERE)) {
      throw new UsageError("--instance narrows --scope instance and --scope cohort only");
    }
    return new Acceptance(
        reach,
        instances,
        own.isEmpty() ? reason.strip() : own,
        by,
        now,
        expiry(now),
        anyAttributes);
  }

  Removal removal(Instant now) {
    return new Removal(by, now, reason.strip());
  }

  private Optional<Instant> expiry(Instant now) {
    if (forever && !expires.isEmpty()) {
      throw new UsageError("--forever has no end; leave --for, --until and --expires out");
    }
    if (expires.isEmpty()) {
      return forever ? Optional.empty() : Optional.of(now.plus(Acceptance.SPAN));
    }
    Optional<Instant> end =
        UsageError.parseIfGiven("--expires", expires, text -> TimeText.momentOrSpan(text, now));
    if (end.filter(at -> !at.isAfter(now)).isPresent()) {
      throw new UsageError("--expires " + expires + " is in the past");
    }
    return end;
  }
}
