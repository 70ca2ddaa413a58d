package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Evaluation.Passing;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight hosts that answer four times a day for ten days, before the whole topology. */
class MemoryOfTheGroupTest {
  private static final int HOSTS = 8;
  private static final int DAYS = 10;
  private static final int INTERVAL = 21_600;
  private static final Map<String, String> JAVA = process("java", "/usr/bin/java");
  private static final Map<String, String> LOGROTATE = process("logrotate", "/usr/sbin/logrotate");
  private static final Map<String, String> IMPLANT = process("apt-check", "/usr/lib/apt/apt-check");

  @TempDir Path stateDir;

  /** Which hosts run what in the first look of each day, and which have a line for it. */
  private enum Scene {
    QUIET,
    /** Each day another host rotates its logs. */
    JOB,
    /** Each day one host runs what an intruder's line starts. */
    INTRUDER
  }

  @Test
  void aDailyJobIsKnownAfterThreeDaysAndListed() {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      observe(rig, recording(Scene.JOB));

      assertEquals(
          Collections.emptyList(),
          rig.findings().stream()
              .filter(f -> f.severity().compareTo(Severity.MEDIUM) >= 0)
              .filter(f -> f.evaluatedAt().isAfter(THREE_AM.plus(Duration.ofDays(3))))
              .filter(Finding::isOpen)
              .toList());
      List<Passing> known =
          rig.evaluations().stream()
              .filter(e -> e.query().equals("processes"))
              .reduce((before, last) -> last)
              .orElseThrow()
              .learnt()
              .passing();
      assertEquals(List.of("logrotate"), known.stream().map(p -> p.example().get("name")).toList());
      assertEquals(10, known.get(0).visits().days());
    }
  }

  @Test
  void anIntrudersJobIsAccusedEveryDay() {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      observe(rig, recording(Scene.INTRUDER));

      List<Severity> implant =
          rig.findings().stream()
              .filter(f -> f.query().equals("processes") && f.isOpen())
              .map(Finding::severity)
              .toList();
      assertEquals(nCopies(DAYS, Severity.MEDIUM), implant);
    }
  }

  @Test
  void orderAndDuplicatesTeachNothingElse(@TempDir Path other) {
    List<Observation> recording = recording(Scene.JOB);
    List<Observation> twice = new ArrayList<>();
    Random order = new Random(7);
    for (int from = 0; from < recording.size(); from += 2 * HOSTS) {
      List<Observation> look = new ArrayList<>(recording.subList(from, from + 2 * HOSTS));
      look.addAll(look.subList(0, HOSTS));
      Collections.shuffle(look, order);
      twice.addAll(look);
    }
    try (TopologyRig once = new TopologyRig(stateDir);
        TopologyRig again = new TopologyRig(other)) {
      observe(once, recording);
      twice.forEach(o -> again.observe(o, appended(o)));

      List<Finding> findings = once.findings();
      assertTrue(findings.size() > DAYS);
      assertEquals(findings, again.findings());
    }
  }

  @Test
  void whatStandsStillWritesNothing() {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      observe(rig, recording(Scene.QUIET));

      assertEquals(0, rig.stored("memory"));
    }
  }

  private static List<Observation> recording(Scene scene) {
    List<Observation> recording = new ArrayList<>();
    for (int look = 0; look < 4 * DAYS; look++) {
      Instant at = THREE_AM.plusSeconds((long) INTERVAL * look);
      boolean runs = look % 4 == 0;
      int host = scene == Scene.JOB ? look / 4 % HOSTS : 2;
      int n = 0;
      for (Instance instance : instances(HOSTS)) {
        boolean here = runs && n == host;
        recording.add(
            observation(
                instance,
                "processes",
                at.plusSeconds(n),
                here && scene == Scene.JOB
                    ? List.of(JAVA, LOGROTATE)
                    : here && scene == Scene.INTRUDER ? List.of(JAVA, IMPLANT) : List.of(JAVA)));
        recording.add(
            observation(
                instance,
                "crontab",
                at.plusSeconds(n),
                scene == Scene.INTRUDER && n == host ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON));
        n++;
      }
    }
    return recording;
  }

  private static Observation observation(
      Instance instance, String query, Instant at, List<Map<String, String>> rows) {
    return Observation.of(instance, query, at, rows).named(query, INTERVAL);
  }

  private static void observe(TopologyRig rig, List<Observation> recording) {
    recording.forEach(o -> rig.observe(o, appended(o)));
  }

  /** All of a look at one time, so that any order is one that the broker could have. */
  private static Instant appended(Observation observation) {
    return observation.collectedAt().minusSeconds(observation.collectedAt().getEpochSecond() % 60);
  }

  private static Map<String, String> process(String name, String path) {
    return row("pid", "9", "name", name, "path", path, "cmdline", path, "uid", "0");
  }
}
