package io.diffy.cli.command;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Triage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What people decided of findings since these were judged last. It counts already, but no event
 * says so before the next evaluation; who goes through a list must see how far they got.
 */
final class DecidedSince {
  private final Map<String, List<ExceptionRule>> byFinding;
  private final Instant now;

  DecidedSince(List<ExceptionRule> rules, Instant now) {
    this.now = now;
    byFinding =
        rules.stream()
            .sorted(Comparator.comparing(ExceptionRule::acceptedAt))
            .collect(Collectors.groupingBy(ExceptionRule::findingUid));
  }

  List<String> lines(Finding finding) {
    return since(finding).stream()
        .map(
            rule ->
                rule.triage()
                    .map(said -> said.state().words() + " by " + said.by() + ": " + said.note())
                    .orElseGet(
                        () ->
                            "accepted by %s%s: %s"
                                .formatted(
                                    rule.acceptedBy(),
                                    isAccepted(finding) ? "" : " on " + rule.instanceId(),
                                    rule.reason())))
        .distinct()
        .map(line -> "DECIDED since it was judged, " + line)
        .toList();
  }

  /** Whether it leaves the list when it is judged next, as it stands. */
  boolean isAccepted(Finding finding) {
    List<ExceptionRule> accepting =
        since(finding).stream().filter(ExceptionRule::silences).toList();
    return accepting.stream().anyMatch(rule -> rule.scope() != Scope.INSTANCE)
        || (!accepting.isEmpty()
            && finding.instances().stream()
                .map(Instance::instanceId)
                .allMatch(id -> accepting.stream().anyMatch(r -> r.instanceId().equals(id))));
  }

  private static boolean isShown(Triage said, Finding finding) {
    return finding.triage().filter(said::isSameAs).isPresent();
  }

  /** Of what a person says of the work on it only the last word. */
  private List<ExceptionRule> since(Finding finding) {
    return byFinding.getOrDefault(finding.uid(), List.of()).stream()
        .filter(rule -> rule.acceptedAt().isAfter(finding.evaluatedAt()))
        .filter(
            rule ->
                rule.triage()
                    .map(said -> !isShown(said, finding))
                    .orElse(rule.silences() && rule.inForce(now)))
        .toList();
  }
}
