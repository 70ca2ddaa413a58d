package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Ten hosts of web-prod before the whole topology, which lives as long as a test. */
abstract class WebProdTest {
  static final Duration HOUR = Duration.ofHours(1);
  static final Instant FIVE_AM = FOUR_AM.plus(HOUR);

  /** The host that an attacker is on. */
  static final Instance ATTACKED = instance(4);

  /** Which hosts have the rogue line. */
  interface Rogue {
    boolean on(Instance host);
  }

  static final Rogue CLEAN = host -> false;

  static final Rogue ROGUE_ON_ATTACKED = host -> host.equals(ATTACKED);

  @TempDir Path stateDir;
  TopologyRig rig;

  @BeforeEach
  void start() {
    rig = new TopologyRig(stateDir);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** Ten hosts answer, a second apart. */
  void collect(Instant at, Rogue rogue) {
    int n = 0;
    for (Instance host : instances(10)) {
      rig.observe(rogueOn(host, at.plusSeconds(++n), rogue));
    }
  }

  static Observation rogueOn(Instance host, Instant at, Rogue rogue) {
    return Observation.of(
        host, "crontab", at, rogue.on(host) ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON);
  }

  /** The event there is; fails when there is another. */
  Finding onlyFinding() {
    List<Finding> findings = rig.findings();
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }
}
