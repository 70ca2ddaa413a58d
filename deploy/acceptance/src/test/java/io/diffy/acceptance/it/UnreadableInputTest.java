package io.diffy.acceptance.it;

import static io.diffy.replay.Zipped.concat;
import static io.diffy.replay.Zipped.zip;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Nothing found" means that something was judged; what was not read is said, and ends with 3. */
final class UnreadableInputTest {
  private static final String GROUP = "123456789012:us-east-1:web-prod";

  /** What can't be read is said before anybody asks Kafka. */
  private static final String NO_KAFKA = "127.0.0.1:1";

  @TempDir private Path folder;

  @Test
  void aFileThatHoldsSomethingElseIsNamedAndNeverNothingFound() throws IOException {
    for (Map.Entry<String, byte[]> each : somethingElse().entrySet()) {
      Path file = write("in.ndjson", each.getValue());
      for (String[] command : commands(file, "--bootstrap-server", NO_KAFKA)) {
        Cli refused = Cli.diffy(command);

        String about = String.join(" ", command) + " of " + each.getKey() + ": " + refused.err();
        assertEquals(ExitCode.FAILURE, refused.exitCode(), about);
        assertTrue(refused.err().contains("nothing to judge"), about);
        assertTrue(refused.err().contains(each.getKey()), about);
        assertFalse(refused.out().contains("Nothing found"), about);
      }
    }
    // A broker that was begun meanwhile makes no difference.
    assertTrue(analysis(write("in.ndjson", new byte[0])).err().contains("nothing to judge"));
  }

  @Test
  void theFirstThreeLinesAreNamedWithTheirReasonsAndTheOthersCounted() throws IOException {
    Path file = write("in.ndjson", "a\n\nb\nc\nd\ne\n".getBytes(UTF_8));

    Cli refused = replay(file);

    List<String> said = refused.err().lines().toList();
    assertEquals(ExitCode.FAILURE, refused.exitCode());
    assertTrue(said.get(0).startsWith("diffy: " + file + ", line 1: not JSON"), said::toString);
    assertTrue(said.get(1).startsWith("diffy: " + file + ", line 3: not JSON"), said::toString);
    assertTrue(said.get(2).startsWith("diffy: " + file + ", line 4: not JSON"), said::toString);
    assertEquals(
        List.of(
            "diffy: … and 2 more could not be read",
            "diffy: " + file + ": all 5 lines could not be read; it looks like text, but not JSON",
            "diffy: nothing to judge: no line of " + file + " could be read"),
        said.subList(3, said.size()));
  }

  @Test
  void whatIsLostBehindADamageIsSaidAndIsNoCleanAnswerNorAWholeOne() throws IOException {
    byte[] clean = zip(lines(false));
    byte[] odd = zip(lines(true));
    byte[] flipped = concat(clean, odd);
    flipped[clean.length] = 0x1e;

    assertLost("no gzip member begins here", flipped);
    assertLost("it was cut", Arrays.copyOf(odd, odd.length - 30));
    assertLost("no gzip member begins here", concat(odd, "rubbish".getBytes(UTF_8)));
    byte[] wrongSum = odd.clone();
    wrongSum[odd.length - 5] ^= 1;
    assertLost("checksum is wrong", wrongSum);
  }

  @Test
  void paddingMembersMarksAndNamesMakeNoDifference() throws IOException {
    String odd = lines(true);
    String first = odd.substring(0, odd.indexOf('\n') + 1);
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("padded.gz", concat(zip(odd), new byte[512]));
    all.put("members.gz", concat(zip(""), concat(zip(first), zip(odd.substring(first.length())))));
    all.put("plain.gz", odd.getBytes(UTF_8));
    all.put("zipped.ndjson", zip(odd));
    all.put("marked.ndjson", ("\ufeff" + odd.replace("\n", "\r\n \t\r\n")).getBytes(UTF_8));

    for (Map.Entry<String, byte[]> each : all.entrySet()) {
      Cli found = replay(write(each.getKey(), each.getValue()));
      assertEquals(ExitCode.FINDINGS, found.exitCode(), each.getKey() + found.err());
      assertTrue(found.err().contains(" 0 lines left out as malformed; 1 finding"), found.err());
    }
  }

