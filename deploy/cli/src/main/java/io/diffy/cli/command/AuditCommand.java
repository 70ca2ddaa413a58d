package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandContext;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.view.AuditTable;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Shows what became of every baseline and exception: written by the processor, not by who claims.
 */
@Command(
    name = "audit",
    description = "Show who changed what counts as clean, and what became of it.",
    footer = "BY is what the writer claimed; SIGNED BY is what the processor checked.")
final class AuditCommand extends ClusterCommand {
  private static final Duration WATCH = Duration.ofMillis(500);

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
      description =
          "Only what was written up to the end of that minute or day, by the broker's clock.")
  private String to = "";

  @Option(
      names = "--follow",
      fallbackValue = "true",
      description = "Go on with every entry as it comes, until Ctrl-C.")
  private boolean follow;

  AuditCommand(CommandContext context) {
    super(context);
  }

  @Override
  void check() {
    if (start().isAfter(end())) {
      throw new UsageError("--from must lie before --to");
    }
    if (follow && !to.isEmpty()) {
      throw new UsageError("--follow has no end, so --to does not go with it");
    }
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    Topic<AuditEntry> audit = cluster.topics().audit();
    progress.step("reading " + audit.name());
    // One reader for both: what comes meanwhile is neither lost nor shown twice.
    try (TopicReader<AuditEntry> reader = TopicReader.since(cluster, audit, start())) {
      List<Written> read = new ArrayList<>();
      reader.readToEnd(
          (entry, written) -> {
            if (isWanted(entry) && !written.isAfter(end())) {
              read.add(new Written(entry, written));
            }
          });
      progress.idle();
      if (read.isEmpty() && !group.isEmpty()) {
        // Of a group that is not there "no entries" would be a calm answer to a typing error.
        KnownGroups.of(cluster).find(group, context.screen());
      }
      read.sort(Written.ORDER);
      print(read.stream().map(Written::entry).toList(), audit);
      while (follow) {
        List<AuditEntry> fresh = reader.poll(WATCH).stream().filter(this::isWanted).toList();
        if (!fresh.isEmpty()) {
          print(fresh, audit);
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

  private Instant start() {
    return UsageError.parseIfGiven("--from", from, text -> TimeText.first(text, now()))
        .orElse(Instant.EPOCH);
  }

  private Instant end() {
    return UsageError.parseIfGiven("--to", to, text -> TimeText.last(text, now()))
        .orElse(Instant.MAX);
  }

  private Instant now() {
    return context.clock().instant();
  }

  private boolean isWanted(AuditEntry entry) {
    return group.isEmpty()
        || entry.subject().holdsEverywhere()
        || entry.subject().group().isNamed(group);
  }

  private void print(List<AuditEntry> entries, Topic<AuditEntry> audit) {
    if (follow) {
      output.printOn(context.screen(), audit.codec(), entries, this::table);
    } else {
      output.print(context.screen(), audit.codec(), entries, this::table);
    }
  }

  private void table(List<AuditEntry> entries) {
    if (entries.isEmpty()) {
      context.say("No entries. The processor writes one when it reads a change: is one running?");
    } else {
      new AuditTable(context.screen()).print(entries);
    }
  }
}
