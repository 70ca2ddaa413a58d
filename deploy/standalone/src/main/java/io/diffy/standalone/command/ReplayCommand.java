package io.diffy.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.json.Codec;
import io.diffy.schemas.pack.TriagePack;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.Shell;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.observe.BaselineMaker;
import io.diffy.standalone.observe.WholeAnswers;
import io.diffy.standalone.processing.ProcessorLauncher;
import io.diffy.standalone.replay.InputOptions;
import io.diffy.standalone.replay.Recording;
import io.diffy.standalone.replay.ReplayRun;
import io.diffy.standalone.replay.TopicRange;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.view.FindingsTable;
import io.diffy.standalone.view.HostRanking;
import io.diffy.standalone.view.OpenFindings;
import io.diffy.standalone.view.RowSummary;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges recorded observations again, with today's rules, on a broker of its own. */
@Command(
    name = "replay",
    description = {
      "Judge recorded observations again, with today's rules. Their order and repeated lines make no difference.",
      "It runs on a temporary broker: live findings and live state are never touched."
    },
    footer = "Exit code 1 when something was found.")
public final class ReplayCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;
  @Mixin private InputOptions input;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Observations of clean instances to compare with.")
  private Path baseline;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write every event of every finding there, one JSON object per line, always in the same order.")
  private Path outputFile;

  private final Shell shell;
  private final ProcessorLauncher launcher;

  public ReplayCommand(Shell shell, ProcessorLauncher launcher) {
    this.shell = shell;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    input.check();
    try (Progress progress = new Progress(shell.screen())) {
      List<Baseline> baselines = new ArrayList<>();
      List<ExceptionRule> exceptions = new ArrayList<>();
      if (baseline != null) {
        baselines.addAll(baselines(progress));
      }
      try (Recording recording = record(baselines, exceptions, progress);
          Cluster scratch = Cluster.temporary(clusterOptions, shell, progress)) {
        List<Finding> events =
            new ReplayRun(scratch, launcher).judge(recording, baselines, exceptions, progress);
        progress.idle();
        Codec<Finding> codec = scratch.topics().findings().codec();
        if (outputFile != null) {
          write(events, codec);
        }
        return print(recording, events, codec);
      }
    }
  }

  private Recording record(
      List<Baseline> baselines, List<ExceptionRule> exceptions, Progress progress) {
    if (input.given()) {
      return input.read(shell, clusterOptions, progress);
    }
    // Closed again before the replay's own broker starts: one JVM runs one at a time.
    try (Cluster live = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading " + live.topics().observations().name());
      TopicRange range = new TopicRange(live);
      if (baseline == null) {
        baselines.addAll(range.baselines());
      }
      exceptions.addAll(range.exceptions());
      return range.record(input.wanted());
    }
  }

  private List<Baseline> baselines(Progress progress) {
    Map<GroupKey, WholeAnswers> byGroup = new TreeMap<>();
    try (Recording clean = input.readAll(baseline.toString(), shell, clusterOptions, progress)) {
      clean.forEach(
          o -> byGroup.computeIfAbsent(o.instance().group(), g -> new WholeAnswers()).add(o));
    }
    List<Baseline> baselines = new ArrayList<>();
    byGroup.forEach(
        (key, answers) ->
            baselines.addAll(
                new BaselineMaker(key, "replay", baseline.getFileName().toString())
                    .make(answers.newest())));
    return baselines;
  }

  private void write(List<Finding> events, Codec<Finding> codec) {
    try (BufferedWriter out = Files.newBufferedWriter(outputFile)) {
      for (Finding event : events) {
        out.write(new String(codec.encode(event), UTF_8));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new CommandFailure("can't write " + outputFile + ": " + e, e);
    }
  }

  private int print(Recording recording, List<Finding> events, Codec<Finding> codec) {
    OpenFindings findings = new OpenFindings();
    events.forEach(findings::add);
    List<Finding> all = findings.ranked(finding -> true);
    List<Finding> open = findings.ranked(OpenFindings::isOpen);
    boolean found = all.stream().anyMatch(OpenFindings::isDeviation);
    if (output.format != Format.TABLE) {
      new Output(shell.screen()).print(output.format, codec, all);
    } else {
      if (!found) {
        shell.screen().out().println("Nothing found.");
      }
      FindingsTable table = new FindingsTable(new RowSummary(TriagePack.load()), shell.screen());
      if (open.stream().anyMatch(OpenFindings::isDeviation)) {
        table.printHosts(HostRanking.of(open));
        shell.screen().out().println();
      }
      if (!all.isEmpty()) {
        table.print(all);
      }
    }
    shell
        .screen()
        .note(
            "%,d observations judged, %,d lines left out as malformed; %,d findings, %,d still open at the end."
                .formatted(recording.size(), recording.badLines(), all.size(), open.size()));
    return found ? ExitCode.FINDINGS : ExitCode.NOTHING_FOUND;
  }
}
