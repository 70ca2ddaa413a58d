package io.diffy.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.diffy.agent.BrokenAgent;
import io.diffy.rules.BrokenRule;
import io.diffy.schemas.BrokenContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A rule about names and packages goes blind without a sound when one is misspelt: so each must
 * catch a culprit.
 */
final class ArchitectureBitesTest {

  private static final JavaClasses CULPRITS =
      new ClassFileImporter()
          .importClasses(
              BrokenContract.class,
              BrokenAgent.class,
              BrokenRule.class,
              nestedIn(BrokenRule.class));

  @ParameterizedTest
  @MethodSource("rules")
  void catchesItsCulprit(ArchRule rule) {
    assertTrue(rule.evaluate(CULPRITS).hasViolation(), rule.getDescription());
  }

  static Stream<Named<ArchRule>> rules() {
    return Stream.of(
        Named.of("schemas", ArchitectureTest.SCHEMAS_KNOW_NO_OTHER_MODULE),
        Named.of("agent", ArchitectureTest.AGENT_KNOWS_ONLY_SCHEMAS),
        Named.of("processor", ArchitectureTest.PROCESSOR_KNOWS_ONLY_SCHEMAS),
        Named.of("cycles", ArchitectureTest.PACKAGES_HAVE_NO_CYCLE),
        Named.of("small agent", ArchitectureTest.AGENT_STAYS_SMALL),
        Named.of("contracts and Kafka", ArchitectureTest.CONTRACTS_ARE_FREE_OF_KAFKA),
        Named.of("rules and Kafka", ArchitectureTest.RULES_ARE_FREE_OF_KAFKA),
        Named.of("Streams", ArchitectureTest.FEW_CLASSES_KNOW_STREAMS),
        Named.of("clock", ArchitectureTest.RULES_HAVE_NO_CLOCK_AND_NO_DICE),
        Named.of("exit", ArchitectureTest.ONLY_MAIN_ENDS_THE_PROCESS));
  }

  private static Class<?> nestedIn(Class<?> type) {
    return type.getDeclaredClasses()[0];
  }
}
