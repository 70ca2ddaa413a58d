package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.CollectionPlugin.Listener;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every collection plugin must do. */
public abstract class CollectionPluginContract extends PluginContract<CollectionPlugin> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  protected CollectionPluginContract() {
    super(PluginKind.COLLECTION);
  }

  /** At least one instance that can be reached, and one that is not to be asked. */
  protected abstract List<Target> targets();

  /** How many instances were sent something so far, where a far side can count. */
  protected int sent() {
    return 0;
  }

  @Test
  void everyTargetHasExactlyOneResultInTheOrderOfTheirIds() {
    List<InstanceResult> results = collect(TestPayload.answering(), "", context());

    assertEquals(
        targets().stream().map(target -> target.instance().instanceId()).sorted().toList(),
        results.stream().map(InstanceResult::instanceId).toList());
  }

  @Test
  void whoIsAskedAnswersAndWhoIsNotIsSkippedWithAReason() {
    for (InstanceResult result : collect(TestPayload.answering(), "", context())) {
      if (result.target().collectable()) {
        assertEquals(InstanceOutcome.SUCCESS, result.outcome(), result.reason());
        assertEquals("", result.reason());
        assertEquals(
            List.of(Map.of("text", TestPayload.LINE)), result.observations().get(0).rows());
        assertTrue(result.bytes() > 0);
      } else {
        assertEquals(InstanceOutcome.SKIPPED, result.outcome());
        assertEquals(result.target().skipped(), result.reason());
        assertEquals(List.of(), result.observations());
      }
    }
  }

  @Test
  void whoeverListensHearsEachResultOnceAndHowFarItIs() {
    Heard heard = new Heard();
    List<InstanceResult> results =
        plugin().collect(order(TestPayload.answering(), ""), heard, context());

    assertEquals(List.copyOf(results), heard.inOrder());
    assertEquals(asked(), heard.done);
    assertEquals(asked(), heard.asked);
  }

  @Test
  void anOutputThatIsCutOrWrongIsTheResult() {
    assertEveryoneAsked(InstanceOutcome.OUTPUT_TRUNCATED, TestPayload.unreadable(true));
    assertEveryoneAsked(InstanceOutcome.OUTPUT_INVALID, TestPayload.unreadable(false));
  }

  @Test
  void aScriptThatFailsIsTheResultAndItsErrorsTheReason() {
    List<InstanceResult> results =
        assertEveryoneAsked(
            InstanceOutcome.FAILED, TestPayload.running("echo 'no such table' >&2; exit 7"));

    for (InstanceResult result : results) {
      if (result.target().collectable()) {
        assertTrue(result.reason().contains("7"), result.reason());
        assertTrue(result.reason().contains("no such table"), result.reason());
      }
    }
  }

  @Test
  void askedToStopItStopsAndStillSaysWhatBecameOfEach() {
    PluginContext stopping = Contexts.stopping(context(), () -> true);

    List<InstanceResult> results =
        assertTimeoutPreemptively(
            PATIENCE, () -> collect(TestPayload.running("sleep 120"), "", stopping));

    assertEquals(targets().size(), results.size());
    results.forEach(result -> assertNotEquals(InstanceOutcome.SUCCESS, result.outcome()));
  }

  @Test
  void aHostileIncidentIdIsOnlyAText() {
    for (InstanceResult result : collect(TestPayload.answering(), HostileText.COMMAND, context())) {
      if (result.target().collectable()) {
        assertEquals(InstanceOutcome.SUCCESS, result.outcome(), result.reason());
      }
    }
  }

  @Test
  void aPlanSendsNothingAndShowsNoSecret() {
    CollectionPlugin plugin = plugin();
    Path ran = folder.resolve("ran");
    Payload payload = TestPayload.running("# " + TestPayload.SECRET + "\ntouch '" + ran + "'");

    List<String> plan = plugin.plan(order(payload, "INC-7"), context());

    assertFalse(plan.isEmpty());
    assertFalse(String.join("\n", plan).contains(TestPayload.SECRET));
    assertFalse(Files.exists(ran));
    assertEquals(0, sent());
  }

  private List<InstanceResult> assertEveryoneAsked(InstanceOutcome outcome, Payload payload) {
    List<InstanceResult> results = collect(payload, "", context());
    for (InstanceResult result : results) {
      if (result.target().collectable()) {
        assertEquals(outcome, result.outcome(), result.reason());
        assertFalse(result.reason().isBlank());
        assertEquals(List.of(), result.observations());
      }
    }
    return results;
  }

  private List<InstanceResult> collect(Payload payload, String incident, PluginContext context) {
    return plugin().collect(order(payload, incident), new Heard(), context);
  }

  private Order order(Payload payload, String incident) {
    return new Order("run-1", incident, targets(), payload, PATIENCE);
  }

  private int asked() {
    return (int) targets().stream().filter(Target::collectable).count();
  }

  private static final class Heard implements Listener {
    private final List<InstanceResult> results = new ArrayList<>();
    private int done;
    private int asked;

    @Override
    public void done(InstanceResult result) {
      results.add(result);
    }

    @Override
    public void progress(int nowDone, int nowAsked) {
      assertTrue(nowDone >= done, "progress goes forward");
      done = nowDone;
      asked = nowAsked;
    }

    List<InstanceResult> inOrder() {
      return results.stream()
          .sorted((one, other) -> one.instanceId().compareTo(other.instanceId()))
          .toList();
    }
  }
}
