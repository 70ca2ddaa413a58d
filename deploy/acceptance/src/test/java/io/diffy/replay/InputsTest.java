package io.diffy.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.S3Archive;
import io.diffy.aws.TestPlugins;
import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedS3;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --input} names, in folders and in S3 alike. */
final class InputsTest {
  private static final String DAY_18 =
      "v1/observations/2026-11-18/23/0-00000000000000000001.ndjson.gz";
  private static final String DAY_19 =
      "v1/observations/2026-11-19/02/0-00000000000000000002.ndjson.gz";
  private static final String THREE =
      "v1/observations/2026-11-20/03/0-00000000000000000003.ndjson.gz";
  private static final String FOUR =
      "v1/observations/2026-11-20/04/0-00000000000000000004.ndjson.gz";
  private static final String FINDINGS =
      "v1/findings/2026-11-20/03/0-00000000000000000001.ndjson.gz";
  private static final List<String> ARCHIVE = List.of(DAY_18, DAY_19, FINDINGS, THREE, FOUR);
  private static final HourRange FROM_THREE =
      new HourRange(
          Optional.of(Instant.parse("2026-11-20T03:30:00Z")), Optional.empty(), Duration.ofDays(1));
  private static final HourRange UP_TO_THREE =
      new HourRange(
          Optional.empty(),
          Optional.of(Instant.parse("2026-11-20T03:00:00Z")),
          Duration.ofHours(1));

  private final List<String> leftOut = new ArrayList<>();

