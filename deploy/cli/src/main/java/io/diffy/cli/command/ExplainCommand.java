package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.TopicReader;
import io.diffy.explain.ExplainJson;
import io.diffy.explain.ExplainText;
import io.diffy.explain.Explanation;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import io.diffy.view.OpenFindings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells a person all there is to know about one finding, and what to do next. */
@Command(
    name = "explain",
    description = {
      "Explain one finding: what was found, where, why this score, and what to do next.",
      "Also: who it was compared with, what was masked, its history and known harmless causes."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  @Parameters(
      paramLabel = "ID",
      description = "The finding's uid, or its first characters (at least 8).")
  private String uid;

  @Option(
      names = "--input",
      paramLabel = "FILE|-",
      description =
          "Events of findings, one JSON object per line, as diffy replay --output writes them."
              + " Default: the findings topic.")
  private String input = "";

  private final CommandContext shell;

  public ExplainCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    FindingChoice.requireLength(uid, spec);
    try (Progress progress = new Progress(shell.screen())) {
      Explanation explained = input.isEmpty() ? ofTopic(progress) : ofFile(progress);
      progress.idle();
      if (output.format == OutputFormat.TABLE) {
        new ExplainText(shell.screen()).print(explained);
      } else {
        shell.screen().out().println(Terminal.safeJson(ExplainJson.line(explained)));
      }
      return ExitCode.NOTHING_FOUND;
    }
  }

  private Explanation ofTopic(Progress progress) {
    try (Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading the findings");
      List<Finding> events = new ArrayList<>();
      TopicReader.readAll(cluster, cluster.topics().findings(), event -> keep(event, events));
      List<ExceptionRule> exceptions = new TopicRange(cluster).exceptions();
      return explanation(events, exceptions, cluster.topics().findings().name());
    }
  }

  private Explanation ofFile(Progress progress) {
    progress.step("reading " + input);
    FindingCodec codec = new FindingCodec();
    List<Finding> events = new ArrayList<>();
    long malformed = 0;
    try (InputStream in = input.equals("-") ? System.in : Files.newInputStream(Path.of(input));
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          keep(codec.decode(line.getBytes(UTF_8)), events);
        } catch (MalformedRecord e) {
          malformed++;
        }
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + input, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + input + ": " + e.getMessage(), e);
    }
    if (malformed > 0) {
      shell.screen().note("%,d lines left out as malformed.".formatted(malformed));
    }
    return explanation(events, List.of(), Terminal.safe(input));
  }

  private void keep(Finding event, List<Finding> events) {
    if (event.uid().startsWith(uid)) {
      events.add(event);
    }
  }

  private Explanation explanation(
      List<Finding> events, List<ExceptionRule> exceptions, String where) {
    OpenFindings latest = new OpenFindings();
    events.forEach(latest::add);
    Finding finding = FindingChoice.find(latest, uid, where);
    return Explanation.of(
        events.stream().filter(event -> event.uid().equals(finding.uid())).toList(),
        exceptions,
        TriagePack.load());
  }
}
