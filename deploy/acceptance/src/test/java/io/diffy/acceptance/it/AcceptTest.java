package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.RecordedLines;
import io.diffy.replay.Recording;
import io.diffy.replay.ReplayRun;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topics;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions before the real processor: tried out, and in every partition. */
final class AcceptTest {
  private static final int HOSTS = 12;
  private static final List<String> GROUPS = List.of("web", "db", "cache", "queue", "proxy");

  @TempDir private Path folder;

  @Test
  void aPreviewNamesWhatItWouldHideAndWritesNothing() throws Exception {
    Path recording = Files.write(folder.resolve("web.ndjson"), cronOnHost7AndListenerOnHost9());
    Path output = folder.resolve("findings.ndjson");
    Cli.diffy(
        "replay",
        "--input",
        recording.toString(),
        "--output",
        output.toString(),
        "--format",
        "json");
    Finding cron =
        findings(output).stream()
            .filter(f -> f.query().equals("crontab"))
            .findFirst()
            .orElseThrow();

    Cli preview =
        Cli.diffy(
            "accept",
            cron.uid().substring(0, 8),
            "--reason",
            "known job",
            "--preview",
            "--input",
            recording.toString());

    assertEquals(ExitCode.NOTHING_FOUND, preview.exitCode(), preview::err);
    assertTrue(preview.out().contains("It would have hidden:"), preview.out());
    assertTrue(preview.out().contains(cron.uid().substring(0, 8)), preview.out());
    assertTrue(preview.out().contains("on " + instance(7).instanceId()), preview.out());
    assertFalse(preview.out().contains("listening_ports"), preview.out());
    assertTrue(preview.out().contains("Nothing else would have changed."), preview.out());
    assertTrue(preview.err().contains("nothing was written"), preview.err());
  }

  @Test
  void anExceptionEverywhereReachesTheGroupsOfAllPartitions() throws Exception {
    assertTrue(
        GROUPS.stream()
                .map(group -> Partitioning.of(group, Topics.DEFAULT_PARTITIONS))
                .distinct()
                .count()
            > 1);
    StringBuilder lines = new StringBuilder();
    for (String group : GROUPS) {
      for (int n = 1; n <= HOSTS; n++) {
        Instance host = Instance.named(group, "i-" + group + n);
        lines.append(line(n == 1 ? rogueCron(host, THREE_AM) : cleanCron(host, THREE_AM)));
        lines.append('\n');
      }
    }
    ReplayRun runs = new ReplayRun(DiffyConfig.shipped(), Topics.standard());
    Screen quiet = Screen.plain(System.out, System.err);
    try (Progress progress = new Progress(quiet);
        Recording recording =
            RecordedLines.read(lines.toString().getBytes(UTF_8), "web", bad -> {})) {
      List<Finding> without = runs.judge(recording, List.of(), List.of(), progress);
      assertEquals(GROUPS.size(), without.size());
      assertEquals(1, without.stream().map(Finding::itemUid).distinct().count());

      ExceptionRule rule = everywhere(without.get(0));
      assertEquals(List.of(), runs.judge(recording, List.of(), List.of(rule), progress));
    }
  }

  private static ExceptionRule everywhere(Finding finding) {
    return new ExceptionRule(
        "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
        finding.group(),
        About.finding(finding, ""),
        Reach.EVERYWHERE,
        new Accepted("the backup agent of all hosts", "alice", THREE_AM),
        Optional.empty());
  }

  private static List<String> cronOnHost7AndListenerOnHost9() {
    List<String> lines = new ArrayList<>();
    for (int n = 1; n <= HOSTS; n++) {
      Instance host = instance(n);
      lines.add(line(n == 7 ? rogueCron(host, THREE_AM) : cleanCron(host, THREE_AM)));
      lines.add(line(n == 9 ? rogueListener(host, THREE_AM) : cleanListeners(host, THREE_AM)));
    }
    return lines;
  }

  private static String line(Observation observation) {
    return new String(new ObservationCodec().encode(observation), UTF_8);
  }

  private static List<Finding> findings(Path file) throws IOException, MalformedRecord {
    List<Finding> findings = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      findings.add(new FindingCodec().decode(line.getBytes(UTF_8)));
    }
    return findings;
  }
}
