package io.diffy.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.publish.ObservationPublisher.Limits;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentConfigTest {
  private static final Map<String, String> LEAST =
      Map.of("group", "web-prod", "instance.id", "i-1", "kafka.bootstrap.servers", "b:9092");

  @Test
  void groupAndBrokerAreEnough() {
    AgentConfig config = AgentConfig.of(LEAST);

    assertEquals("web-prod", config.instance().group().toString());
    assertEquals("i-1", config.instance().instanceId());
    assertEquals("diffy.observations", config.topics().observations().name());
    assertEquals(Limits.DEFAULT, config.limits());
    assertEquals(Map.of("bootstrap.servers", "b:9092"), config.kafka());
    assertEquals(OwnProcess.current(), config.ownProcess());
  }

  @Test
  void aProblemNamesKeyValueAndWhatIsAllowed() {
    assertProblem(
        "query.timeout.seconds",
        "0",
        "query.timeout.seconds is \"0\"; it must be a whole number from 1 to 3600");
    assertProblem("qeury.timeout", "1", "unknown settings [qeury.timeout]; correct or remove them");
    assertProblem("group", " ", "group is not set; set it");
  }

  private static void assertProblem(String key, String value, String message) {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.put(key, value);
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> AgentConfig.of(settings));
    assertEquals(message, problem.getMessage());
  }
}
