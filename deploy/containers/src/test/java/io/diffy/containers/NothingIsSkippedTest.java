package io.diffy.containers;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Without a container runtime this module is red: nothing in it can say that it was skipped. */
final class NothingIsSkippedTest {

  @Test
  void whatIsDisabledRuns() {
    run(Switched.class).testEvents().assertStatistics(s -> s.started(1).skipped(0).failed(1));
  }

  @Test
  void aTestThatGivesUpFails() {
    run(GivesUp.class).testEvents().assertStatistics(s -> s.started(1).aborted(0).failed(1));
  }

  @Test
  void aClassThatGivesUpFails() {
    run(GivesUpAtOnce.class).containerEvents().assertStatistics(s -> s.aborted(0).failed(1));
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectClass(tests))
        .execute();
  }

  static final class Switched {
    @Test
    @Disabled("on purpose")
    void off() {
      fail("it ran");
    }
  }

  static final class GivesUp {
    @Test
    void test() {
      abort("no container runtime");
    }
  }

  static final class GivesUpAtOnce {
    @BeforeAll
    static void look() {
      abort("no container runtime");
    }

    @Test
    void test() {}
  }
}