  @Test
  void ofAnArchiveNoLineIsTakenThoughSomeCouldBeRead() throws IOException {
    byte[] head = new byte[512];
    System.arraycopy("ustar".getBytes(UTF_8), 0, head, 257, 5);
    Path tar = write("all.ndjson", concat(head, lines(true).getBytes(UTF_8)));

    Cli refused = replay(tar);

    assertEquals(ExitCode.FAILURE, refused.exitCode(), "a file in it begins in the middle of one");
    assertEquals(
        "diffy: %1$s was not read; it looks like a tar archive; unpack it first%ndiffy: nothing to judge: no line of %1$s could be read%n"
            .formatted(tar),
        refused.err());
    Path clean = write("a.ndjson", lines(false).getBytes(UTF_8));
    Cli beside = Cli.diffy("replay", clean.toString(), tar.toString());
    assertEquals(ExitCode.FAILURE, beside.exitCode(), "nothing found in the rest is not enough");
    assertTrue(beside.out().startsWith("Nothing found in what could be read: "), beside::out);
  }

  @Test
  void ofAFileThatIsReadInPartTheRestIsCountedAndHalfIsTooMuch() throws IOException {
    Cli mostly = replay(write("a.ndjson", (lines(false) + "x\ny\n").getBytes(UTF_8)));
    assertEquals(ExitCode.NOTHING_FOUND, mostly.exitCode(), mostly::err);
    assertTrue(mostly.err().contains("2 lines left out as malformed"), mostly::err);
    assertTrue(mostly.err().contains("a.ndjson, line 25: not JSON"), mostly::err);
    assertEquals(
        "Nothing found. 12 hosts judged in 1 query; lines that could not be read: 2.\n",
        mostly.out());

    Cli half = replay(write("half.ndjson", (lines(false) + "x\n".repeat(24)).getBytes(UTF_8)));
    assertEquals(ExitCode.FAILURE, half.exitCode(), half::out);

    Path hosts =
        write("host.log", "Nov 20 03:10:01 web-1 sshd[1]: hello\n".repeat(3).getBytes(UTF_8));
    Cli two = Cli.diffy("replay", folder.resolve("a.ndjson").toString(), hosts.toString());
    assertEquals(ExitCode.FAILURE, two.exitCode(), "a whole file is something else");
    assertTrue(
        two.err().contains("host.log: all 3 lines could not be read; it looks like a syslog file"),
        two::err);
    assertTrue(
        two.out().startsWith("Nothing found in what could be read: 12 hosts judged"), two::out);

    Cli odd = replay(write("b.ndjson", (lines(true) + "x\n".repeat(99)).getBytes(UTF_8)));
    assertEquals(ExitCode.FINDINGS, odd.exitCode(), "what could be judged decides");
    Cli empty =
        Cli.diffy(
            "replay",
            folder.resolve("a.ndjson").toString(),
            write("none.log", new byte[0]).toString());
    assertEquals(ExitCode.NOTHING_FOUND, empty.exitCode(), "logs that were rotated are empty");
    assertTrue(empty.err().contains("none.log is empty"), empty::err);
  }

