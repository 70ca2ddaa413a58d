package io.diffy.explain;

import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestObservations.FOUR_AM;

import io.diffy.schemas.BaselineUsed;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.ScoreBreakdown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Findings of the contract, with what explanations say more of them. */
final class ExplainedFindings {
  static final Duration HOUR = Duration.ofHours(1);

  private ExplainedFindings() {}

  static ExceptionRule accepted(String reason) {
    return new ExceptionRule(
        "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
        DROPPER_ON_THREE.group(),
        About.finding(DROPPER_ON_THREE.uid()),
        Reach.GROUP,
        new Accepted(reason, "alice", FOUR_AM.plusSeconds(600)),
        Optional.empty());
  }

  static Finding rated(Finding f, double score, Severity severity) {
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        f.prevalence(),
        new Rating(score, Confidence.HIGH, severity, Optional.empty()),
        f.lifecycle(),
        f.reason());
  }

  static Finding worked(Finding f, ScoreBreakdown working) {
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        f.prevalence(),
        new Rating(f.score(), f.confidence(), f.severity(), Optional.of(working)),
        f.lifecycle(),
        f.reason());
  }

  /** The same, where peers and a baseline of two days before disagree. */
  static Finding withBaseline(Finding f) {
    Prevalence both =
        new Prevalence(
            Method.BOTH,
            f.hostsWithItem(),
            f.hostsCompared(),
            f.cohort(),
            List.of(new BaselineUsed(3, FOUR_AM.minus(Duration.ofDays(2)))));
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        both,
        f.rating(),
        f.lifecycle(),
        "1 of 40 instances differs in command; the baseline (version 3 of 2026-11-18T04:00:00Z)"
            + " has the usual one");
  }
}
