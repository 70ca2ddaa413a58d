package io.diffy.rules.finding;

import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.evaluation.DeviationEvidence;
import io.diffy.rules.evaluation.GapReason;
import io.diffy.rules.evaluation.ItemPresence;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.exception.ShownPrint;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** On which hosts of an evaluation a person accepted what they show. */
record AcceptedHosts(QueryEvaluation evaluation, ExceptionsInForce exceptions) {

  /** Whether a person accepted what a host shows now, or showed when it last answered. */
  boolean of(FindingCandidate candidate, Instance instance, Optional<FindingState> before) {
    String itemUid = candidate.subject().itemUid();
    return candidate.kind() == Kind.COVERAGE
        ? acceptedGap(candidate, instance)
        : exceptions.accept(candidate.uid(), itemUid, instance, shown(candidate, instance, before));
  }

  /** A host that answered and fell silent again is a new silence. */
  private boolean acceptedGap(FindingCandidate candidate, Instance instance) {
    String itemUid = candidate.subject().itemUid();
    return evaluation.hosts().gaps().stream()
        .filter(gap -> gap.reason() == GapReason.SILENT)
        .filter(gap -> gap.reason().word().equals(candidate.rows().row().get("coverage")))
        .filter(gap -> gap.instance().instanceId().equals(instance.instanceId()))
        .findFirst()
        .map(gap -> exceptions.acceptSilence(candidate.uid(), itemUid, instance, gap.since()))
        .orElseGet(() -> exceptions.reach(candidate.uid(), itemUid, instance));
  }

  private Collection<ShownPrint> shown(
      FindingCandidate candidate, Instance instance, Optional<FindingState> before) {
    DeviatingItem item = candidate.evidence().orElseThrow().deviation().item();
    if (candidate.breakdown().filter(ScoreBreakdown::ofOwnRows).isPresent()) {
      return List.of(masked -> DeviationEvidence.printOfAll(item));
    }
    if (item.kind() == Kind.MISSING) {
      return ShownPrint.NONE;
    }
    ItemPresence presence = evaluation.hosts().presence();
    return presence.compared(instance.instanceId())
        ? presence.shown(instance.instanceId(), item.subject(), item.identity())
        : before.map(last -> ThingNow.last(last.finding(), instance)).orElse(ShownPrint.NONE);
  }

  /** As an open finding's host shows its thing now, or showed it last. */
  private Collection<ShownPrint> shown(FindingState state, Instance instance) {
    ItemPresence presence = evaluation.hosts().presence();
    String id = instance.instanceId();
    Collection<ShownPrint> now =
        presence.compared(id)
                && state.finding().kind().isDeviation()
                && state.finding().kind() != Kind.MISSING
            ? presence.shown(id, state.basis().subject(), state.basis().identity())
            : ShownPrint.NONE;
    return now.isEmpty() ? ThingNow.last(state.finding(), instance) : now;
  }

  /** The same of a finding that is known. */
  boolean of(FindingState state, Instance instance) {
    Finding last = state.finding();
    return exceptions.accept(last.uid(), last.itemUid(), instance, shown(state, instance));
  }

  /** Whether it was accepted wherever it is. */
  boolean of(FindingState state) {
    return exceptions.reach(state.finding())
        && state.finding().instances().stream().allMatch(i -> of(state, i));
  }
}
