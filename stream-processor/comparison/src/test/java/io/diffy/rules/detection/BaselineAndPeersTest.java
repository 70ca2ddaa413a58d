package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.packfile.TriagePack;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A baseline beside the peers says what is known good; it makes nothing else odder. */
class BaselineAndPeersTest {
  private static final Instance CANARY = instance(98, "8", "ami-0a8");
  private static final Instance OTHER_CANARY = instance(99, "8", "ami-0a8");
  private static final List<Map<String, String>> JAVA = List.of(process("/usr/bin/java", "java"));

  @Test
  void whatSomeCleanHostsFillInSettlesNothingForTheFewThatHaveIt() {
    Fleet fleet =
        new Fleet(rules("processes"))
            .withBaselines(instance(99), List.of(proxy("6060"), JAVA, JAVA, JAVA))
            .with(1, 40, JAVA)
            .with(41, 41, proxy("6060"))
            .with(42, 43, proxy("8125"));

    assertEquals(
        Set.of(Kind.UNEXPECTED),
        fleet.deviations().stream().map(Deviation::kind).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "3, 0", "0, 1"})
  void whatACleanHostDoesWithoutOthersMayLackToo(int cleanWithIt, int deviations) {
    List<Map<String, String>> both = plus(JAVA, process("/usr/bin/agent", "agent"));
    Fleet fleet =
        new Fleet(rules("processes"))
            .withBaselines(
                instance(99),
                IntStream.range(0, 4).mapToObj(n -> n < cleanWithIt ? both : JAVA).toList())
            .with(1, 34, both)
            .with(35, 40, plus(both, process("/usr/bin/job", "job")))
            .with(41, 41, JAVA);

    assertEquals(
        deviations, fleet.deviations().stream().filter(d -> d.kind() == Kind.MISSING).count());
  }

  @Test
  void aCohortOfTwoDiffersFromItsBaselineAsTheGroupDoes() {
    Fleet fleet = new Fleet(rules("crontab"));
    for (int n = 1; n <= 20; n++) {
      fleet.with(instance(n), splayed(n % 7));
    }
    fleet
        .withBaseline(CANARY, splayed(30))
        .with(CANARY, splayed(31))
        .with(OTHER_CANARY, plus(splayed(32), ROGUE_CRON));

    assertEquals(Kind.UNEXPECTED, fleet.only().kind());
    assertEquals(List.of(OTHER_CANARY.instanceId()), fleet.only().hostIds());
  }

  private static List<Map<String, String>> proxy(String port) {
    return plus(JAVA, process("/usr/bin/docker-proxy", "docker-proxy -host-port " + port));
  }

  private static Map<String, String> process(String path, String cmdline) {
    return row("pid", "7", "path", path, "name", "x", "cmdline", cmdline, "uid", "0");
  }

  private static List<Map<String, String>> splayed(int minute) {
    return List.of(
        row("path", "/etc/cron.d/own", "command", "root z", "minute", Integer.toString(minute)));
  }

  private static QueryRules rules(String query) {
    return QueryRules.of(TriagePack.load().queries().get(query));
  }
}
