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
 * Small groups and a big one, all of which answer the queries of a {@link Night}.
 *
 * @param start when the first round is asked; later ones a millisecond after each other
 * @param small how many small groups there are
 * @param big instances of the big group
 */
record Crowd(Instant start, int small, int big) {
  static final List<String> QUERIES = Night.QUERIES;
  static final int HOSTS = 20;
  static final String BIG_GROUP = "big";

  private static final Duration INTERVAL = Duration.ofDays(1);

  Control.Round announcement(String group, int hosts, int round) {
    return new Control.Round(
        new GroupKey("", "", group),
        roundId(round),
        QUERIES,
        IntStream.rangeClosed(1, hosts)
            .mapToObj(host -> instance(group, host).instanceId())
            .toList(),
        start.plusMillis(round),
        start.plus(INTERVAL));
  }

  List<Observation> answers(String group, int hosts, int round) {
    List<Observation> answers = new ArrayList<>();
    for (int host = 1; host <= hosts; host++) {
      for (String query : QUERIES) {
        answers.add(
            Observation.of(
                    instance(group, host),
                    query,
                    start.plusMillis(round),
                    Night.rows(1, 1, host, query))
                .withInterval((int) INTERVAL.toSeconds())
                .withRound(roundId(round)));
      }
    }
    return answers;
  }

  static String roundId(int round) {
    return "round-" + round;
  }

  private static Instance instance(String group, int host) {
    return Instance.named(group, "i-%s-%06d".formatted(group, host));
  }
}
