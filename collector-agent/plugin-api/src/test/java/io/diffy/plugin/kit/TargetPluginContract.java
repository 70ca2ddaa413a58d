package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every target plugin must do. */
public abstract class TargetPluginContract extends PluginContract<TargetPlugin> {
  protected TargetPluginContract() {
    super(PluginKind.TARGET);
  }

  /** Asks for something that has at least one instance. */
  protected abstract TargetPlugin.Query known();

  /** Asks for something that is not there. */
  protected abstract TargetPlugin.Query unknown();

  @Test
  void findsEachInstanceOnceInTheOrderOfTheirIds() {
    List<String> ids = ids(plugin().find(known(), context()));

    assertFalse(ids.isEmpty());
    assertEquals(ids.stream().distinct().sorted().toList(), ids);
  }

  @Test
  void findsTheSameAgain() {
    TargetPlugin plugin = plugin();

    assertEquals(plugin.find(known(), context()), plugin.find(known(), context()));
  }

  @Test
  void everyInstanceHasItsNameAndItsGroup() {
    for (Target target : plugin().find(known(), context())) {
      assertFalse(target.instance().instanceId().isBlank());
      assertFalse(target.instance().asg().isBlank());
      assertEquals(target.skipped().isEmpty(), target.collectable());
    }
  }

  @Test
  void whatIsNotThereIsAFailureWithASentence() {
    TargetPlugin plugin = plugin();

    PluginFailure failure =
        assertThrows(PluginFailure.class, () -> plugin.find(unknown(), context()));

    assertTrue(failure.getMessage().contains(" "), failure.getMessage());
  }

  private static List<String> ids(List<Target> targets) {
    return targets.stream().map(target -> target.instance().instanceId()).toList();
  }
}
