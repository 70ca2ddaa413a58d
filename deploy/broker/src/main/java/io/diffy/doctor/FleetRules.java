package io.diffy.doctor;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.GroupKey;
import io.diffy.terminal.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who is not seen: silent groups and hosts, and queries that no host can answer. */
final class FleetRules {
  private static final String ABOUT = "fleet";

  /** Of an evaluation: a window closes some minutes after its end, and a tick may be late. */
  private static final Duration LATE = Duration.ofMinutes(15);

  /** A replay of a window needs the windows before it, to know what was there. */
  private static final int WINDOWS_KEPT = 2;

  private FleetRules() {}

  /**
   * The lines about what was judged last.
   *
   * @param latest the last evaluation of each group and query
   * @param retention by topic
   */
  static List<Check> judge(List<Evaluation> latest, Map<String, Duration> retention, Instant now) {
    if (latest.isEmpty()) {
      return List.of(
          Check.warning(
              ABOUT,
              "nothing was judged in the last " + CheckText.of(FleetReader.SPAN),
              "start diffy agent or diffy collector on the hosts; see the processor's line"));
    }
    DoctorChecks checks = new DoctorChecks();
    Map<GroupKey, List<Evaluation>> groups = new TreeMap<>();
    latest.forEach(e -> groups.computeIfAbsent(e.group(), g -> new ArrayList<>()).add(e));
    groups.forEach(
        (group, evaluations) -> {
          if (evaluations.stream().allMatch(e -> isOver(e, now))) {
            checks.add(silent(group, evaluations, now));
          } else {
            silentHosts(group, evaluations, checks);
          }
        });
    failing(latest, checks);
    window(latest, retention, checks);
    if (checks.isEmpty()) {
      checks.ok(
          ABOUT,
          "%d groups are judged, %d queries of groups; every host answers"
              .formatted(groups.size(), latest.size()));
    }
    checks.addAll(BaselineRules.judge(groups, now));
    return checks.all();
  }

  /** The next evaluation is due one interval later; a window is 2.2 intervals wide. */
  private static boolean isOver(Evaluation evaluation, Instant now) {
    return evaluation.evaluatedAt().plus(width(evaluation)).plus(LATE).isBefore(now);
  }

  private static Check silent(GroupKey group, List<Evaluation> evaluations, Instant now) {
    Instant last =
        evaluations.stream()
            .map(Evaluation::evaluatedAt)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    return Check.problem(
        ABOUT,
        "group %s was judged last %s ago: it is silent, or the processor is"
            .formatted(group, CheckText.of(Duration.between(last, now))),
        "see that its agents or collectors run; when the group is gone, nothing");
  }

  private static void silentHosts(
      GroupKey group, List<Evaluation> evaluations, DoctorChecks checks) {
    TreeSet<String> silent = new TreeSet<>();
    evaluations.forEach(
        e ->
            e.absent().stream()
                .filter(absent -> absent.reason().startsWith("silent:"))
                .forEach(absent -> silent.add(absent.instanceId())));
    if (!silent.isEmpty()) {
      checks.warning(
          ABOUT,
          "%d hosts of %s are silent: %s"
              .formatted(silent.size(), group, Phrases.some(silent, CheckText.SHOWN)),
          "a host that was stopped leaves on its own after 4.4 intervals; of others restart the agent");
    }
  }

  /** One host that fails is in the findings; here is what fails for a whole group. */
  private static void failing(List<Evaluation> latest, DoctorChecks checks) {
    Map<String, TreeSet<String>> groupsByQuery = new TreeMap<>();
    Map<String, String> why = new TreeMap<>();
    for (Evaluation e : latest) {
      boolean all =
          e.covered().isEmpty()
              && !e.absent().isEmpty()
              && e.absent().stream().noneMatch(a -> a.reason().startsWith("silent:"));
      if (all) {
        groupsByQuery.computeIfAbsent(e.query(), q -> new TreeSet<>()).add(e.group().toString());
        why.putIfAbsent(e.query(), e.absent().get(0).reason());
      }
    }
    groupsByQuery.forEach(
        (query, groups) ->
            checks.warning(
                ABOUT,
                "%s has no usable answer from any host of %s (%s)"
                    .formatted(query, Phrases.some(groups, CheckText.SHOWN), why.get(query)),
                "give the agent the rights or the table it lacks, or take the query out of the pack"));
  }

  private static void window(
      List<Evaluation> latest, Map<String, Duration> retention, DoctorChecks checks) {
    Duration widest =
        latest.stream().map(FleetRules::width).max(Duration::compareTo).orElse(Duration.ZERO);
    retention.forEach(
        (topic, life) -> {
          if (topic.endsWith(".observations")
              && life.compareTo(widest.multipliedBy(WINDOWS_KEPT)) < 0) {
            checks.problem(
                topic,
                "keeps %s, and the widest window is %s"
                    .formatted(CheckText.of(life), CheckText.of(widest)),
                "raise retention.ms: a restart or a replay needs %d windows"
                    .formatted(WINDOWS_KEPT));
          }
        });
  }

  private static Duration width(Evaluation evaluation) {
    return Duration.between(evaluation.windowStart(), evaluation.evaluatedAt());
  }
}
