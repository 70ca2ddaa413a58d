package io.diffy.acceptance.overload;

import io.diffy.acceptance.faults.Night;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The groups, hosts and attackers of a {@link Night}, in many fleets: each round asks the next
 * fleet, so that a group is asked a few times a second at most, however many rounds a test wants. A
 * round closes when everybody has answered, so two storms of one start show the same findings,
 * however fast they come.
 *
 * @param start when the first round is asked
 */
record Storm(Instant start) {
  static final int ANSWERS_PER_ROUND = Night.GROUPS * Night.HOSTS * Night.QUERIES.size();
  static final int JUDGEMENTS_PER_ROUND = Night.GROUPS * Night.QUERIES.size();

  private static final int FLEETS = 50;

  /** Said by every answer, so that no scheduled window ends in a run, except at midnight UTC. */
  private static final Duration INTERVAL = Duration.ofDays(1);

  List<Control> announcements(int round) {
    List<Control> announcements = new ArrayList<>();
    for (int group = 1; group <= Night.GROUPS; group++) {
      int asked = group;
      announcements.add(
          new Control.Round(
              new GroupKey("", "", name(round, group)),
              roundId(round),
              Night.QUERIES,
              IntStream.rangeClosed(1, Night.HOSTS)
                  .mapToObj(host -> instance(round, asked, host).instanceId())
                  .toList(),
              start.plusMillis(round),
              start.plus(INTERVAL)));
    }
    return announcements;
  }

  List<Observation> answers(int round) {
    List<Observation> answers = new ArrayList<>(ANSWERS_PER_ROUND);
    for (int group = 1; group <= Night.GROUPS; group++) {
      for (int host = 1; host <= Night.HOSTS; host++) {
        for (String query : Night.QUERIES) {
          answers.add(
              Observation.of(
                      instance(round, group, host),
                      query,
                      start.plusMillis(round),
                      Night.rows(group, night(round), host, query))
                  .withInterval((int) INTERVAL.toSeconds())
                  .withRound(roundId(round)));
        }
      }
    }
    return answers;
  }

  private static String roundId(int round) {
    return "round-%07d".formatted(round);
  }

  private static Instance instance(int round, int group, int host) {
    return Instance.named(name(round, group), "i-%02d%015d".formatted(group, host));
  }

  private static String name(int round, int group) {
    return "web-%d-%d".formatted(round % FLEETS, group);
  }

  /** How often its fleet was asked by then, from 1. */
  private static int night(int round) {
    return (round - 1) / FLEETS + 1;
  }
}
