package io.diffy.ondemand;

import io.diffy.cluster.KnownGroups;
import io.diffy.input.InputTally;
import io.diffy.replay.LineTerms;
import io.diffy.replay.Recording;
import io.diffy.replay.RecordingReader;
import io.diffy.replay.UnknownQueries;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Where the answers of a baseline or an analysis come from: this host, or a file. */
public final class AnswerOptions {
  @Option(
      names = "--input",
      paramLabel = "FILE|-",
      description =
          "Recorded observations or osqueryd's log (may be gzipped) instead of this host's answers.")
  private String input = "";

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      defaultValue = "/",
      description =
          "Holds the file system of the host to ask; another than / is read by the built-in tables."
              + " Default: ${DEFAULT-VALUE}")
  private Path root;

  @Option(
      names = "--osqueryi",
      paramLabel = "FILE",
      description = "Default: the one on the PATH; without one, the built-in tables.")
  private Path osqueryi;

  private final InputTally tally = new InputTally();

  /** Whether a file stands on the command line or in the settings: it wins over collecting. */
  public boolean fromFile() {
    return !input.isEmpty();
  }

  /** Whether a part of the file is lost: whatever was found in the rest is not all. */
  public boolean damaged() {
    return tally.isDamaged() || tally.isMostlyUnread();
  }

  /** For the audit trail. */
  private String source() {
    return input.isEmpty() ? "local" : input;
  }

  /** What would be asked or read; nothing is. */
  public String plan(GroupKey group, Pack pack, CommandContext context) {
    return input.isEmpty()
        ? "this host, standing for %s, would be asked the %d queries of the pack %s by %s"
            .formatted(group, pack.queries().size(), pack.name(), host(context).describe())
        : "the observations of %s in %s would be read".formatted(group, input);
  }

  /**
   * The newest whole answer of each instance of the group to each query.
   *
   * @param terms what they are collected for, and what the queries in a file mean
   */
  CapturedAnswers answers(
      GroupKey group,
      String runId,
      CollectionOptions terms,
      CommandContext context,
      Progress progress) {
    return new CapturedAnswers(
        runId,
        source(),
        newest(group, terms, context, progress).stream()
            .map(answer -> Incident.mark(answer, terms.incidentId()))
            .toList(),
        Set.of());
  }

  private List<Observation> newest(
      GroupKey group, CollectionOptions terms, CommandContext context, Progress progress) {
    WholeAnswers answers = new WholeAnswers();
    Set<GroupKey> seen = new TreeSet<>();
    if (input.isEmpty()) {
      LocalCollection host = host(context);
      context.note("Asking " + host.describe());
      progress.step("asking this host");
      OwnSockets own = new OwnSockets(context.brokers()::ports);
      host.collect(
              group,
              terms.pack(),
              query -> progress.detail("asking this host: " + query),
              own::leaveOut)
          .forEach(answers::add);
    } else {
      progress.step("reading " + input);
      // Closed when the process ends: who uses an answer reads its rows there.
      read(group, terms.meant(), seen, context).forEachHeader(answers::add);
    }
    GroupKey meant =
        seen.isEmpty()
            ? group
            : KnownGroups.only(seen).find(group.toString(), context.screen().aside());
    List<Observation> newest =
        answers.newest().stream()
            .filter(answer -> seen.isEmpty() || answer.instance().group().equals(meant))
            .toList();
    if (newest.isEmpty()) {
      throw new CommandFailure(
          "%s holds no observation of group %s; the group is <account>:<region>:<asg> where the observations name account or region"
              .formatted(source(), group));
    }
    return newest;
  }

  private LocalCollection host(CommandContext context) {
    return new LocalCollection(context.clock(), root, Optional.ofNullable(osqueryi));
  }

  private Recording read(GroupKey group, Pack pack, Set<GroupKey> seen, CommandContext context) {
    Recording recording =
        RecordingReader.read(
            input,
            LineTerms.of(
                group.toString(),
                pack,
                observation -> {
                  seen.add(observation.instance().group());
                  return observation.instance().group().isNamed(group.toString());
                }),
            tally);
    tally.remarks().forEach(remark -> context.warn(remark));
    CommandFailure.throwIf(tally.nothing());
    UnknownQueries.of(recording, pack).ifPresent(remark -> context.warn(remark));
    return recording;
  }
}
