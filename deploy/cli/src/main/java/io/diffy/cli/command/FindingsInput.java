package io.diffy.cli.command;

import io.diffy.cluster.KnownGroups;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.view.OpenFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Findings of files instead of the topic: what a replay wrote, without a Kafka. */
final class FindingsInput {
  @Option(
      names = "--input",
      paramLabel = "FILE|-",
      description =
          "Events of findings, one JSON object per line, as diffy replay --output writes them; may"
              + " be gzipped, and given several times. Default: the findings topic.")
  private List<String> files = new ArrayList<>();

  private long malformed;

  boolean given() {
    return !files.isEmpty();
  }

  /** As one writes it on the command line. */
  List<String> files() {
    return files;
  }

  void read(CommandContext context, Progress progress, Consumer<Finding> each) {
    progress.step("reading " + String.join(", ", files));
    for (String file : files) {
      malformed += FindingChoice.read(file, context, each);
    }
    progress.idle();
  }

  /** The same, as they stand at the end. */
  KnownGroups read(CommandContext context, Progress progress, OpenFindings findings) {
    Set<GroupKey> groups = new TreeSet<>();
    read(
        context,
        progress,
        finding -> {
          groups.add(finding.group());
          findings.add(finding);
        });
    return KnownGroups.only(groups);
  }

  /** Lines that could not be read may have said what was looked for. */
  int exitCode(boolean found) {
    return !found && malformed > 0 ? ExitCode.FAILURE : ExitCode.of(found);
  }
}
