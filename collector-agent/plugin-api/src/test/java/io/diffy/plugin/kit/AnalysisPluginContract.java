package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.AnalysisPlugin.Case;
import io.diffy.plugin.PluginKind;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every analysis plugin must do. */
public abstract class AnalysisPluginContract extends PluginContract<AnalysisPlugin> {
  protected AnalysisPluginContract() {
    super(PluginKind.ANALYSIS);
  }

  /** A group in which the plugin finds something. */
  protected abstract Case odd();

  @Test
  void findsSomethingInAnOddGroup() {
    assertFalse(plugin().analyse(odd(), context()).isEmpty());
  }

  @Test
  void findsTheSameAgain() {
    AnalysisPlugin plugin = plugin();

    assertEquals(plugin.analyse(odd(), context()), plugin.analyse(odd(), context()));
  }

  @Test
  void theOrderOfAnswersDoesNotMatter() {
    List<Observation> reversed = new ArrayList<>(odd().answers());
    Collections.reverse(reversed);
    AnalysisPlugin plugin = plugin();

    assertEquals(
        plugin.analyse(odd(), context()),
        plugin.analyse(new Case(reversed, odd().baselines(), odd().judge()), context()));
  }

  @Test
  void whereNobodyAnsweredNothingIsFound() {
    Case nobody = new Case(List.of(), List.of(), odd().judge());

    assertEquals(List.of(), plugin().analyse(nobody, context()));
  }
}
