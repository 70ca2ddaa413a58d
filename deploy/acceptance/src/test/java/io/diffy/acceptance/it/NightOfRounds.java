package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.ROGUE_USER;
import static io.diffy.schemas.TestObservations.ROOT_USER;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static io.diffy.schemas.TestObservations.with;

import io.diffy.schemas.Control;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Forty hosts are asked five queries, six times. From the second round on an attacker comes and
 * goes. Rounds close when everybody has answered, so no clock has a say in what is found.
 */
final class NightOfRounds {
  static final int ROUNDS = 6;
  static final List<String> QUERIES =
      List.of("crontab", "etc_hosts", "kernel_modules", "listening_ports", "users");

  private static final int HOSTS = 40;
  private static final Duration LONGER_THAN_ANY_TEST = Duration.ofMinutes(30);

  private static final Map<String, String> LOCALHOST =
      row("address", "127.0.0.1", "hostnames", "localhost");
  private static final Map<String, String> HIJACKED_UPDATES =
      row("address", "203.0.113.7", "hostnames", "deb.debian.org");
  private static final Map<String, String> OVERLAY =
      row("name", "overlay", "size", "151552", "used_by", "-", "status", "Live");
  private static final Map<String, String> ROOTKIT =
      row("name", "diamorphine", "size", "16384", "used_by", "-", "status", "Live");

  private final Instant start;

  NightOfRounds(Instant start) {
    this.start = start;
  }

  /** The announcement of a round, 1 to {@link #ROUNDS}. */
  Control.Round announcement(int round) {
    return new Control.Round(
        WEB_PROD,
        "round-" + round,
        QUERIES,
        instances(HOSTS).stream().map(Instance::instanceId).toList(),
        start.plusSeconds(round),
        start.plus(LONGER_THAN_ANY_TEST));
  }

  List<Observation> answers(int round) {
    List<Observation> answers = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      for (String query : QUERIES) {
        answers.add(
            Observation.of(
                    instance(host), query, start.plusSeconds(round), rows(round, host, query))
                .withRound("round-" + round));
      }
    }
    return answers;
  }

  private static List<Map<String, String>> rows(int round, int host, String query) {
    return switch (query) {
      // Found, cleaned, and back again.
      case "crontab" -> with(host == 7 && round >= 2 && round != 4, CLEAN_CRON, ROGUE_CRON);
      case "listening_ports" -> with(host == 9 && round >= 3, CLEAN_LISTENERS, ROGUE_LISTENER);
      // Host 12 loses the one line everybody has.
      case "etc_hosts" ->
          host == 12 && round >= 3
              ? List.of(HIJACKED_UPDATES)
              : with(host == 7 && round == 5, List.of(LOCALHOST), HIJACKED_UPDATES);
      case "kernel_modules" -> with(host == 21 && round == 6, List.of(OVERLAY), ROOTKIT);
      case "users" -> with((host == 7 || host == 9) && round >= 4, List.of(ROOT_USER), ROGUE_USER);
      default -> throw new IllegalArgumentException(query);
    };
  }
}
