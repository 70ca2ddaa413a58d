package io.diffy.registry;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import java.util.List;

/** The findings of one method, and the gaps: who could not be judged could not by any method. */
final class ByMethod {
  private ByMethod() {}

  static List<Finding> of(AnalysisPlugin.Case given, Finding.Method method) {
    return given.judge().findings(given.answers(), given.baselines()).stream()
        .filter(
            f ->
                f.method() == method
                    || f.method() == Finding.Method.BOTH
                    || f.kind() == Kind.COVERAGE)
        .toList();
  }
}
