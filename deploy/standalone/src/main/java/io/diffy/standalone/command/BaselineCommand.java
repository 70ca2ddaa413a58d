package io.diffy.standalone.command;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.Shell;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.cluster.RecordWriter;
import io.diffy.standalone.cluster.TopicReader;
import io.diffy.standalone.observe.AnswerOptions;
import io.diffy.standalone.observe.BaselineMaker;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the answers of known clean instances, to compare with later. */
@Command(
    name = "baseline",
    description = "Keep what a known clean instance answers, to compare with later.")
public final class BaselineCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private AnswerOptions answers;

  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or a plain name.")
  private String group;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who takes it. Default: the current user.")
  private String by = System.getProperty("user.name");

  private final Shell shell;

  public BaselineCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    GroupKey key = GroupKey.parse(group);
    try (Progress progress = new Progress(shell.screen())) {
      List<Observation> newest = answers.newest(key, shell, progress);
      try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
        progress.step("writing the baseline");
        List<Baseline> baselines = make(key, newest, cluster);
        write(baselines, cluster);
        progress.idle();
        say(baselines, newest);
      }
      return ExitCode.NOTHING_FOUND;
    }
  }

  private List<Baseline> make(GroupKey key, List<Observation> newest, Cluster cluster) {
    BaselineMaker maker = new BaselineMaker(key, by, answers.source());
    TopicReader.readAll(cluster, cluster.topics().baselines(), maker::known);
    List<Baseline> baselines = maker.make(newest);
    if (baselines.isEmpty()) {
      throw new CommandFailure(
          "no query was answered whole, so there is nothing to compare with later: "
              + newest.get(0).query()
              + ": "
              + newest.get(0).error());
    }
    return baselines;
  }

  private static void write(List<Baseline> baselines, Cluster cluster) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      baselines.forEach(baseline -> writer.write(records.baseline(baseline)));
      writer.flush();
    }
  }

  private void say(List<Baseline> baselines, List<Observation> newest) {
    PrintStream out = shell.screen().out();
    long queries = baselines.stream().map(Baseline::query).distinct().count();
    int version = baselines.stream().mapToInt(Baseline::version).max().orElseThrow();
    long instances = newest.stream().map(o -> o.instance().instanceId()).distinct().count();
    out.println(
        "Baseline of %s taken from %s: %d queries of %d instance(s), version %d."
            .formatted(
                Terminal.safe(group),
                Terminal.safe(answers.source()),
                queries,
                instances,
                version));
    for (Observation answer : newest) {
      if (answer.coverage() != Coverage.OK) {
        out.println(
            Terminal.safe(
                "Not in it: %s of %s (%s): %s"
                    .formatted(
                        answer.query(),
                        answer.instance().instanceId(),
                        answer.coverage().word(),
                        answer.error())));
      }
    }
  }
}
