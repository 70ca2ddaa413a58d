package io.diffy.accept;

import static java.util.function.Predicate.not;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.replay.Recording;
import io.diffy.replay.ReplayRun;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges one recording twice, without and with an exception, each time on a temporary broker.
 * Nothing is written anywhere else.
 */
public final class Preview {
  private final ClusterOptions options;
  private final CommandContext shell;
  private final ProcessorLauncher launcher;

  public Preview(ClusterOptions options, CommandContext shell, ProcessorLauncher launcher) {
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
