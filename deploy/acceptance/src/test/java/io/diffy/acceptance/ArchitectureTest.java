package io.diffy.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/**
 * Keeps the modules apart and the rules pure. It stands in this module because only this one sees
 * all the others. {@link ArchitectureBitesTest} shows that each rule can fail.
 */
@AnalyzeClasses(
    packages = "io.diffy",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {

  @ArchTest
  static final ArchRule SCHEMAS_KNOW_NO_OTHER_MODULE =
      classes()
          .that()
          .resideInAPackage("io.diffy.schemas..")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage("io.diffy..").or(resideInAPackage("io.diffy.schemas..")))
          .because("everything depends on the contracts");

  @ArchTest
  static final ArchRule AGENT_KNOWS_ONLY_SCHEMAS =
      noClasses()
          .that()
          .resideInAPackage("io.diffy.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.diffy.processor..", "io.diffy.rules..", "io.diffy.cluster..")
          .because("what they say to each other goes through a topic");

  @ArchTest
  static final ArchRule PROCESSOR_KNOWS_ONLY_SCHEMAS =
      noClasses()
          .that()
          .resideInAnyPackage("io.diffy.processor..", "io.diffy.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.diffy.agent..", "io.diffy.cluster..", "io.diffy.view..")
          .because("what they say to each other goes through a topic");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLE =
      slices()
          .matching("io.diffy.(**)")
          .should()
          .beFreeOfCycles()
          .because("a stage can be read without those that come after it");

  @ArchTest
  static final ArchRule AGENT_STAYS_SMALL =
      noClasses()
          .that()
          .resideInAPackage("io.diffy.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka.streams..",
              "org.apache.kafka.server..",
              "org.rocksdb..",
              "kafka..",
              "software.amazon.awssdk..",
              "com.amazonaws..")
          .because("it lives on every host");

  @ArchTest
  static final ArchRule CONTRACTS_ARE_FREE_OF_KAFKA =
      noClasses()
          .that(
              resideInAPackage("io.diffy.schemas..")
                  .and(resideOutsideOfPackage("io.diffy.schemas..topic..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("a contract outlives the broker it travels on");

  @ArchTest
  static final ArchRule RULES_ARE_FREE_OF_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("io.diffy.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because(
              "what decides takes values and returns values; so it can be replayed and tested");

  @ArchTest
  static final ArchRule FEW_CLASSES_KNOW_STREAMS =
      noClasses()
          .that(
              resideOutsideOfPackage("io.diffy.processor..")
                  .and(DescribedPredicate.not(named("LocalProcessor|BrokerlessTopology"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.streams..")
          .because(
              "the graph is in DiffyTopology, its steps and what keeps their stores; starting it is the runtime's part, and without a broker the replay's");

  @ArchTest
  static final ArchRule RULES_HAVE_NO_CLOCK_AND_NO_DICE =
      noClasses()
          .that(
              resideInAnyPackage("io.diffy.processor..", "io.diffy.rules..")
                  .and(resideOutsideOfPackage("io.diffy.processor.runtime..")))
          .should()
          .accessTargetWhere(describe("the wall clock or chance", ArchitectureTest::isClockOrDice))
          .because("a replay gives the findings of the live run");

  @ArchTest
  static final ArchRule ONLY_MAIN_ENDS_THE_PROCESS =
      noClasses()
          .that(
              DescribedPredicate.not(
                  describe(
                      "have a main method",
                      c -> topLevel(c).tryGetMethod("main", String[].class).isPresent())))
          .should()
          .accessTargetWhere(describe("the end of the process", ArchitectureTest::endsTheProcess))
          .because("code that exits can be neither tested nor embedded");

  private static boolean isClockOrDice(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getName();
    String signature = access.getTarget().getFullName();
    boolean bare = signature.endsWith("()");
    long entries = (signature.chars().filter(c -> c == ',').count() + 1) / 2;
    return switch (owner) {
      case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
      case "java.lang.System" -> name.equals("currentTimeMillis");
      case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
      case "java.util.UUID" -> name.equals("randomUUID");
      case "java.util.Date", "java.util.Random" -> bare && name.equals("<init>");
      // Of two entries or more: their order is another in every process.
      case "java.util.Map" -> name.equals("ofEntries") || (name.equals("of") && entries > 1);
      case "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom" -> true;
      case "org.apache.kafka.common.utils.Time" -> name.equals("SYSTEM");
      default -> owner.startsWith("java.time.") && bare && name.equals("now");
    };
  }

  private static boolean endsTheProcess(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getName();
    return (owner.equals("java.lang.System") && name.equals("exit"))
        || (owner.equals("java.lang.Runtime") && (name.equals("exit") || name.equals("halt")));
  }

  /**
   * By the name of the file a class stands in, so that a nested class follows the class around it.
   */
  private static DescribedPredicate<JavaClass> named(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return describe(
        "are named " + regex, c -> pattern.matcher(topLevel(c).getSimpleName()).matches());
  }

  private static JavaClass topLevel(JavaClass type) {
    JavaClass top = type;
    while (top.getEnclosingClass().isPresent()) {
      top = top.getEnclosingClass().get();
    }
    return top;
  }

  /** The named test data of schemas comes as a jar, which ArchUnit does not see as tests. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
