package io.diffy.acceptance.faults;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.ROGUE_USER;
import static io.diffy.schemas.TestObservations.ROOT_USER;
import static io.diffy.schemas.TestObservations.with;

import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Eight groups of twenty hosts are asked three queries, again and again, and attackers come and go
 * in each. A round closes when everybody has answered, so no clock has a say in what is found: two
 * runs of one night show the same.
 */
public final class Night {
  static final int ROUNDS = 14;
  public static final List<String> QUERIES = List.of("crontab", "listening_ports", "users");
  public static final int GROUPS = 8;

  public static final int HOSTS = 20;

  /** Said by every answer, so that no scheduled window ends in a run, except at midnight UTC. */
  private static final Duration INTERVAL = Duration.ofDays(1);

  private final Instant start;

  Night(Instant start) {
    this.start = start;
  }

  /** How many judgements the whole night has. */
  static int judgements() {
    return ROUNDS * GROUPS * QUERIES.size();
  }

  Control.Round announcement(int group, int round) {
    return new Control.Round(
        new GroupKey("", "", "web-" + group),
        roundId(round),
        QUERIES,
        IntStream.rangeClosed(1, HOSTS)
            .mapToObj(host -> instance(group, host).instanceId())
            .toList(),
        start.plusSeconds(round),
        start.plus(INTERVAL));
  }

  List<Observation> answers(int group, int round) {
    List<Observation> answers = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      for (String query : QUERIES) {
        answers.add(
            Observation.of(
                    instance(group, host),
                    query,
                    start.plusSeconds(round),
                    rows(group, round, host, query))
                .withInterval((int) INTERVAL.toSeconds())
                .withRound(roundId(round)));
      }
    }
    return answers;
  }

  private static String roundId(int round) {
    return "round-%02d".formatted(round);
  }

  private static Instance instance(int group, int host) {
    return Instance.named("web-" + group, "i-%02d%014d".formatted(group, host));
  }

  /** What a host answers in a round. */
  public static List<Map<String, String>> rows(int group, int round, int host, String query) {
    return switch (query) {
      // Found, cleaned, and back again, every fourth round, in each group at another time.
      case "crontab" -> with(host == group && (round + group) % 4 != 0, CLEAN_CRON, ROGUE_CRON);
      // Comes once and stays.
      case "listening_ports" ->
          with(host == 9 && round >= 2 + group, CLEAN_LISTENERS, ROGUE_LISTENER);
      // On two hosts, and only for a while.
      case "users" ->
          with(
              (host == 11 || host == 12) && round >= 3 && round < 3 + group,
              List.of(ROOT_USER),
              ROGUE_USER);
      default -> throw new IllegalArgumentException(query);
    };
  }
}