  @TempDir private Path folder;
  private ScriptedAws aws;
  private ScriptedS3 s3;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "AKIATESTKEYOFNOBODY0");
    System.setProperty("aws.secretAccessKey", "secret-key-of-the-tests");
    aws = ScriptedAws.start();
    s3 = ScriptedS3.on(aws, 1_000, "bucket");
  }

  @AfterEach
  void stop() {
    aws.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void ofAnArchiveTheObservationsInOrder() throws IOException {
    put("archive", ARCHIVE);
    put("archive", List.of("notes.ndjson", THREE + ".unfinished"));

    assertBoth(List.of(DAY_18, DAY_19, THREE, FOUR), "archive", HourRange.ALL);
    assertBoth(List.of(THREE, FOUR), "archive/v1/observations/2026-11-20", HourRange.ALL);
  }

  @Test
  void aTimeLeavesOutTheHoursThatCannotHoldIt() throws IOException {
    put("archive", ARCHIVE);

    assertBoth(List.of(THREE, FOUR), "archive", FROM_THREE);
    assertBoth(List.of(THREE, FOUR), "archive/v1", FROM_THREE);
    assertBoth(List.of(DAY_18, DAY_19, THREE), "archive", UP_TO_THREE);
  }

  @Test
  void aLongArchiveIsListedFromTheFirstDayOn() throws IOException {
    put("archive", ARCHIVE);

    inBucket("archive", FROM_THREE);

    Call last = aws.calls("s3", "ListObjectsV2").get(1);
    assertEquals("archive/v1/observations/2026-11-19", last.query().get("start-after"));
  }

  @Test
  void ofAnyOtherFolderWhatEndsAsRecordingsAndLogsDoAndTheRestIsSaid() throws IOException {
    List<String> lines =
        List.of(
            "a/osqueryd.results.log",
            "a/osqueryd.results.log-20261120.gz",
            "a/osqueryd.results.log.1",
            "a/osqueryd.results.log.2.gz",
            "a/z.ndjson",
            "b.ndjson.gz",
            "c.json",
            "d.jsonl");
    put("web", lines);
    put("web", List.of("notes.txt", "osqueryd.log.swp"));

    assertBoth(lines, "web", FROM_THREE);
    assertEquals(
        List.of(
            "not read, for their names: notes.txt, osqueryd.log.swp; name such a file to have it"
                + " read"),
        leftOut.stream().distinct().toList());
  }

  @Test
  void aPatternIsWhatFitsItAndAFileOfThatNameItself() throws IOException {
    put("web", List.of("a.log", "b.log", "c.txt", "deep/d.log", "[x].log"));
    String place = folder.resolve("web").toString();

    assertEquals(List.of("[x].log", "a.log", "b.log"), held(named(place + "/*.log")));
    assertEquals(List.of("[x].log"), held(named(place + "/[x].log")));
    assertEquals(
        List.of("[x].log", "a.log", "b.log", "deep/d.log"), held(named(place + "/{*,**/*}.log")));
    assertEquals(List.of("deep/d.log"), held(named(place + "/d??p")));
    assertEquals(
        "there is no file like " + place + "/*.gz", failure(place + "/*.gz", HourRange.ALL));
  }

  @Test
  void aFileThatIsNamedTwiceIsReadOnce() throws IOException {
    put("web", List.of("a.log"));
    String file = folder.resolve("web/a.log").toString();
    Path link = Files.createSymbolicLink(folder.resolve("b.log"), Path.of(file));

    assertEquals(
        List.of("a.log"),
        held(named(file, folder.resolve("web/../web").toString(), link.toString())));
  }

  @Test
  void oneFileOrObjectIsReadWhateverItsTime() throws IOException {
    put("archive", ARCHIVE);

    assertBoth(List.of(DAY_18), "archive/" + DAY_18, FROM_THREE);
  }

  @Test
  void severalAreReadInAnOrderThatDoesNotDependOnTheirs() throws IOException {
    put("web", List.of("a.ndjson"));
    put("db", List.of("b.ndjson"));

    List<String> named = List.of("s3://bucket/web", "-", folder.resolve("db").toString());
    List<String> reversed = List.of(named.get(2), named.get(1), named.get(0));

    for (List<String> order : List.of(named, reversed)) {
      assertEquals(
          List.of("-", folder.resolve("db/b.ndjson").toString(), "s3://bucket/web/a.ndjson"),
          inputs(HourRange.ALL).of(order).stream().map(RecordedInput::name).toList());
    }
  }

  @Test
  void anEmptyPlaceIsSaidToBeEmptyAndWhatWasLookedFor() throws IOException {
    put("web", List.of("notes.txt"));
    String looked =
        ": no archive (v1/observations/…), and nothing that ends in .ndjson, .jsonl, .json or .log,"
            + " plain or with .gz";

    assertEquals(
        "there is nothing to replay below s3://bucket/web" + looked,
        failure("s3://bucket/web/", HourRange.ALL));
    assertEquals(
        "there is nothing to replay below " + folder.resolve("web") + looked,
        failure(folder.resolve("web").toString(), HourRange.ALL));
  }

  @Test
  void anArchiveOfOtherTimesIsSaidToBeOne() throws IOException {
    put("archive", List.of(DAY_18, DAY_19));

    for (String place : List.of("s3://bucket/archive", folder.resolve("archive").toString())) {
      assertEquals(
          place
              + " is an archive without observations that were appended from 2026-11-19T03:30:00Z"
              + " to the end; see --from, --to and --archive-slack",
          failure(place, FROM_THREE));
    }
  }

  @Test
  void whatS3RefusesIsOneSentence() {
    assertEquals(
        "listing s3://elsewhere/web/v1/observations/: there is no bucket \"elsewhere\"; see the"
            + " address",
        failure("s3://elsewhere/web", HourRange.ALL));
    aws.on("s3", "ListObjectsV2", call -> Answer.error(403, "AccessDenied", "Access Denied"));
    String denied = failure("s3://bucket/web", HourRange.ALL);
    assertTrue(
        denied.contains("not allowed; compare the role with deploy/aws/archive-policy.json"));
    aws.on("s3", "GetObject", call -> Answer.error(403, "AccessDenied", "Access Denied"));
    RecordedInput object = inputs(HourRange.ALL).of(List.of("s3://bucket/a.ndjson")).get(0);
    String unread = assertThrows(CommandFailure.class, object::open).getMessage();
    assertTrue(unread.startsWith("reading s3://bucket/a.ndjson ("), unread);
    aws.on("s3", "GetObject", call -> Answer.error(403, "InvalidObjectState", "no"));
    String frozen = assertThrows(CommandFailure.class, object::open).getMessage();
    assertTrue(
        frozen.endsWith(
            "is in Glacier (InvalidObjectState) and must be restored first; see docs/archive.md"),
        frozen);
    aws.on(
        "s3",
        "ListObjectsV2",
        call -> Answer.raw(200, "text/html", "<html><body>Sign in</body></html>"));
    String portal = failure("s3://bucket/web", HourRange.ALL);
    assertTrue(portal.contains("\"Sign in\"; it isn't AWS that answered"), portal);
  }

  private void put(String place, List<String> paths) throws IOException {
    for (String path : paths) {
      Path file = folder.resolve(place).resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, path);
      s3.put("bucket", place + "/" + path, Files.readAllBytes(file));
    }
  }

  /** Each file holds its own path. */
  private void assertBoth(List<String> paths, String place, HourRange hours) throws IOException {
    assertEquals(paths, held(inputs(hours).of(List.of(folder.resolve(place).toString()))));
    assertEquals(paths, inBucket(place, hours));
  }

  private List<String> inBucket(String place, HourRange hours) throws IOException {
    return held(inputs(hours).of(List.of("s3://bucket/" + place)));
  }

  private static List<String> held(List<RecordedInput> inputs) throws IOException {
    List<String> held = new ArrayList<>();
    for (RecordedInput input : inputs) {
      try (InputStream in = input.open()) {
        held.add(new String(in.readAllBytes(), UTF_8));
      }
    }
    return held;
  }

  private List<RecordedInput> named(String... names) {
    return inputs(HourRange.ALL).of(List.of(names));
  }

  private String failure(String place, HourRange hours) {
    return assertThrows(CommandFailure.class, () -> inputs(hours).of(List.of(place))).getMessage();
  }

  private Inputs inputs(HourRange hours) {
    return new Inputs(
        hours, address -> S3Archive.at(address, TestPlugins.context(aws)), leftOut::add);
  }
}
