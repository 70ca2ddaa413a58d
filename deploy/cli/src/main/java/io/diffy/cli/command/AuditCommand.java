package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.view.AuditTable;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows what became of every baseline and exception: written by the processor, not by who claims.
 */
@Command(
    name = "audit",
    description = "Show who changed what counts as clean, and what became of it.",
    footer = "BY is what the writer claimed; SIGNED BY is what the processor checked.")
public final class AuditCommand implements Callable<Integer> {
  private static final Duration WATCH = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private OutputOptions output;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Only this group's, and what holds everywhere.")
  private String group = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only what was written at that time or later, by the broker's clock.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Only what was written before, by the broker's clock.")
  private String to = "";

  @Option(
      names = "--follow",
      fallbackValue = "true",
      description = "Go on with every entry as it comes, until Ctrl-C.")
  private boolean follow;

  private final CommandContext shell;

  public AuditCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Instant start = time("--from", from, Instant.EPOCH);
    Instant end = time("--to", to, Instant.MAX);
    if (!start.isBefore(end)) {
      throw usage("--from must lie before --to");
    }
    if (follow && !to.isEmpty()) {
      throw usage("--follow has no end, so --to does not go with it");
    }
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.open(clusterOptions, shell, progress)) {
      progress.step("reading " + cluster.topics().audit().name());
      // One reader for both: what comes meanwhile is neither lost nor shown twice.
      try (TopicReader<AuditEntry> reader =
          TopicReader.since(cluster, cluster.topics().audit(), start)) {
        List<Written> read = new ArrayList<>();
        reader.readToEnd(
            (entry, written) -> {
              if (isWanted(entry) && written.isBefore(end)) {
                read.add(new Written(entry, written));
              }
            });
        progress.idle();
        read.sort(Written.ORDER);
        print(read.stream().map(Written::entry).toList(), cluster);
        while (follow) {
          List<AuditEntry> fresh = reader.poll(WATCH).stream().filter(this::isWanted).toList();
          if (!fresh.isEmpty()) {
            print(fresh, cluster);
          }
        }
      }
    }
    return ExitCode.NOTHING_FOUND;
  }

  /** In the order of the broker's clock; of one moment, as the decisions lie in their topic. */
  private record Written(AuditEntry entry, Instant at) {
    static final Comparator<Written> ORDER =
        Comparator.comparing(Written::at)
            .thenComparing(written -> written.entry().cause().topic())
            .thenComparing(written -> written.entry().cause().partition())
            .thenComparing(written -> written.entry().cause().offset());
  }

  private boolean isWanted(AuditEntry entry) {
    return group.isEmpty() || entry.subject().concerns(GroupKey.parse(group));
  }

  private void print(List<AuditEntry> entries, Cluster cluster) {
    if (output.format != OutputFormat.TABLE) {
      new CommandOutput(shell.screen())
          .print(
              follow ? OutputFormat.NDJSON : output.format,
              cluster.topics().audit().codec(),
              entries);
    } else if (entries.isEmpty()) {
      shell
          .screen()
          .out()
          .println("No entries. The processor writes one when it reads a change: is one running?");
    } else {
      new AuditTable(shell.screen()).print(entries);
    }
  }

  private Instant time(String option, String text, Instant otherwise) {
    try {
      return text.isEmpty() ? otherwise : TimeText.moment(text);
    } catch (IllegalArgumentException e) {
      throw usage(option + ": " + e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
