package io.diffy.baseline;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.terminal.Phrases;
import io.diffy.view.OpenFindings;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is open against the instances that a baseline would be taken from, and would be normal from
 * then on. Pure.
 *
 * @param group whose baseline
 * @param findings of medium severity or worse, in the queries that were answered, ranked
 */
record FindingsAgainstBaseline(GroupKey group, List<Finding> findings) {
  private static final Severity LEAST = Severity.MEDIUM;
  private static final int SHOWN = 5;

  static FindingsAgainstBaseline of(
      GroupKey group, Collection<Observation> answers, OpenFindings known) {
    Set<String> hosts =
        answers.stream().map(o -> o.instance().instanceId()).collect(Collectors.toSet());
    Set<String> queries = answers.stream().map(Observation::query).collect(Collectors.toSet());
    return new FindingsAgainstBaseline(
        group,
        known.ranked(
            finding ->
                OpenFindings.isOpen(finding)
                    && OpenFindings.isDeviation(finding)
                    && finding.severity().compareTo(LEAST) >= 0
                    && finding.group().equals(group)
                    && queries.contains(finding.query())
                    && finding.instances().stream()
                        .map(Instance::instanceId)
                        .anyMatch(hosts::contains)));
  }

  boolean isThere() {
    return !findings.isEmpty();
  }

  /** Why no baseline is taken, and what to do. */
  String refusal() {
    return ("no baseline of %s: %s open against the instances it would be taken from, and would be"
            + " normal from then on: %s. Judge again if they are gone, accept what is harmless (diffy"
            + " accept), take it of other instances, or say why with --despite-findings")
        .formatted(
            group,
            findings.size() == 1 ? "a finding is" : findings.size() + " findings are",
            Phrases.some(findings.stream().map(FindingsAgainstBaseline::words).toList(), SHOWN));
  }

  /** For the provenance of a baseline that is taken all the same. */
  String overruled(String reason) {
    return "; despite %d open findings: %s".formatted(findings.size(), reason);
  }

  private static String words(Finding finding) {
    return "%s (%s, %s %s on %s)"
        .formatted(
            Phrases.shortId(finding.uid()),
            Phrases.word(finding.severity()),
            finding.query(),
            finding.kind().word(),
            finding.instances().size() == 1
                ? finding.instances().get(0).instanceId()
                : finding.instances().size() + " instances");
  }
}
