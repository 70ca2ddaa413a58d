package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.view.FindingCounts;
import io.diffy.view.FindingsTable;
import io.diffy.view.OpenFindings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is open now, highest score first. */
@Command(
    name = "findings",
    description = "Show the open findings, highest score first.",
    footer = "Exit code 1 when there are any.")
final class FindingsCommand extends ClusterCommand {
  private static final Duration WATCH = Duration.ofMillis(500);

  @Mixin private OutputOptions output;

  @Option(names = "--group", paramLabel = "GROUP", description = "Only this group's.")
  private String group = "";

  @Option(names = "--all", fallbackValue = "true", description = "The closed ones too.")
  private boolean all;

  @Option(
      names = "--follow",
      fallbackValue = "true",
      description = "Go on with every event as it comes, until Ctrl-C.")
  private boolean follow;

  FindingsCommand(CommandContext context) {
    super(context);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.step("reading the findings");
    FindingsTable table = FindingsTable.on(context.screen());
    Codec<Finding> codec = cluster.topics().findings().codec();
    OpenFindings findings = new OpenFindings();
    try (TopicReader<Finding> reader =
        TopicReader.fromStart(cluster, cluster.topics().findings())) {
      reader.readToEnd(findings::add);
      progress.idle();
      List<Finding> shown = findings.ranked(f -> isWanted(f) && (all || OpenFindings.isOpen(f)));
      output.print(context.screen(), codec, shown, found -> print(found, table));
      while (follow) {
        output.printOn(
            context.screen(),
            codec,
            reader.poll(WATCH).stream().filter(this::isWanted).toList(),
            events -> events.forEach(event -> context.say(table.line(event))));
      }
      return ExitCode.of(shown.stream().anyMatch(f -> OpenFindings.isOpen(f) && f.isLead()));
    }
  }

  private boolean isWanted(Finding finding) {
    return group.isEmpty() || finding.group().equals(GroupKey.parse(group));
  }

  private void print(List<Finding> findings, FindingsTable table) {
    if (findings.isEmpty()) {
      context.say(all ? "No findings." : "No open findings.");
    } else {
      table.print(findings);
      context.note("%s.", FindingCounts.of(findings));
    }
  }
}
