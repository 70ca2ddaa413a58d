package io.diffy.follow;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.follow.CollectorSummary.Read;
import io.diffy.input.InputTally;
import io.diffy.input.LineSplitter;
import io.diffy.osquerylog.HostNames;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.ObservationCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What {@code diffy collector} reads is whatever osqueryd wrote, or somebody in its place. */
class FuzzedLinesTest implements Fuzzed {
  private static final String OBSERVATION =
      new String(new ObservationCodec().encode(rogueListener(instance(7), THREE_AM)), UTF_8);
  private static final String SNAPSHOT =
      """
      {"snapshot":[{"port":"22"}],"action":"snapshot","name":"pack_linux-triage_listening_ports",\
      "hostIdentifier":"web-1","unixTime":1707769000,"decorations":{"asg":"web"}}""";
  private static final String EVENT =
      """
      {"columns":{"port":"22"},"action":"added","name":"ports","hostIdentifier":"web-1","counter":1,\
      "epoch":0,"unixTime":1707769000,"decorations":{"asg":"web"}}""";

  @Override
  public Stream<FuzzTarget> targets() {
    List<byte[]> good =
        List.of(
            (OBSERVATION + "\n" + SNAPSHOT + "\r\n\n" + EVENT + "\n" + EVENT).getBytes(UTF_8),
            (SNAPSHOT + "\n").getBytes(UTF_8));
    return Stream.of(
        new FuzzTarget("collector-pieces", good, FuzzedLinesTest::pieces),
        new FuzzTarget("collector-lines", good, FuzzedLinesTest::lines));
  }

  /** However the bytes come in, the lines are those of the whole that hold something, numbered. */
  private static String pieces(byte[] input) {
    SortedMap<Long, String> read = split(input, input.length == 0 ? 1 : 1 + (input[0] & 0xff));
    assertEquals(split(input, Math.max(1, input.length)), read);
    List<String> lines = List.of(new String(input, ISO_8859_1).split("\n", -1));
    // Objects spread over lines begin at a line of brackets or commas alone.
    if (lines.stream().noneMatch(line -> mayOpen(line))) {
      assertEquals(
          lines.stream().filter(line -> !line.isEmpty()).toList(), List.copyOf(read.values()));
    }
    read.forEach((number, line) -> assertTrue(number <= lines.size(), line));
    return "lines " + Math.min(3, read.size());
  }

  private static boolean mayOpen(String line) {
    return line.length() <= 8 && line.chars().anyMatch(c -> "[]{,".indexOf(c) >= 0);
  }

  private static SortedMap<Long, String> split(byte[] input, int piece) {
    SortedMap<Long, String> read = new TreeMap<>();
    LineSplitter splitter =
        new LineSplitter(
            (number, line) -> {
              assertTrue(read.isEmpty() || number > read.lastKey());
              read.put(number, new String(line, ISO_8859_1));
            });
    for (int from = 0; from < input.length; from += piece) {
      byte[] next = Arrays.copyOfRange(input, from, Math.min(input.length, from + piece));
      splitter.feed(next, next.length);
    }
    splitter.finish();
    return read;
  }

  /** Each line that is not blank is read or named. */
  private static String lines(byte[] input) {
    List<String> bad = new ArrayList<>();
    CollectorIntake intake =
        new CollectorIntake(
            HostNames.byDecorations("web"),
            List.of(),
            observation -> {},
            line -> bad.add(line.reason()),
            new InputTally());
    LineSplitter splitter =
        new LineSplitter((number, line) -> intake.line("osqueryd.log", number, line));
    splitter.feed(input, input.length);
    splitter.finish();
    intake.endQuietRuns();
    intake.finish();
    Read read = intake.read();
    assertEquals(read.lines(), read.osqueryd() + read.recorded() + read.malformed());
    assertEquals(bad.size(), read.malformed());
    return bad.isEmpty() ? "read" : bad.get(bad.size() - 1);
  }
}
