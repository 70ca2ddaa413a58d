package io.diffy.standalone.accept;

import static java.util.function.Predicate.not;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.standalone.Shell;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.processing.ProcessorLauncher;
import io.diffy.standalone.replay.Recording;
import io.diffy.standalone.replay.ReplayRun;
import io.diffy.standalone.terminal.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges one recording twice, without and with an exception, each time on a temporary broker.
 * Nothing is written anywhere else.
 */
public final class Preview {
  private final ClusterOptions options;
  private final Shell shell;
  private final ProcessorLauncher launcher;

  public Preview(ClusterOptions options, Shell shell, ProcessorLauncher launcher) {
    this.options = options;
    this.shell = shell;
    this.launcher = launcher;
  }

  /** All events as the recording gives them with the exceptions there are. */
  public List<Finding> judge(
      Recording recording,
      List<Baseline> baselines,
      List<ExceptionRule> exceptions,
      Progress progress) {
    // One after the other: a JVM runs one broker at a time.
    try (Cluster scratch = Cluster.temporary(options, shell, progress)) {
      return new ReplayRun(scratch, launcher).judge(recording, baselines, exceptions, progress);
    }
  }

  /** The exceptions there would be: of the same id the written one counts. */
  public static List<ExceptionRule> with(List<ExceptionRule> known, List<ExceptionRule> written) {
    List<String> ids = written.stream().map(ExceptionRule::id).toList();
    List<ExceptionRule> all =
        new ArrayList<>(known.stream().filter(not(rule -> ids.contains(rule.id()))).toList());
    all.addAll(written);
    return List.copyOf(all);
  }
}
