package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.explain.ExplainJson;
import io.diffy.explain.ExplainText;
import io.diffy.explain.Explanation;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.InputFile;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import io.diffy.view.OpenFindings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells a person all there is to know about one finding, and what to do next. */
@Command(
    name = "explain",
    description = {
      "Explain one finding: what was found, where, why this score, and what to do next.",
      "Also: who it was compared with, what was masked, its history and known harmless causes."
    })
final class ExplainCommand extends ClusterCommand {
  @Mixin private OutputOptions output;

  @Parameters(
      paramLabel = "ID",
      description = "The finding's uid, or its first characters (at least 8).")
  private String uid;

  @Mixin private FindingsInput input;

  @Option(
      names = "--pack",
      paramLabel = "FILE",
      description = "What the queries mean: the pack it was judged by. Default: the shipped ones.")
  private Path pack;

  private final List<Finding> events = new ArrayList<>();

  ExplainCommand(CommandContext context) {
    super(context);
  }

  @Override
  void check() {
    FindingChoice.requireLength(uid);
  }

  @Override
  public Integer call() {
    if (!input.given()) {
      return super.call();
    }
    check();
    try (Progress progress = new Progress(context.screen())) {
      input.read(context, progress, this::keep);
      return explain(List.of(), Terminal.safe(String.join(", ", input.files())), progress);
    }
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("reading the findings");
    TopicReader.readAll(cluster, cluster.topics().findings(), this::keep);
    return explain(
        new TopicRange(cluster).exceptions(), cluster.topics().findings().name(), progress);
  }

  private void keep(Finding event) {
    if (event.uid().startsWith(uid)) {
      events.add(event);
    }
  }

  private int explain(List<ExceptionRule> exceptions, String where, Progress progress) {
    OpenFindings latest = new OpenFindings();
    events.forEach(latest::add);
    Finding finding = FindingChoice.find(latest, uid, where, FindingChoice.all(input.files()));
    events.removeIf(event -> !event.uid().equals(finding.uid()));
    Pack known = InputFile.meant(pack);
    Explanation explained = Explanation.of(events, exceptions, known).from(input.files());
    progress.idle();
    if (finding.kind().isDeviation() && explained.query().isEmpty()) {
      context.warn(
          "%s is not in the pack %s: explained by default rules; give the pack it was judged by: --pack FILE",
          finding.query(), known.name());
    }
    if (output.isTable()) {
      new ExplainText(context.screen()).print(explained);
    } else {
      context.screen().out().println(Terminal.safeJson(ExplainJson.line(explained)));
    }
    return ExitCode.NOTHING_FOUND;
  }
}
