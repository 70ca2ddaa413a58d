package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.Timing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write rounds must not close everybody's windows: a recording ends, a topic does not. */
class EndOfRecordingTest {
  @TempDir Path folder;

  @Test
  void onTheTopicItIsRefused() {
    assertEquals(0, findings(Timing.LIVE));
  }

  @Test
  void inAReplayItJudgesWhatThereIs() {
    assertEquals(1, findings(DiffyConfig.shipped().withoutTicks().timing()));
  }

  private int findings(Timing timing) {
    try (TopologyRig rig = new TopologyRig(folder, timing)) {
      for (int n = 1; n <= 20; n++) {
        rig.observe(n == 7 ? rogueCron(instance(n), THREE_AM) : cleanCron(instance(n), THREE_AM));
      }
      rig.end(THREE_AM.plusSeconds(60));
      return rig.findings().size();
    }
  }
}
