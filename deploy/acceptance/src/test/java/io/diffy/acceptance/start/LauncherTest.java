package io.diffy.acceptance.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./diffy} builds when it must, and starts from kept class data where it can. */
final class LauncherTest {
  private static final List<String> RAN = List.of("ran findings --all");

  @TempDir private Path folder;
  private SourceTree tree;

  @BeforeEach
  void lay() throws IOException {
    // A blank in the path, as people have.
    tree = SourceTree.in(Files.createDirectory(folder.resolve("a tree")), 0);
  }

  @Test
  void theFirstStartBuildsAndKeepsClassesAndTheNextOnesOnlyRun() throws Exception {
    SourceTree.Run first = tree.run("findings", "--all");
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(first.err().contains("first use: building Diffy"), first.err());
    assertEquals(RAN, first.said());
    assertTrue(first.usedClasses(), first.err());

    SourceTree.Run second = tree.run("findings", "--all");
    assertEquals("", second.err());
    assertEquals(RAN, second.said());
    assertTrue(second.usedClasses());
    assertEquals(
        List.of("-B -T1 -DskipTests -Ddiffy.launcher -pl deploy/cli -am package"), tree.builds());
  }

  @Test
  void aReleaseRunsWhatStandsBesideItAndBuildsNothing() throws Exception {
    SourceTree release = SourceTree.released(folder.resolve("another"));
    SourceTree.Run first = release.run("findings", "--all");
    assertEquals(0, first.exitCode(), first.err());
    assertEquals(RAN, first.said());
    assertTrue(first.usedClasses(), first.err());
    assertTrue(Files.isDirectory(folder.resolve("another/release/class-data")));
    assertEquals("", release.run("findings").err());
  }

  @Test
  void aDemoWaitsForNoClasses() throws Exception {
    SourceTree release = SourceTree.released(folder.resolve("another"));
    SourceTree.Run demo = release.run("demo");
    assertEquals("", demo.err());
    assertFalse(demo.usedClasses());
    release.run("findings");
    assertTrue(release.run("demo").usedClasses());
  }

