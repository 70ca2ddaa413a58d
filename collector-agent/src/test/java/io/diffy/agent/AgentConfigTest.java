package io.diffy.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.osquery.OsqueryiSource.Options;
import io.diffy.agent.publish.ObservationPublisher.Limits;
import io.diffy.schemas.Instance;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class AgentConfigTest {
  private static final Path ROOT = Path.of("/");

  @Test
  void groupAndRootAreEnough() {
    AgentConfig config = AgentConfig.of(Instance.named("web-prod", "i-1"), ROOT);

    assertEquals("web-prod", config.instance().group().toString());
    assertEquals("i-1", config.instance().instanceId());
    assertEquals(Limits.DEFAULT, config.limits());
    assertEquals(OwnProcess.current().pid(), config.ownProcess().pid());
    assertEquals(
        OwnProcess.NONE,
        new AgentConfig(config.instance(), Path.of("/mnt/image"), Limits.DEFAULT).ownProcess());
  }

  @Test
  void aProblemNamesWhatIsWrong() {
    assertProblem(
        "group is not set; set it", () -> AgentConfig.of(Instance.named(" ", "i-1"), ROOT));
    assertProblem(
        "a query needs time and room, not PT0S and 1024 bytes",
        () -> new Options(Duration.ZERO, 1024));
    assertProblem(
        "publishing needs room and time, not 1 and 1 bytes, 0 records, PT1S",
        () -> new Limits(1, 0, 1, Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO));
  }

  private static void assertProblem(String message, Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }
}
