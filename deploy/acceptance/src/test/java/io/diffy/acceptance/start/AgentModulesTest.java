package io.diffy.acceptance.start;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What {@code diffy-agent} carries to a host, read from the poms; what those bring, Maven bounds.
 */
final class AgentModulesTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  @Test
  void noProcessorNoBrokerNoCloud() throws Exception {
    Map<String, Pom> modules = new LinkedHashMap<>();
    for (String module : Pom.read(ROOT.resolve("pom.xml")).modules()) {
      Pom pom = Pom.read(ROOT.resolve(module).resolve("pom.xml"));
      modules.put(pom.artifactId(), pom);
    }
    Set<String> carried = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of("agent"));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (carried.add(next) && modules.containsKey(next)) {
        modules.get(next).dependenciesOfTheLauncher().stream()
            .map(Pom.Dependency::artifactId)
            .forEach(open::push);
      }
    }
    assertEquals(
        new TreeSet<>(
            Set.of(
                "agent",
                "program",
                "plugin-api",
                "collector-agent",
                "schemas",
                "model",
                "kafka-clients",
                "jackson-databind",
                "jackson-dataformat-yaml",
                "sqlite-jdbc",
                "picocli",
                "slf4j-api",
                "slf4j-simple")),
        carried);
  }
}
