package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one host can make us keep, however long it goes on. */
class StoreGrowthTest {
  private static final Instance FLOODER = instance(1);
  private static final IntakeLimits FEW = new IntakeLimits(400, 100, 500, 5, 10);

  @TempDir Path stateDir;

  /** A hundred rows a minute that nobody ever showed, for eight hours. */
  @Test
  void newRowsEveryMinuteDoNotFillTheStores() {
    try (TopologyRig rig = new TopologyRig(stateDir, FEW)) {
      long oneAnswer = 0;
      long most = 0;
      for (int minute = 0; minute < 8 * 60; minute++) {
        Instant at = THREE_AM.plus(Duration.ofMinutes(minute));
        rig.observe(Observation.of(FLOODER, "crontab", at, junk("m" + minute, 100)));
        most = Math.max(most, rig.stored("items") + rig.stored("item-sets"));
        oneAnswer = oneAnswer == 0 ? most : oneAnswer;
      }

      // Ten answers are taken in a window, and two windows are open at a time.
      assertTrue(most < 23 * oneAnswer, most + " of " + oneAnswer);
    }
  }

  /** Twenty names an hour that nobody ever asked for, for a day. */
  @Test
  void newNamesOfQueriesDoNotFillTheStores() {
    try (TopologyRig rig = new TopologyRig(stateDir, FEW)) {
      List<Long> byHour = new ArrayList<>();
      for (int hour = 0; hour < 24; hour++) {
        for (int n = 0; n < 20; n++) {
          Instant at = THREE_AM.plus(Duration.ofHours(hour)).plusSeconds(60 + n);
          String name = "made_up_%02d_%02d".formatted(hour, n);
          rig.observe(Observation.of(FLOODER, name, at, junk("x", 100)));
        }
        byHour.add(rig.stored("answers") + rig.stored("items") + rig.stored("item-sets"));
      }

      long early = byHour.subList(0, 8).stream().mapToLong(b -> b).max().orElseThrow();
      long late = byHour.subList(8, 24).stream().mapToLong(b -> b).max().orElseThrow();
      assertTrue(late <= 1.1 * early, byHour::toString);
    }
  }

  /** Fifty instances an hour that don't exist, for a day. */
  @Test
  void newNamesOfInstancesDoNotFillTheStores() {
    try (TopologyRig rig = new TopologyRig(stateDir, FEW)) {
      List<Long> byHour = new ArrayList<>();
      for (int hour = 0; hour < 24; hour++) {
        for (int n = 0; n < 50; n++) {
          Instant at = THREE_AM.plus(Duration.ofHours(hour)).plusSeconds(60 + n);
          Instance ghost = instance(1000 + 50 * hour + n);
          rig.observe(Observation.of(ghost, "crontab", at, junk("x", 10)));
        }
        byHour.add(rig.stored("answers") + rig.stored("items") + rig.stored("item-sets"));
      }

      long early = byHour.subList(0, 8).stream().mapToLong(b -> b).max().orElseThrow();
      long late = byHour.subList(8, 24).stream().mapToLong(b -> b).max().orElseThrow();
      assertTrue(late <= 1.1 * early, byHour::toString);
    }
  }

  private static List<Map<String, String>> junk(String name, int rows) {
    List<Map<String, String>> junk = new ArrayList<>();
    for (int n = 0; n < rows; n++) {
      junk.add(row("command", "echo " + name + "q" + n, "path", "/etc/cron.d/" + name + "q" + n));
    }
    return junk;
  }
}
