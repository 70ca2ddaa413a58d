package io.diffy.doctor;

import io.diffy.doctor.ConsumerGroup.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether those who read the topics keep up with what retention takes away. */
final class ConsumerGroupRules {
  /** Of the retention: beyond it there may be no time left to mend what is wrong. */
  private static final int ALARM_PERCENT = 80;

  private static final int LATE_PERCENT = 50;

  private ConsumerGroupRules() {}

  static List<Check> judgeProcessor(
      Optional<ConsumerGroup> group, Map<String, Duration> retention, Instant now) {
    return group
        .map(found -> judge("processor", found, true, retention, now))
        .orElseGet(
            () ->
                List.of(
                    Check.problem(
                        "processor",
                        "none has run here: nothing is judged",
                        "start diffy processor, or diffy up")));
  }

  static List<Check> judgeSinks(
      List<ConsumerGroup> groups, Map<String, Duration> retention, Instant now) {
    if (groups.isEmpty()) {
      return List.of(Check.ok("sinks", "none has run"));
    }
    DoctorChecks checks = new DoctorChecks();
    groups.forEach(group -> checks.addAll(judge("sinks", group, false, retention, now)));
    return checks.all();
  }

  private static List<Check> judge(
      String about,
      ConsumerGroup group,
      boolean needed,
      Map<String, Duration> retention,
      Instant now) {
    DoctorChecks checks = new DoctorChecks();
    if (group.members() == 0) {
      String says = "%s has no member: nobody runs it".formatted(group.name());
      String todo =
          needed
              ? "start diffy processor, or diffy up"
              : "start it, or forget it: kafka-consumer-groups.sh --delete";
      checks.add(needed ? Check.problem(about, says, todo) : Check.warning(about, says, todo));
    } else if (!group.state().equals("stable")) {
      checks.warning(
          about,
          "%s is %s: its work is being shared out".formatted(group.name(), group.state()),
          "look again in a minute; a group that never settles has a member that dies");
    }
    if (group.lost() > 0) {
      checks.problem(
          about,
          "%s never read %d records: retention deleted them".formatted(group.name(), group.lost()),
          "raise retention.ms, or run more of them; what is gone may be in an archive");
    }
    stuck(about, group).ifPresent(checks::add);
    oldest(group, retention, now).ifPresent(late -> checks.addAll(late.check(about, group)));
    if (checks.isEmpty()) {
      checks.ok(
          about,
          "%s: %d members, %d records behind"
              .formatted(group.name(), group.members(), group.lag()));
    }
    return checks.all();
  }

  private static Optional<Check> stuck(String about, ConsumerGroup group) {
    List<String> still =
        group.places().stream()
            .filter(place -> place.lag() > 0 && !place.moved())
            .map(place -> place.topic() + "-" + place.partition())
            .toList();
    return group.members() == 0 || still.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Check.warning(
                about,
                "%s does not move on %s".formatted(group.name(), String.join(", ", still)),
                "look again; when it stays, read its log, and kafka-transactions.sh find-hanging"));
  }

  private static Optional<Late> oldest(
      ConsumerGroup group, Map<String, Duration> retention, Instant now) {
    Optional<Late> latest = Optional.empty();
    for (Place place : group.places()) {
      Duration life = retention.get(place.topic());
      if (life != null && !life.isZero() && place.oldest().isPresent()) {
        Duration age = Duration.between(place.oldest().get(), now);
        int percent = (int) Math.min(1000, Math.max(0, age.toMillis() * 100 / life.toMillis()));
        if (latest.isEmpty() || latest.get().percent < percent) {
          latest = Optional.of(new Late(place, age, life, percent));
        }
      }
    }
    return latest;
  }

  private record Late(Place place, Duration age, Duration life, int percent) {
    List<Check> check(String about, ConsumerGroup group) {
      if (percent <= LATE_PERCENT) {
        return List.of();
      }
      String says =
          "%s: what waits on %s is %s old, and is deleted at %s"
              .formatted(group.name(), place.topic(), CheckText.of(age), CheckText.of(life));
      String todo = "raise retention.ms of " + place.topic() + " now, then see why it lags";
      return List.of(
          percent > ALARM_PERCENT
              ? Check.problem(about, says, todo)
              : Check.warning(about, says, todo));
    }
  }
}
