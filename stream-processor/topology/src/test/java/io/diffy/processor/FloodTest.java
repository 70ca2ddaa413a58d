package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One host sends far too much; what is found on the others is the same to the byte. */
class FloodTest {
  private static final IntakeLimits FEW = new IntakeLimits(40, 10, 20, 4, 10);

  /** Of all ids the smallest, so that its rows would be the first to be shown as evidence. */
  private static final Instance FLOODER = instance(1);

  private static final Instance ATTACKED = instance(4);
  private static final Instant ONE_PAST_THREE = THREE_AM.plusSeconds(60);

  @TempDir Path stateDir;

  /** The ways to flood, and what is said of each. */
  enum Flood {
    ROWS("more than 40 rows in one answer") {
      @Override
      List<Observation> at(Instant at) {
        return List.of(
            Observation.of(FLOODER, "crontab", at, Collections.nCopies(41, CLEAN_CRON.get(0))));
      }
    },
    ITEMS("more than 10 different rows in one answer") {
      @Override
      List<Observation> at(Instant at) {
        return List.of(Observation.of(FLOODER, "crontab", at, junk("x", 11)));
      }
    },
    COLUMNS("1,001 columns in one row, more than 1,000: it is not compared") {
      @Override
      List<Observation> at(Instant at) {
        Map<String, String> wide = new TreeMap<>();
        IntStream.range(0, 1_001).forEach(n -> wide.put("column_" + n, "1"));
        return List.of(Observation.of(FLOODER, "crontab", at, List.of(CLEAN_CRON.get(0), wide)));
      }
    },
    ANSWERS("more than 20 answers to this query in one window") {
      @Override
      List<Observation> at(Instant at) {
        return times(
            60, n -> Observation.of(FLOODER, "crontab", at.plusSeconds(n), junk("x" + n, 2)));
      }
    },
    CHANGES("more than 100 rows in one window that nobody had before") {
      @Override
      List<Observation> at(Instant at) {
        return times(
            19, n -> Observation.of(FLOODER, "crontab", at.plusSeconds(n), junk("x" + n, 9)));
      }
    },
    QUERIES("answers to more than 4 queries") {
      @Override
      List<Observation> at(Instant at) {
        List<Observation> all = new ArrayList<>(List.of(cleanCron(FLOODER, at)));
        all.addAll(
            times(
                60, n -> Observation.of(FLOODER, "made_up_" + n, at.plusSeconds(n), junk("x", 2))));
        return all;
      }
    };

    final String said;

    Flood(String said) {
      this.said = said;
    }

    abstract List<Observation> at(Instant at);

    private interface Nth {
      Observation of(int n);
    }

    private static List<Observation> times(int count, Nth nth) {
      List<Observation> all = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        all.add(nth.of(n));
      }
      return all;
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePeersLoseNothing(Flood flood) {
    List<String> quiet = ofPeers(List.of());
    List<String> flooded = ofPeers(flood.at(ONE_PAST_THREE));

    assertEquals(1, quiet.size());
    assertEquals(quiet, flooded);
  }