  @Test
  void withoutAnAnswerOrAnybodyToCompareWithNothingWasJudged() throws IOException {
    StringBuilder failed = new StringBuilder();
    for (int host = 1; host <= 12; host++) {
      failed.append(
          line(Observation.failed(instance(host), "crontab", THREE_AM, "osqueryi is broken")));
    }
    Path nobody = write("failed.ndjson", failed.toString().getBytes(UTF_8));
    Path alone = write("alone.ndjson", line(cleanCron(instance(1), THREE_AM)).getBytes(UTF_8));

    for (Cli unanswered : List.of(replay(nobody), analysis(nobody))) {
      assertEquals(ExitCode.FAILURE, unanswered.exitCode(), unanswered::err);
      assertTrue(
          unanswered
              .out()
              .contains(
                  "Nothing was judged: 0 of 1 query answered by anybody: error: osqueryi is broken."),
          unanswered::out);
    }
    for (Cli single : List.of(replay(alone), analysis(alone))) {
      assertEquals(ExitCode.FAILURE, single.exitCode(), single::err);
      assertTrue(single.out().contains("there was nothing to compare with"), single::out);
      assertFalse(single.out().contains("Nothing found"), single::out);
    }
    assertTrue(replay(alone).out().contains("to compare with: --baseline FILE"));
    String again = "diffy new baseline " + GROUP + " --input CLEAN";
    assertTrue(analysis(alone).out().contains(again), "not of the machine that reads the file");
  }

  private void assertLost(String why, byte[] bytes) throws IOException {
    Path file = write("lost.ndjson.gz", bytes);
    Cli lost = replay(file);
    assertEquals(ExitCode.FAILURE, lost.exitCode(), lost::err);
    assertTrue(lost.err().contains(file + " is damaged at byte "), lost::err);
    assertTrue(lost.err().contains(why), lost::err);
    assertFalse(lost.out().contains("Nothing found."), lost::out);
    for (String[] command : commands(file, "--data", folder.resolve("data").toString())) {
      assertEquals(ExitCode.FAILURE, Cli.diffy(command).exitCode(), String.join(" ", command));
    }
  }

  /** By what it looks like. */
  private static Map<String, byte[]> somethingElse() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    String odd = lines(true);
    files.put("is empty", new byte[0]);
    files.put("has blank lines only", "\r\n \n\n".getBytes(UTF_8));
    files.put("iconv -f UTF-32", odd.getBytes(Charset.forName("UTF-32")));
    files.put("gzip inside gzip", zip(zip(odd.getBytes(UTF_8))));
    files.put("a JSON array", ("[" + odd.strip().replace("\n", ",") + "]").getBytes(UTF_8));
    files.put("a zip archive", "PK\u0003\u0004rest".getBytes(ISO_8859_1));
    files.put(
        "an export of Velociraptor",
        "{\"Pid\":1,\"Name\":\"init\",\"_Source\":\"Linux.Sys.Pslist\",\"ClientId\":\"C.1\"}\n"
            .getBytes(UTF_8));
    return files;
  }

  private static String[][] commands(Path file, String... kafka) {
    String input = file.toString();
    return new String[][] {
      {"replay", input},
      {"replay", "--input", input, "--format", "ndjson"},
      {"new", "baseline", GROUP, "--input", input, kafka[0], kafka[1]},
      {"new", "analysis", GROUP, "--input", input, kafka[0], kafka[1]},
      {"gate", GROUP, "--input", input, "--baseline", input, kafka[0], kafka[1]},
    };
  }

  private Cli analysis(Path file) {
    String data = folder.resolve("data").toString();
    return Cli.diffy("new", "analysis", GROUP, "--input", file.toString(), "--data", data);
  }

  private Cli replay(Path file) {
    return Cli.diffy("replay", file.toString());
  }

  /** Twelve hosts, at three and at four; the last one may be odd. */
  private static String lines(boolean odd) {
    StringBuilder lines = new StringBuilder();
    for (int host = 1; host <= 12; host++) {
      lines.append(line(cleanCron(instance(host), THREE_AM)));
    }
    for (int host = 1; host <= 12; host++) {
      boolean rogue = odd && host == 12;
      lines.append(
          line(rogue ? rogueCron(instance(host), FOUR_AM) : cleanCron(instance(host), FOUR_AM)));
    }
    return lines.toString();
  }

  private static String line(Observation observation) {
    return new String(new ObservationCodec().encode(observation), UTF_8) + "\n";
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
