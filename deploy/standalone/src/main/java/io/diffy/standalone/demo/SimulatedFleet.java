package io.diffy.standalone.demo;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up group of near-identical web servers, and what an attacker does to two of them. The
 * noise is that of real hosts: pids, ephemeral ports, host names in command lines, rows in any
 * order. The same seed gives the same fleet.
 */
public final class SimulatedFleet {
  public static final String ASG = "web-prod";
  public static final int SIZE = 24;

  /** Gets a listener, a crontab line that brings it back, and a user. */
  public static final int BACKDOORED = 7;

  /** Loses the agent that would have told, and the firewall rule that was in the way. */
  public static final int BLINDED = 18;

  private static final String ACCOUNT = "123456789012";
  private static final String REGION = "us-east-1";

  private final long seed;

  public SimulatedFleet(long seed) {
    this.seed = seed;
  }

  /** The names of the queries that every host of the fleet answers. */
  public static List<String> queries() {
    return List.of(
        "crontab", "iptables", "kernel_modules", "listening_ports", "processes", "users");
  }

  /** The instance with this number, 0 to {@link #SIZE} - 1. */
  public Instance instance(int number) {
    String id =
        String.format(
            Locale.ROOT, "i-0%04x%012x", number + 1, random(number, "id").nextInt() & 0xffffffffL);
    String ip = "10.0." + number / 8 + "." + (10 + number);
    return new Instance(
        ASG,
        ACCOUNT,
        REGION,
        id,
        "12",
        "ami-0f3c9a1e5b7d2468a",
        "m6i.large",
        REGION + "abc".charAt(number % 3),
        "ip-" + ip.replace('.', '-'),
        ip);
  }

  /** Every instance's answers at about that time, as clean as the group ever is. */
  public List<Observation> cleanRound(Instant at, Duration interval) {
    return round(at, interval, false);
  }

  /** The same, after the attacker came. */
  public List<Observation> compromisedRound(Instant at, Duration interval) {
    return round(at, interval, true);
  }

  private List<Observation> round(Instant at, Duration interval, boolean compromised) {
    List<Observation> round = new ArrayList<>();
    for (int number = 0; number < SIZE; number++) {
      Instance instance = instance(number);
      SimulatedHost host =
          new SimulatedHost(instance, random(number, "boot"), random(number, at.toString()));
      if (compromised && number == BACKDOORED) {
        host.backdoor();
      }
      if (compromised && number == BLINDED) {
        host.blind();
      }
      // Hosts don't answer at the same second.
      Instant answered = at.plusSeconds(random(number, "splay").nextInt(20));
      Map<String, List<Map<String, String>>> answers = new TreeMap<>(host.answers());
      answers.forEach(
          (query, rows) ->
              round.add(
                  Observation.of(instance, query, answered, rows)
                      .withInterval((int) interval.toSeconds())));
    }
    return round;
  }

  private Random random(int number, String purpose) {
    return new Random(seed * 31 * 31 + number * 31L + purpose.hashCode());
  }
}
