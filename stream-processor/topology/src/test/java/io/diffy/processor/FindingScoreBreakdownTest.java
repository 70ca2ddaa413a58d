package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.ScoreBreakdown;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finding carries the numbers that its score is made of. */
class FindingScoreBreakdownTest {
  private static final int HOSTS = 24;

  @Test
  void oneRogueCronWithoutNoise(@TempDir Path stateDir) {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      for (Instance host : instances(HOSTS)) {
        rig.observe(
            host.equals(instance(4))
                ? rogueCron(host, THREE_AM.plusSeconds(180))
                : cleanCron(host, THREE_AM.plusSeconds(180)));
      }
      rig.end(FOUR_AM);
      List<Finding> findings = rig.findings();

      assertEquals(1, findings.size());
      ScoreBreakdown working = findings.get(0).breakdown().orElseThrow();
      assertEquals(1, working.sharing());
      assertEquals(0, working.others());
      assertEquals(HOSTS, working.exposure());
      assertTrue(findings.get(0).score() >= working.threshold());
      assertEquals(-Math.log10(0.5 / HOSTS), findings.get(0).score(), 0.001);
    }
  }
}
