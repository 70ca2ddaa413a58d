package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.EmittedFindings;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy replay}: the findings depend on what was observed, and on nothing else. */
final class ReplayTest {
  private static final int HOSTS = 12;

  @TempDir private Path folder;

  @Test
  void theSameFindingsByteForByteHoweverTheRecordingIsWritten() throws Exception {
    List<String> lines = anAttackBetweenThreeAndFour();
    List<String> withABrokenOne = new ArrayList<>(lines);
    withABrokenOne.add(3, "{\"asg\":\"web-prod\",");
    List<String> shuffledAndDoubled = new ArrayList<>(lines);
    shuffledAndDoubled.addAll(lines);
    Collections.shuffle(shuffledAndDoubled, new Random(7));

    Cli plain = replay(write("plain.ndjson", withABrokenOne), "plain.out");
    Cli zipped = replay(zip("zipped.ndjson.gz", lines), "zipped.out");
    Cli shuffled = replay(write("shuffled.ndjson", shuffledAndDoubled), "shuffled.out");

    byte[] found = Files.readAllBytes(folder.resolve("plain.out"));
    assertArrayEquals(found, Files.readAllBytes(folder.resolve("zipped.out")));
    assertArrayEquals(found, Files.readAllBytes(folder.resolve("shuffled.out")));
    assertEquals(plain.out(), zipped.out());
    assertEquals(plain.out(), shuffled.out());
    for (Cli each : List.of(plain, zipped, shuffled)) {
      assertEquals(ExitCode.FINDINGS, each.exitCode(), each::err);
    }
    assertTrue(plain.err().contains("line 4"), plain.err());
    assertTrue(plain.err().contains("1 lines left out as malformed"), plain.err());
    assertTrue(zipped.err().contains("0 lines left out as malformed"), zipped.err());
    assertIsTheLifeOfTwoFindings(new String(found, UTF_8).lines().toList());
  }

  @Test
  void cleanHostsGiveNothingAndExitCodeZero() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      lines.add(line(cleanCron(instance(host), THREE_AM)));
      lines.add(line(cleanListeners(instance(host), THREE_AM)));
    }
    Cli clean = replay(write("clean.ndjson", lines), "clean.out");
    assertEquals(ExitCode.NOTHING_FOUND, clean.exitCode(), clean::err);
    assertEquals("", clean.out());
    assertEquals("", Files.readString(folder.resolve("clean.out")));
  }

  @Test
  void whatIsLowIsToldAndAccusesNobody() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      List<Map<String, String>> rows = new ArrayList<>(List.of(mount("/")));
      if (host == 7) {
        rows.add(mount("/mnt/backup"));
      }
      lines.add(line(Observation.of(instance(host), "mounts", THREE_AM, rows)));
    }
    String input = write("low.ndjson", lines).toString();
    String found = folder.resolve("low.out").toString();
    String sentence = "Nothing accused: 1 told at low.";

    Cli low = Cli.diffy("replay", input, "--output", found);

    assertEquals(ExitCode.NOTHING_FOUND, low.exitCode(), low::err);
    assertTrue(low.out().contains("mounts unexpected: path=/mnt/backup"), low::out);
    assertTrue(low.out().endsWith(sentence + " 12 hosts judged in 1 query.\n"), low::out);
    assertFalse(low.out().contains("Nothing found"), low::out);
    for (String command : List.of("findings", "hosts")) {
      Cli shown = Cli.diffy(command, "--input", found);
      assertEquals(ExitCode.NOTHING_FOUND, shown.exitCode(), shown::err);
      assertTrue(shown.out().endsWith(sentence + "\n"), shown::out);
    }
    String data = folder.resolve("data").toString();
    Cli analysis =
        Cli.diffy("new", "analysis", WEB_PROD.toString(), "--input", input, "--data", data);
    assertEquals(ExitCode.NOTHING_FOUND, analysis.exitCode(), analysis::err);
    assertTrue(analysis.out().endsWith(sentence + "\n"), analysis::out);
  }

  private static Map<String, String> mount(String path) {
    return Map.of("device", "/dev/sda1", "path", path, "type", "ext4", "flags", "rw");
  }

  @Test
  void wrongUseAndAMissingFileHaveExitCodesOfTheirOwn() {
    Cli wrong = Cli.diffy("replay", "--input", "x", "--from", "soon");
    assertEquals(ExitCode.USAGE, wrong.exitCode(), wrong::err);
    assertTrue(wrong.err().contains("--from"), wrong.err());
    Cli missing = Cli.diffy("replay", "--input", folder.resolve("nowhere").toString());
    assertEquals(ExitCode.FAILURE, missing.exitCode(), missing::err);
    assertTrue(missing.err().contains("there is no file"), missing.err());
  }

  /** Host 7 gets a cron job at three, which is gone at five; host 9 a listener at four. */
  private static List<String> anAttackBetweenThreeAndFour() {
    Instant fiveAm = FOUR_AM.plusSeconds(3600);
    List<String> lines = new ArrayList<>();
    for (Instant at : List.of(THREE_AM, FOUR_AM, fiveAm)) {
      for (int host = 1; host <= HOSTS; host++) {
        boolean rogueCron = host == 7 && at.isBefore(fiveAm);
        boolean rogueListener = host == 9 && at.isAfter(THREE_AM);
        Instant answered = at.plusSeconds(host);
        lines.add(
            line(
                rogueCron
                    ? rogueCron(instance(host), answered)
                    : cleanCron(instance(host), answered)));
        lines.add(
            line(
                rogueListener
                    ? rogueListener(instance(host), answered)
                    : cleanListeners(instance(host), answered)));
      }
    }
    return lines;
  }

  private static void assertIsTheLifeOfTwoFindings(List<String> events) {
    List<Finding> findings = new ArrayList<>();
    assertEquals(List.of(), EmittedFindings.wrongWith(events));
    for (String event : events) {
      findings.add(finding(event));
    }
    List<Finding> created = findings.stream().filter(f -> f.activity() == Activity.CREATE).toList();
    assertEquals(2, created.size(), created::toString);
    Finding cron = created.get(0).query().equals("crontab") ? created.get(0) : created.get(1);
    Finding listener = created.get(0).query().equals("crontab") ? created.get(1) : created.get(0);
    assertEquals(List.of(instance(7)), cron.instances());
    assertEquals(List.of(instance(9)), listener.instances());
    assertEquals(
        List.of(Optional.of(CloseReason.ROW_GONE)),
        findings.stream()
            .filter(f -> f.activity() == Activity.CLOSE)
            .map(Finding::closeReason)
            .toList());
    assertFalse(
        findings.stream()
            .anyMatch(f -> f.activity() == Activity.CLOSE && !f.uid().equals(cron.uid())));
  }

  private Cli replay(Path recording, String output) {
    return Cli.diffy(
        "replay",
        "--input",
        recording.toString(),
        "--output",
        folder.resolve(output).toString(),
        "--format",
        "ndjson");
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private Path zip(String name, List<String> lines) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    }
    return file;
  }

  private static String line(Observation observation) {
    return new String(new ObservationCodec().encode(observation), UTF_8);
  }

  private static Finding finding(String event) {
    try {
      return new FindingCodec().decode(event.getBytes(UTF_8));
    } catch (MalformedRecord e) {
      throw new AssertionError("replay wrote a malformed finding", e);
    }
  }
}
