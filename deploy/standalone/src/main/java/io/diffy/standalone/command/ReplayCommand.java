package io.diffy.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.agent.osquery.HostNames;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Codec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.TriagePack;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.Shell;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.observe.BaselineMaker;
import io.diffy.standalone.observe.WholeAnswers;
import io.diffy.standalone.processing.ProcessorLauncher;
import io.diffy.standalone.replay.Recording;
import io.diffy.standalone.replay.ReplayRun;
import io.diffy.standalone.replay.TopicRange;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import io.diffy.standalone.view.FindingsTable;
import io.diffy.standalone.view.HostRanking;
import io.diffy.standalone.view.OpenFindings;
import io.diffy.standalone.view.RowSummary;
import io.diffy.standalone.view.TimeText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges recorded observations again, with today's rules, on a broker of its own. */
@Command(
    name = "replay",
    description = {
      "Judge recorded observations again, with today's rules. Their order and repeated lines make no difference.",
      "It runs on a temporary broker: live findings and live state are never touched."
    },
    footer = "Exit code 1 when something was found.")
public final class ReplayCommand implements Callable<Integer> {
  private static final int BAD_LINES_SHOWN = 20;

  /** Of the hosts in osqueryd's log that name no group, where the command names none either. */
  private static final String UNNAMED_GROUP = "osqueryd";

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  @Option(
      names = "--input",
      paramLabel = "FILE|-",
      description =
          "Observations, one JSON object per line, or osqueryd's log; may be gzipped. Default: the observations topic.")
  private String input = "";

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Observations of clean instances to compare with.")
  private Path baseline;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Only this group's observations; hosts in osqueryd's log without an asg decoration are of it.")
  private String group = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only what was collected then or later.")
  private String from = "";

  @Option(names = "--to", paramLabel = "TIME", description = "Only what was collected before.")
  private String to = "";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write every event of every finding there, one JSON object per line, always in the same order.")
  private Path outputFile;

  private final Shell shell;
  private final ProcessorLauncher launcher;
  private int badLines;

  public ReplayCommand(Shell shell, ProcessorLauncher launcher) {
    this.shell = shell;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    Optional<Instant> start = time("--from", from);
    Optional<Instant> end = time("--to", to);
    try (Progress progress = new Progress(shell.screen())) {
      List<Baseline> baselines = new ArrayList<>();
      List<ExceptionRule> exceptions = new ArrayList<>();
      if (baseline != null) {
        baselines.addAll(baselines(progress));
      }
      try (Recording recording = record(start, end, baselines, exceptions, progress);
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
      Optional<Instant> start,
      Optional<Instant> end,
      List<Baseline> baselines,
      List<ExceptionRule> exceptions,
      Progress progress) {
    if (!input.isEmpty()) {
      progress.step("reading " + input);
      return read(input, start, end);
    }
    // Closed again before the replay's own broker starts: one JVM runs one at a time.
    try (Cluster live = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading " + live.topics().observations().name());
      TopicRange range = new TopicRange(live);
      if (baseline == null) {
        baselines.addAll(range.baselines());
      }
      exceptions.addAll(range.exceptions());
      return range.record(observation -> isWanted(observation, start, end));
    }
  }

  private Recording read(String file, Optional<Instant> start, Optional<Instant> end) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return Recording.read(
          in,
          new ObservationCodec(),
          HostNames.byDecorations(group.isEmpty() ? UNNAMED_GROUP : group),
          observation -> isWanted(observation, start, end),
          bad -> badLine(file, bad));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + file, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  private boolean isWanted(Observation o, Optional<Instant> start, Optional<Instant> end) {
    return (group.isEmpty() || o.instance().group().equals(GroupKey.parse(group)))
        && start.map(t -> !o.collectedAt().isBefore(t)).orElse(true)
        && end.map(t -> o.collectedAt().isBefore(t)).orElse(true);
  }

  private void badLine(String file, String bad) {
    if (++badLines <= BAD_LINES_SHOWN) {
      shell.screen().note("diffy: " + Terminal.safe(file + ", " + bad));
    }
  }

  private List<Baseline> baselines(Progress progress) {
    progress.step("reading " + baseline);
    Map<GroupKey, WholeAnswers> byGroup = new TreeMap<>();
    try (Recording clean = read(baseline.toString(), Optional.empty(), Optional.empty())) {
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

  private Optional<Instant> time(String option, String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(TimeText.moment(text));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
    }
  }
}
