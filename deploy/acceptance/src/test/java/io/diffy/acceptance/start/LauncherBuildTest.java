package io.diffy.acceptance.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code ./diffy} builds, read from the poms as Maven reads them with its property set. */
final class LauncherBuildTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final String PROGRAM = "cli";

  /** By artifact id. */
  private static Map<String, Pom> modules;

  @BeforeAll
  static void read() throws Exception {
    modules = new LinkedHashMap<>();
    for (String module : Pom.read(ROOT.resolve("pom.xml")).modules()) {
      Pom pom = Pom.read(ROOT.resolve(module).resolve("pom.xml"));
      modules.put(pom.artifactId(), pom);
    }
  }

  @Test
  void noModuleThatOnlyTestsNeed() {
    assertEquals(Set.of(), intersection(built(), List.of("s3mock", "opensearch-node")));
    assertTrue(built().containsAll(List.of("schemas", "aws", PROGRAM)), built().toString());
  }

  @Test
  void noLibraryThatOnlyTestsNeed() {
    for (String module : built()) {
      for (Pom.Dependency dependency : modules.get(module).dependenciesOfTheLauncher()) {
        assertTrue(
            !dependency.scope().equals("test") && !dependency.type().equals("test-jar"),
            module + " asks for " + dependency + " outside the profile \"tested\"");
      }
    }
  }

  @Test
  void noStepThatOnlyTestsNeed() throws Exception {
    Pom parent = Pom.read(ROOT.resolve("pom.xml"));
    assertEquals(
        Set.of("build-law", "default-testCompile", "default-testResources", "default-test"),
        parent.stepsLeftOutByTheLauncher());
    for (String module : built()) {
      assertEquals(
          Set.of(),
          intersection(
              modules.get(module).goalsOfTheLauncher(),
              List.of("test-jar", "makeBom", "check", "javadoc")),
          module);
    }
  }

  /** The program and all modules it needs, as {@code -am} finds them. */
  private static Set<String> built() {
    Set<String> built = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(PROGRAM));
    while (!open.isEmpty()) {
      String module = open.pop();
      if (built.add(module)) {
        modules.get(module).dependenciesOfTheLauncher().stream()
            .map(Pom.Dependency::artifactId)
            .filter(modules::containsKey)
            .forEach(open::push);
      }
    }
    return built;
  }

  private static Set<String> intersection(Collection<String> some, Collection<String> others) {
    Set<String> both = new TreeSet<>(new ArrayList<>(some));
    both.retainAll(others);
    return both;
  }
}
