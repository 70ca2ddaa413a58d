package io.diffy.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class RecordingTest {
  private static final String FIRST = line("i-b", "2026-11-20T03:00:00Z", "crontab", "{}");
  private static final String EARLY_A = line("i-a", "2026-11-20T03:10:00Z", "crontab", "{}");
  private static final String EARLY_A_USERS = line("i-a", "2026-11-20T03:10:00Z", "users", "{}");
  private static final String EARLY_B = line("i-b", "2026-11-20T03:10:00Z", "crontab", "{}");
  private static final String LATE = line("i-a", "2026-11-20T05:10:00+01:00", "crontab", "{}");
  private static final List<String> IN_ORDER =
      List.of(FIRST, EARLY_A, EARLY_A_USERS, EARLY_B, LATE);

  private final List<String> bad = new ArrayList<>();

  @Test
  void ordersByTimeThenGroupInstanceAndQueryWhateverTheFileSays() {
    List<String> shuffled = new ArrayList<>(IN_ORDER);
    Collections.shuffle(shuffled, new Random(7));
    assertEquals(places(IN_ORDER), places(shuffled));
  }

  @Test
  void countsARepeatedLineOnce() {
    List<String> doubled = new ArrayList<>(IN_ORDER);
    doubled.addAll(IN_ORDER);
    Collections.shuffle(doubled, new Random(7));
    assertEquals(places(IN_ORDER), places(doubled));
  }

  @Test
  void twoAnswersOfTheSameMomentKeepOneOrder() {
    String one = line("i-a", "2026-11-20T03:00:00Z", "crontab", "{\"command\":\"one\"}");
    String two = line("i-a", "2026-11-20T03:00:00Z", "crontab", "{\"command\":\"two\"}");
    assertEquals(rows(List.of(one, two)), rows(List.of(two, one)));
  }

  @Test
  void answersThatAreKeptReadTheirRowsInTheFileWhenSomebodyAsks() {
    byte[] file = String.join("\n", FIRST, LATE, EARLY_A).getBytes(UTF_8);
    List<Observation> kept = new ArrayList<>();
    try (Recording recording = read(file)) {
      recording.forEachHeader(kept::add);
      assertEquals(observed(file), kept);
      assertEquals(kept.get(0).rows().get(0), kept.get(0).rows().iterator().next());
    }
    assertEquals(1, kept.get(1).rows().size(), "known without the file");
  }

  @Test
  void rowsGoOnAsTheyStandInTheFile() throws Exception {
    String spaced = line("i-a", "2026-11-20T03:00:00Z", "crontab", " {\"b\" : \"\\u00e4\"} ");
    List<Observation> kept = new ArrayList<>();
    try (Recording recording = read(spaced.getBytes(UTF_8))) {
      recording.forEachHeader(kept::add);
      Observation marked = kept.get(0).withRound("round-1");
      byte[] record = new ObservationCodec().encode(marked);
      String rows = "\"rows\":[ {\"b\" : \"\\u00e4\"} ]}";
      assertTrue(new String(record, UTF_8).endsWith(rows), () -> new String(record, UTF_8));
      assertEquals(marked, new ObservationCodec().decode(record));
    }
  }

  @Test
  void namesBadLinesAndGoesOn() {
    List<String> places = places(List.of(FIRST, "{\"asg\":", "", "not json", LATE));
    assertEquals(2, places.size());
    assertEquals(2, bad.size());
    assertTrue(bad.get(0).startsWith("line 2: "), bad::toString);
    assertTrue(bad.get(1).startsWith("line 4: "), bad::toString);
  }

  @Test
  void readsGzipAndWindowsLineEndsAndALastLineWithoutEnd() throws Exception {
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
      out.write((FIRST + "\r\n" + LATE).getBytes(UTF_8));
    }
    assertEquals(places(List.of(FIRST, LATE)), places(gz.toByteArray()));
  }

  @Test
  void anEmptyFileIsAnEmptyRecording() {
    assertEquals(List.of(), places(new byte[0]));
  }

  @Test
  void linesOfOsquerydBecomeObservationsAmongTheOthers() {
    String started = osqueryd("1795143600", "0", "added", "old.sh");
    String changed = osqueryd("1795144200", "1", "added", "new.sh");
    List<String> lines = List.of(LATE, started, changed, "{\"hostIdentifier\":\"i-c\"}");
    assertEquals(
        List.of(
            "2026-11-20T03:00:00Z i-c crontab",
            "2026-11-20T03:10:00Z i-c crontab",
            "2026-11-20T03:25:00Z i-c crontab",
            "2026-11-20T03:40:00Z i-c crontab",
            "2026-11-20T03:55:00Z i-c crontab",
            "2026-11-20T04:10:00Z i-a crontab",
            "2026-11-20T04:10:00Z i-c crontab"),
        places(lines));
    assertEquals(List.of("line 4: has no name"), bad);
    String stands = "[{command=old.sh}, {command=new.sh}]";
    assertEquals(
        List.of("[{command=old.sh}]", stands, stands, stands, stands, "[{}]", stands), rows(lines));
  }

  @Test
  void theBrokersTimeGoesBeforeTheHosts() {
    String sentLate = appended(FIRST, "2026-11-20T04:00:00Z");

    assertEquals(
        List.of(
            "2026-11-20T03:10:00Z i-a crontab",
            "2026-11-20T03:00:00Z i-b crontab",
            "2026-11-20T04:10:00Z i-a crontab"),
        places(List.of(LATE, sentLate, EARLY_A)));
  }

  @Test
  void anAnswerIsTheSameHoweverItIsArchived() {
    String once = appended(FIRST, "2026-11-20T03:00:09Z");
    String otherwiseWritten =
        once.replaceFirst("\\{", "{ \"appended_at\":\"2026-11-20T04:00:09+01:00\", ")
            .replaceFirst(",\"appended_at\":\"[^\"]*\"}$", "}");

    assertEquals(1, places(List.of(once, otherwiseWritten, once)).size());
  }

  @Test
  void fromAnArchiveAndFromElsewhereItIsTheArchives() {
    String once = appended(FIRST, "2026-11-20T03:30:00Z");

    assertEquals(places(List.of(EARLY_A, once)), places(List.of(FIRST, EARLY_A, once)));
    assertEquals(2, places(List.of(FIRST, EARLY_A, once)).size());
  }

  /** As a topic holds it: an agent that sent it again. */
  @Test
  void takenTwiceByABrokerItCountsTwice() {
    String first = appended(FIRST, "2026-11-20T03:00:09Z");
    String again = appended(FIRST, "2026-11-20T03:00:12Z");

    assertEquals(2, places(List.of(first, again, FIRST)).size());
  }

  private static String appended(String line, String at) {
    return line.replaceFirst("}$", ",\"appended_at\":\"" + at + "\"}");
  }

  private static String osqueryd(String unixTime, String counter, String action, String command) {
    return """
        {"name":"pack_linux-triage_crontab","hostIdentifier":"i-c","unixTime":%s,"epoch":0,\
        "counter":%s,"columns":{"command":"%s"},"action":"%s"}"""
        .formatted(unixTime, counter, command, action);
  }

  private List<String> places(List<String> lines) {
    return places(String.join("\n", lines).getBytes(UTF_8));
  }

  private List<String> places(byte[] file) {
    return observed(file).stream()
        .map(o -> o.collectedAt() + " " + o.instance().instanceId() + " " + o.query())
        .toList();
  }

  private List<String> rows(List<String> lines) {
    return observed(String.join("\n", lines).getBytes(UTF_8)).stream()
        .map(o -> o.rows().toString())
        .toList();
  }

  private List<Observation> observed(byte[] file) {
    List<Observation> observed = new ArrayList<>();
    try (Recording recording = read(file)) {
      recording.forEach(observed::add);
    }
    return observed;
  }

  /** A process that is killed removes nothing. */
  @Test
  void whatItKeepsHasNoNameOnTheDiskThatCouldStay() throws IOException {
    Path spool;
    try (SpoolFile file = new SpoolFile()) {
      OutputStream end = file.end();
      end.write("what hosts said".getBytes(UTF_8));
      end.flush();
      assertEquals("hosts", new String(file.read(5, 5), UTF_8));
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        spool =
            open.map(RecordingTest::target)
                .filter(target -> target.toString().contains("diffy-replay-"))
                .findFirst()
                .orElseThrow();
      }
      assertTrue(spool.toString().endsWith(" (deleted)"), spool::toString);
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException gone) {
      return link;
    }
  }

  private Recording read(byte[] file) {
    return RecordedLines.read(file, "web-prod", bad::add);
  }

  private static String line(String instance, String at, String query, String row) {
    return """
        {"asg":"web-prod","instance_id":"%s","query":"%s","collected_at":"%s","rows":[%s]}"""
        .formatted(instance, query, at, row);
  }
}
