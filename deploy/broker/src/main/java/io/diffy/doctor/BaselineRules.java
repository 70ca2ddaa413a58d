package io.diffy.doctor;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.GroupKey;
import io.diffy.terminal.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether groups that need a baseline have one, and how old those are that take part. */
final class BaselineRules {
  private static final String ABOUT = "baselines";
  private static final Duration OLD = Duration.ofDays(90);

  /** Fewer hosts say little about each other; a cohort of one is not judged by peers at all. */
  private static final int FEW_HOSTS = 3;

  private BaselineRules() {}

  static List<Check> judge(Map<GroupKey, List<Evaluation>> groups, Instant now) {
    DoctorChecks checks = new DoctorChecks();
    List<String> without = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    groups.forEach(
        (group, evaluations) -> {
          Optional<Instant> oldest =
              evaluations.stream()
                  .flatMap(e -> e.baselineVersions().stream())
                  .map(Evaluation.CohortBaseline::takenAt)
                  .min(Instant::compareTo);
          int hosts = evaluations.stream().mapToInt(e -> e.covered().size()).max().orElse(0);
          if (oldest.isEmpty()) {
            (hosts < FEW_HOSTS ? alone : without).add(group.toString());
          } else if (oldest.get().plus(OLD).isBefore(now)) {
            checks.warning(
                ABOUT,
                "the oldest of %s is %s old"
                    .formatted(group, CheckText.of(Duration.between(oldest.get(), now))),
                "take it anew from a host you trust: diffy new baseline "
                    + Phrases.shell(group.toString()));
          }
        });
    if (!alone.isEmpty()) {
      checks.warning(
          ABOUT,
          "groups of one or two hosts without one: " + Phrases.some(alone, CheckText.SHOWN),
          "diffy new baseline: so few hosts are no measure for each other");
    }
    if (checks.isEmpty()) {
      checks.ok(
          ABOUT,
          without.isEmpty()
              ? "every group has one"
              : "judged by peers alone, for want of one: "
                  + Phrases.some(without, CheckText.SHOWN));
    }
    return checks.all();
  }
}
