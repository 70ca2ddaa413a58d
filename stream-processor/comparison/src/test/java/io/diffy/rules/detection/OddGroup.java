package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.row;

import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A group of hosts that agree on everything but some oddities. Every oddity concerns a job of its
 * own, so that no two hosts share one.
 *
 * @param hosts how many, numbered from 0
 * @param oddities the n-th concerns job n
 */
public record OddGroup(int hosts, List<Oddity> oddities) {
  /** How the rows below are compared. */
  static final QueryRules RULES =
      new QueryRules(Set.of("name"), Set.of("pid"), Set.of(), Map.of(), Set.of());

  /** What a host may do with a job that it should have in common with the others. */
  public enum Way {
    /** It has one that nobody else has. */
    EXTRA,
    /** It lacks one that all others have. */
    LACKING,
    /** It runs one as another user. */
    OTHER_USER
  }

  /** One host's oddity. */
  public record Oddity(int host, Way way) {}

  public static Arbitrary<OddGroup> any(int fewestHosts, int mostHosts) {
    return Arbitraries.integers()
        .between(fewestHosts, mostHosts)
        .flatMap(
            hosts -> {
              Arbitrary<Oddity> oddity =
                  Combinators.combine(
                          Arbitraries.integers().between(0, hosts - 1), Arbitraries.of(Way.class))
                      .as(Oddity::new);
              return oddity.list().ofMaxSize(6).map(oddities -> new OddGroup(hosts, oddities));
            });
  }

  /** The same hosts and {@code more} that have no oddity. */
  OddGroup withHealthy(int more) {
    return new OddGroup(hosts + more, oddities);
  }

  /** The rows of a host, which knows its own names, has a token of its own, and a process id. */
  public List<Map<String, String>> rows(int host, Instance self, int firstPid) {
    List<Map<String, String>> rows = new ArrayList<>();
    rows.add(job("agent", firstPid, "root", "own " + (char) ('a' + host), self));
    for (int job = 0; job < oddities.size(); job++) {
      Oddity oddity = oddities.get(job);
      boolean mine = oddity.host() == host;
      boolean has = oddity.way() == Way.EXTRA ? mine : !(mine && oddity.way() == Way.LACKING);
      if (has) {
        String user = mine && oddity.way() == Way.OTHER_USER ? "intruder" : "root";
        rows.add(job("job " + job, firstPid + job + 1, user, "same", self));
      }
    }
    return rows;
  }

  private static Map<String, String> job(
      String name, int pid, String user, String token, Instance self) {
    return row(
        "name",
        name,
        "pid",
        Integer.toString(pid),
        "user",
        user,
        "token",
        token,
        "cmdline",
        "run --host %s --id %s --listen %s:80"
            .formatted(self.hostname(), self.instanceId(), self.privateIp()));
  }
}