  @Test
  void aSourceOfAnyModuleThatIsNewerThanTheBuildBuildsAgain() throws Exception {
    tree.run("findings");
    Path source = folder.resolve("a tree/some/new-module/src/main/java/Rule.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "", UTF_8);
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    SourceTree.Run again = tree.run("findings", "--all");
    assertTrue(again.err().contains("sources changed"), again.err());
    assertEquals(RAN, again.said());
    assertTrue(again.usedClasses(), again.err());
    assertEquals(2, tree.builds().size());
  }

  @Test
  void aTestThatIsNewerThanTheBuildBuildsNothing() throws Exception {
    tree.run("findings");
    Path test = folder.resolve("a tree/deploy/cli/src/test/java/RuleTest.java");
    Files.createDirectories(test.getParent());
    Files.writeString(test, "", UTF_8);
    tree.run("findings");
    assertEquals(1, tree.builds().size());
  }

  @Test
  void anArchiveThatIsGoneDoesNoHarm() throws Exception {
    tree.run("findings");
    Files.delete(tree.archive());
    assertRunsWithoutClasses(tree.run("findings", "--all"));
  }

  @Test
  void anArchiveThatWasCutDoesNoHarm() throws Exception {
    tree.run("findings");
    Path archive = tree.archive();
    writable(archive);
    try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    assertRunsWithoutClasses(tree.run("findings", "--all"));
  }

  @Test
  void anArchiveOfAnotherJavaDoesNoHarm() throws Exception {
    tree.run("findings");
    Path archive = tree.archive();
    writable(archive);
    Files.write(archive, new byte[(int) Files.size(archive)]);
    SourceTree.Run run = tree.run("findings", "--all");
    assertEquals(0, run.exitCode());
    assertEquals("", run.err());
    assertEquals(RAN, run.said());
  }

  @Test
  void aRehearsalThatFailsIsNotTriedAgain() throws Exception {
    SourceTree failing = SourceTree.in(Files.createDirectory(folder.resolve("failing")), 3);
    SourceTree.Run first = failing.run("findings", "--all");
    assertEquals(0, first.exitCode());
    assertTrue(first.err().contains("this Java keeps no classes"), first.err());
    assertEquals(RAN, first.said());
    assertRunsWithoutClasses(failing.run("findings", "--all"));
  }

  @Test
  void whereNothingCanBeWrittenItRunsAllTheSame() throws Exception {
    tree.run("findings");
    Files.delete(tree.archive());
    try (var files = Files.newDirectoryStream(tree.kept())) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(tree.kept());
    // A file where the folder would be: the rights of a folder don't hold the superuser back.
    Files.writeString(tree.kept(), "", UTF_8);
    assertRunsWithoutClasses(tree.run("findings", "--all"));
  }

  @Test
  void whoWantsNoArchiveGetsNone() throws Exception {
    SourceTree.Run run = tree.runWith("-Xshare:off", "findings", "--all");
    assertEquals(RAN, run.said());
    assertFalse(run.usedClasses());
    assertFalse(Files.exists(tree.kept()));
  }

  @Test
  void twoFirstStartsBuildOnceAndBothRun() throws Exception {
    SourceTree.Started one = tree.start("", "findings", "--all");
    SourceTree.Started other = tree.start("", "findings", "--all");
    for (SourceTree.Run run : List.of(one.await(), other.await())) {
      assertEquals(0, run.exitCode(), run.err());
      assertEquals(RAN, run.said());
      assertTrue(run.usedClasses(), run.err());
    }
    assertEquals(1, tree.builds().size());
  }

  @Test
  void javaIsTunedToTheKindOfCommand() throws Exception {
    assertTrue(tree.run("findings").out().contains("-XX:TieredStopAtLevel=1"));
    assertTrue(tree.run("--verbose", "new").out().contains("-XX:TieredStopAtLevel=1"));
    List<String> replay = tree.run("replay", "--input", "up").out();
    assertTrue(replay.contains("-XX:CompileThresholdScaling=3"));
    assertFalse(replay.contains("-XX:TieredStopAtLevel=1"));
    List<String> service = tree.run("--config", "any.properties", "up").out();
    assertTrue(
        service.stream().noneMatch(option -> option.matches("-XX:\\+Use.*|-XX:.*Level.*")),
        service.toString());
  }

  @Test
  void aSmallRecordingIsJudgedLikeAShortCommand(@TempDir Path folder) throws Exception {
    String hour = Files.write(folder.resolve("hour.ndjson"), new byte[1 << 20]).toString();
    String packed = Files.write(folder.resolve("day.ndjson.gz"), new byte[11 << 20]).toString();
    String linked = Files.createSymbolicLink(folder.resolve("a link"), Path.of(hour)).toString();
    String c1 = "-XX:TieredStopAtLevel=1";
    assertTrue(tree.run("replay", "--input", hour).out().contains(c1));
    assertTrue(tree.run("replay", "--format", "json", "--input=" + linked).out().contains(c1));
    assertTrue(tree.run("gate", "web", "--input", hour, "--input", hour).out().contains(c1));
    assertTrue(tree.run("replay", hour, linked, "--format", "json").out().contains(c1));

    assertTrue(tree.run("new", "analysis", "web", "--input", packed).out().contains(c1));
    assertFalse(tree.run("new", "analysis", "web", "--input", "-").out().contains(c1));

    assertFalse(tree.run("replay", "--input", packed).out().contains(c1));
    assertFalse(tree.run("replay", "--input", hour, "--input", packed).out().contains(c1));
    assertFalse(tree.run("replay", "--input", folder.toString()).out().contains(c1));
    assertFalse(tree.run("replay", "--input", "-").out().contains(c1));
    assertFalse(tree.run("replay", "--input", "s3://archive/diffy").out().contains(c1));
    assertFalse(tree.run("replay", "--from", "2026-11-20T00:00:00Z").out().contains(c1));
    assertFalse(tree.run("replay", hour, "--input").out().contains(c1));
    assertFalse(tree.run("replay", hour, packed).out().contains(c1));
    assertFalse(tree.run("replay", "--output", hour, "--from", "-6h").out().contains(c1));
  }

  @Test
  void aChosenCollectorIsTheOnlyOne() throws Exception {
    SourceTree.Run run = tree.runWith("-XX:+UseParallelGC", "findings", "--all");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(RAN, run.said());
    assertFalse(run.out().contains("-XX:+UseSerialGC"));
  }

  private static void assertRunsWithoutClasses(SourceTree.Run run) {
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    assertEquals(RAN, run.said());
    assertFalse(run.usedClasses());
  }

  private static void writable(Path archive) {
    assertTrue(archive.toFile().setWritable(true));
  }
}
