package io.diffy.replay;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.input.InputTally;
import io.diffy.input.LineSplitter;
import io.diffy.osquerylog.QueryNames;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.ArchivedLine;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.packfile.TriagePack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A recording may be cut, mixed up, zipped a thousandfold, or no recording at all. */
class FuzzedRecordingTest implements Fuzzed {
  private static final QueryNames NAMES = new QueryNames(List.of(TriagePack.load()));
  private static final byte[] LINE =
      new ObservationCodec().encode(rogueListener(instance(7), THREE_AM));
  private static final byte[] OSQUERYD =
      """
      {"snapshot":[{"port":"22"}],"action":"snapshot","name":"pack_linux-triage_listening_ports",\
      "hostIdentifier":"web-1","unixTime":1707769000,"decorations":{"asg":"web"}}
      """
          .getBytes(UTF_8);

  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    byte[] lines = joined(ArchivedLine.of(LINE, THREE_AM), "\r\n".getBytes(UTF_8), LINE, OSQUERYD);
    return Stream.of(
        new FuzzTarget("recording", List.of(lines, zipped(lines)), FuzzedRecordingTest::outcome),
        new FuzzTarget(
            "recording-zipped",
            List.of(lines),
            // The host makes the archive: it is whole, whatever is in it.
            input -> outcome(zipped(input))),
        new FuzzTarget("lines", List.of(lines), FuzzedRecordingTest::lines));
  }

  private static String outcome(byte[] input) {
    List<String> reasons = new ArrayList<>();
    InputTally tally = new InputTally((name, reason) -> reasons.add(reason));
    try (LineIntake intake =
            new LineIntake(
                LineTerms.of("web", TriagePack.load(), any -> true),
                NAMES,
                (observation, appended, origin, value, asRead) -> {},
                tally);
        InputStream in = new ByteArrayInputStream(input)) {
      intake.read("it", in);
      intake.end();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    assertEquals(reasons.size(), tally.bad());
    return reasons.isEmpty() ? "read" : reasons.get(reasons.size() - 1);
  }

  /** No byte is lost or made up between the lines; empty ones are handed to nobody. */
  private static String lines(byte[] input) throws IOException {
    List<String> read = new ArrayList<>();
    new LineSplitter((number, line) -> read.add(new String(line, UTF_8)))
        .readAll(new ByteArrayInputStream(input), () -> false);
    List<String> expected =
        new ArrayList<>(Arrays.asList(new String(input, UTF_8).split("\n", -1)));
    expected.removeIf(String::isEmpty);
    assertEquals(expected, read);
    return "lines " + Math.min(3, read.size());
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }
}
