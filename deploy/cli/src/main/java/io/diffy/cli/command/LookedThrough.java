package io.diffy.cli.command;

import io.diffy.input.InputTally;
import io.diffy.replay.LineTerms;
import io.diffy.replay.RecordingReader;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** Answers that are looked at one after the other and not kept: of the topic, or of files. */
final class LookedThrough {
  @Option(
      names = "--since",
      paramLabel = "TIME|SPAN",
      description = "Only answers given then or later: 2026-11-20T03:10, or 12h ago.")
  private String since = "";

  @Option(
      names = "--input",
      arity = "1..*",
      paramLabel = "FILE|-",
      description =
          "Observations or osqueryd's logs, plain or gzipped. Default: the observations topic.")
  private List<String> files = List.of();

  private final InputTally tally = new InputTally();

  boolean isOfFiles() {
    return !files.isEmpty();
  }

  boolean isSince() {
    return !since.isEmpty();
  }

  String names() {
    return String.join(", ", files);
  }

  InputTally tally() {
    return tally;
  }

  /** From when on; a topic may be asked for less than all by itself. */
  Instant from(String usual, CommandContext context) {
    return FilterOptions.from(!isSince() && !isOfFiles() ? usual : since, context);
  }

  /**
   * Looks through the files; returns the groups that they hold.
   *
   * @param group whose hosts osqueryd's logs are of where they name none
   */
  Set<GroupKey> read(
      String group, Pack pack, CommandContext context, BiConsumer<Observation, Instant> look) {
    Set<GroupKey> groups = new TreeSet<>();
    try (Progress progress = new Progress(context.screen())) {
      progress.step("reading " + names());
      LineTerms terms =
          LineTerms.of(
              group,
              pack,
              observation -> {
                groups.add(observation.instance().group());
                look.accept(observation, observation.collectedAt());
                return false;
              });
      RecordingReader.read(files, terms.lookingAtRows(), tally).close();
    }
    tally.remarks().forEach(remark -> context.warn(remark));
    return groups;
  }
}