  /** Two hours of the group without the flooder's own answers; what is found on the others. */
  private List<String> ofPeers(List<Observation> flood) {
    try (TopologyRig rig = limited("peers" + flood.size())) {
      flood.forEach(rig::observe);
      collect(rig, THREE_AM.plusSeconds(120));
      collect(rig, FOUR_AM.plusSeconds(120));
      rig.end(FOUR_AM.plus(Duration.ofHours(1)));
      return rig.findings().stream()
          .filter(f -> f.kind() != Kind.COVERAGE)
          .filter(f -> !f.instances().equals(List.of(FLOODER)))
          .map(Finding::toString)
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFlooderIsNamedOnceAndAgainWhenItBehaves(Flood flood) {
    try (TopologyRig rig = limited("life")) {
      flood.at(ONE_PAST_THREE).forEach(rig::observe);
      flood.at(FOUR_AM.plusSeconds(60)).forEach(rig::observe);
      rig.observe(cleanCron(FLOODER, FOUR_AM.plus(Duration.ofHours(1)).plusSeconds(60)));
      rig.end(FOUR_AM.plus(Duration.ofHours(2)));

      List<Finding> truncated =
          rig.findings().stream()
              .filter(f -> f.query().equals("crontab") && f.kind() == Kind.COVERAGE)
              .toList();

      assertEquals(
          List.of(Activity.CREATE, Activity.CLOSE),
          truncated.stream().map(Finding::activity).toList());
      assertEquals("truncated", truncated.get(0).row().get("coverage"));
      assertEquals(List.of(FLOODER), truncated.get(0).instances());
      assertTrue(truncated.get(0).reason().contains(flood.said), truncated.get(0).reason());
      assertEquals(Optional.of(CloseReason.COVERAGE_RESTORED), truncated.get(1).closeReason());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAnswerIsCounted(Flood flood) {
    try (TopologyRig rig = limited("counts")) {
      List<Observation> sent = flood.at(ONE_PAST_THREE);
      sent.forEach(rig::observe);

      double refused =
          Arrays.stream(IntakeLimits.Limit.values()).mapToDouble(k -> over(rig, k)).sum();

      assertTrue(refused > 0);
      assertEquals(refused, over(rig, IntakeLimits.Limit.valueOf(flood.name())));
      assertEquals(sent.size(), rig.counted("answers-taken") + refused);
    }
  }

  private static double over(TopologyRig rig, IntakeLimits.Limit kind) {
    return rig.counted("answers-over-" + kind.word());
  }

  @Test
  void inventedInstancesAreNotCountedOnceTheGroupIsFull() {
    assertEquals(withGhosts(0), withGhosts(50));
  }

  /** What is found on hosts that were there before the ghosts came. */
  private List<String> withGhosts(int ghosts) {
    try (TopologyRig rig = limited("ghosts" + ghosts)) {
      rig.observe(cleanCron(FLOODER, ONE_PAST_THREE));
      collect(rig, THREE_AM.plusSeconds(120));
      for (int n = 1; n <= ghosts; n++) {
        rig.observe(
            Observation.of(
                instance(100 + n), "crontab", THREE_AM.plusSeconds(300 + n), junk("x", 2)));
      }
      rig.end(FOUR_AM);
      List<Finding> all = rig.findings();
      List<Finding> coverage = all.stream().filter(f -> f.kind() == Kind.COVERAGE).toList();
      assertEquals(ghosts == 0 ? 0 : 1, coverage.size());
      coverage.forEach(
          f -> {
            assertEquals(List.of(instance(101)), f.instances());
            assertTrue(f.reason().contains("more than 10 instances"), f.reason());
          });
      assertEquals(Math.max(0, ghosts), over(rig, IntakeLimits.Limit.INSTANCES));
      return all.stream().filter(f -> f.kind() != Kind.COVERAGE).map(Finding::toString).toList();
    }
  }

  @Test
  void whereGhostsLeftThereIsRoomAgain() {
    try (TopologyRig rig = limited("room")) {
      for (int n = 1; n <= 12; n++) {
        rig.observe(Observation.of(instance(100 + n), "made_up", ONE_PAST_THREE, junk("x", 2)));
      }
      for (int hour = 0; hour < 5; hour++) {
        collect(rig, FOUR_AM.plus(Duration.ofHours(hour)).plusSeconds(60));
      }
      rig.end(FOUR_AM.plus(Duration.ofHours(5)));

      List<Integer> covered =
          rig.evaluations().stream()
              .filter(e -> e.query().equals("crontab"))
              .map(e -> e.covered().size())
              .toList();
      assertEquals(9, covered.get(covered.size() - 1));
    }
  }

  /** A collector was cut off for a day, and sends all it has at once. */
  @Test
  void aBacklogIsNoFlood() {
    try (TopologyRig rig = new TopologyRig(stateDir.resolve("backlog"))) {
      Instant back = FOUR_AM.plusSeconds(60);
      for (int hour = 24; hour >= 0; hour--) {
        for (Instance host : instances(10)) {
          rig.observe(cleanCron(host, back.minus(Duration.ofHours(hour))), back);
        }
      }
      rig.end(FOUR_AM.plus(Duration.ofHours(1)));

      assertEquals(List.of(), rig.findings());
      assertEquals(250, rig.counted("answers-taken"));
      assertEquals(10, rig.evaluations().get(0).covered().size());
    }
  }

  /** Hosts 2 to 10 answer; one has the rogue line. */
  private static void collect(TopologyRig rig, Instant at) {
    int n = 0;
    for (Instance host : instances(10).subList(1, 10)) {
      rig.observe(WebProdTest.rogueOn(host, at.plusSeconds(++n), ATTACKED::equals));
    }
  }

  private TopologyRig limited(String name) {
    return new TopologyRig(stateDir.resolve(name), FEW);
  }

  static List<Map<String, String>> junk(String name, int rows) {
    List<Map<String, String>> junk = new ArrayList<>();
    for (int n = 0; n < rows; n++) {
      junk.add(cron("*", "*", "root", "echo " + name + "q" + n, "/etc/cron.d/" + name + "q" + n));
    }
    return junk;
  }
}
