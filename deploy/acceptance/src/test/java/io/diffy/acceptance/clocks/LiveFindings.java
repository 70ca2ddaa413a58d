package io.diffy.acceptance.clocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.acceptance.it.Cli;
import io.diffy.acceptance.it.CommittedRecords;
import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The events of findings that a live processor has written up to the end of a window, to be held
 * against {@code diffy replay} of the topics of that run.
 *
 * @param asTheyCame the events, those of one finding in order
 */
public record LiveFindings(List<String> asTheyCame) {
  /** Of a findings file. */
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::evaluatedAt)
          .thenComparing(Finding::uid)
          .thenComparingInt(Finding::sequence);

  /**
   * Reads them.
   *
   * @param last the end of the last window that is looked at
   */
  public static LiveFindings until(String bootstrapServers, Topics topics, Instant last) {
    try (CommittedRecords findings =
        new CommittedRecords(bootstrapServers, topics.findings().name())) {
      return new LiveFindings(
          findings.toEnd().stream()
              .map(record -> new String(record.value(), UTF_8))
              .filter(event -> !finding(event).evaluatedAt().isAfter(last))
              .toList());
    }
  }

  /** The findings as objects, in the order in which they came. */
  public List<Finding> findings() {
    return asTheyCame.stream().map(LiveFindings::finding).toList();
  }

  /**
   * Replays the same windows; returns in which events it differs, byte for byte, and nothing where
   * all are alike.
   */
  public List<String> apartFromReplay(
      String bootstrapServers, Topics topics, Instant last, Path output) throws IOException {
    Cli replay =
        Cli.diffy(
            "replay",
            "--bootstrap-server",
            bootstrapServers,
            "--topic-prefix",
            topics.observations().name().replace(".observations", ""),
            "--to",
            last.plusSeconds(1).toString(),
            "--output",
            output.toString());
    if (replay.exitCode() != ExitCode.FINDINGS) {
      return List.of("the replay ended with " + replay.exitCode() + ": " + replay.err());
    }
    // It also judges what was answered since the last window, which was not over.
    List<String> replayed =
        Files.readAllLines(output).stream()
            .filter(event -> !finding(event).evaluatedAt().isAfter(last))
            .toList();
    List<String> live =
        asTheyCame.stream().sorted(Comparator.comparing(LiveFindings::finding, ORDER)).toList();
    List<String> apart = new ArrayList<>();
    live.stream().filter(e -> !replayed.contains(e)).forEach(e -> apart.add("only live: " + e));
    replayed.stream().filter(e -> !live.contains(e)).forEach(e -> apart.add("only replay: " + e));
    if (apart.isEmpty() && !live.equals(replayed)) {
      apart.add("another order, or an event twice: " + live + " instead of " + replayed);
    }
    return apart;
  }

  static Finding finding(String event) {
    try {
      return new FindingCodec().decode(event.getBytes(UTF_8));
    } catch (MalformedRecord e) {
      throw new AssertionError("a malformed finding", e);
    }
  }
}
