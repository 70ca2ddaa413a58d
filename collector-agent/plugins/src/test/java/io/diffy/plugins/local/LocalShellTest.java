package io.diffy.plugins.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.CollectionPlugin.Listener;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin.Query;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.TestPayload;
import io.diffy.schemas.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LocalShellTest {
  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void done(InstanceResult result) {}

        @Override
        public void progress(int done, int asked) {}
      };

  @TempDir Path folder;

  @Test
  void reachesTheHostThatTheLocalTargetFinds() {
    List<Target> targets =
        new LocalTargetPlugin().find(new Query("web", "", ""), Contexts.of(folder, Map.of()));

    assertEquals(InstanceOutcome.SUCCESS, collect(targets, TestPayload.answering()).outcome());
  }

  @Test
  void noOtherHostIsMistakenForThisOne() {
    InstanceResult result =
        collect(List.of(Target.of(Instance.named("web", "i-other"), "")), TestPayload.answering());

    assertEquals(InstanceOutcome.UNDELIVERABLE, result.outcome());
    assertTrue(
        result.reason().startsWith("local-shell reaches only the host it runs on, which is "));
  }

  @Test
  void whatTakesTooLongIsStoppedAndTidiesUp() throws Exception {
    Path tidied = folder.resolve("tidied");
    Payload slow =
        TestPayload.running("trap 'touch " + tidied + "; exit 143' TERM; sleep 60 & wait");

    InstanceResult result = collect(here(), slow, Duration.ofMillis(700), () -> false);

    assertEquals(InstanceOutcome.EXECUTION_TIMED_OUT, result.outcome());
    assertTrue(Files.exists(tidied));
  }

  @Test
  void whoAsksToStopInTheMiddleIsHeard() {
    Path started = folder.resolve("started");
    Payload slow = TestPayload.running("touch " + started + "; exec sleep 60");

    InstanceResult result =
        collect(here(), slow, Duration.ofSeconds(50), () -> Files.exists(started));

    assertEquals(InstanceOutcome.CANCELLED, result.outcome());
  }

  @Test
  void endlessOutputIsStopped() {
    InstanceResult result = collect(here(), TestPayload.running("exec cat /dev/zero"));

    assertEquals(InstanceOutcome.OUTPUT_TRUNCATED, result.outcome());
    assertFalse(result.reason().isBlank());
  }

  @Test
  void aScriptThatPrintsNothingHasNoOutput() {
    assertEquals(
        InstanceOutcome.OUTPUT_MISSING, collect(here(), TestPayload.running("true")).outcome());
  }

  private List<Target> here() {
    return new LocalTargetPlugin().find(new Query("web", "", ""), Contexts.of(folder, Map.of()));
  }

  private InstanceResult collect(List<Target> targets, Payload payload) {
    return collect(targets, payload, Duration.ofSeconds(50), () -> false);
  }

  private InstanceResult collect(
      List<Target> targets, Payload payload, Duration patience, PluginContext.Stop stop) {
    List<InstanceResult> results =
        new LocalShellPlugin()
            .collect(
                new Order("run-1", "", targets, payload, patience),
                NOBODY,
                Contexts.stopping(Contexts.of(folder, Map.of()), stop));
    assertEquals(1, results.size());
    return results.get(0);
  }
}
