package io.diffy.plugins.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.SinkRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
  private static final List<SinkRecord> OBSERVATIONS = SinkRecords.of(Dataset.OBSERVATIONS);

  @TempDir private Path folder;

  @Test
  void filesAreNamedByDayHourPartitionAndFirstOffset() {
    deliver(OBSERVATIONS);

    assertEquals(
        List.of(
            "v1/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz",
            "v1/observations/2026-11-20/03/1-00000000000000001234.ndjson.gz",
            "v1/observations/2026-11-20/04/0-00000000000000001236.ndjson.gz",
            "v1/observations/2026-11-20/04/1-00000000000000001235.ndjson.gz"),
        ArchivedFiles.files(archive()).stream()
            .map(file -> archive().relativize(file).toString())
            .toList());
  }

  @Test
  void itSaysWhereItWrites() {
    PluginContext context = Contexts.of(folder, Map.of("archive-folder", archive().toString()));
    assertEquals(
        archive().toAbsolutePath() + "/v1/observations",
        new FileSinkPlugin().where(Dataset.OBSERVATIONS, context));
  }

  @Test
  void onlyTheirOwnerReadsThem() throws IOException {
    deliver(OBSERVATIONS);

    for (Path file : ArchivedFiles.files(archive())) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(archive())));
  }

  /** Killed while it wrote, then while it had written and not committed. */
  @Test
  void aCrashLeavesNothingThatTheNextDeliveryDoesNotReplace() throws IOException {
    deliver(OBSERVATIONS.subList(0, 5));
    Path first = ArchivedFiles.files(archive()).get(0);
    Files.write(first.resolveSibling(first.getFileName() + ".unfinished"), new byte[] {1, 2, 3});

    deliver(OBSERVATIONS.subList(0, 2));
    deliver(OBSERVATIONS.subList(2, OBSERVATIONS.size()));

    List<String> lines = ArchivedFiles.lines(archive(), Dataset.OBSERVATIONS);
    assertEquals(OBSERVATIONS.size(), lines.size());
    assertEquals(OBSERVATIONS.size(), lines.stream().distinct().count());
  }

  @Test
  void garbageIsRefusedAndTheRestIsKept() {
    SinkRecord last = OBSERVATIONS.get(OBSERVATIONS.size() - 1);
    SinkRecord garbage =
        new SinkRecord(
            last.topic(),
            0,
            5_000,
            last.appended(),
            "../../etc",
            "{\"asg\":".getBytes(UTF_8),
            Map.of());
    List<SinkRecord> mixed = new ArrayList<>(OBSERVATIONS);
    mixed.add(garbage);

    List<Sink.Refused> refused = deliver(mixed);

    assertEquals(
        List.of(
            new Sink.Refused(
                garbage, "not archived: not whole JSON: it ends at byte 7 before the value does")),
        refused);
    assertEquals(OBSERVATIONS.size(), ArchivedFiles.lines(archive(), Dataset.OBSERVATIONS).size());
  }

  @Test
  void aFolderThatIsAFileIsSaidSoBeforeAnythingIsDelivered() throws IOException {
    Files.writeString(archive(), "in the way");

    String message = assertThrows(PluginFailure.class, () -> deliver(List.of())).getMessage();

    assertTrue(message.startsWith("can't write into " + archive() + ": "), message);
    assertTrue(
        message.endsWith("; correct plugin.file.archive-folder or its permissions"), message);
  }

  @Test
  void withoutASettingTheArchiveIsBelowThePluginsOwnFolder() {
    PluginContext context = Contexts.of(folder, Map.of());
    try (Sink sink = new FileSinkPlugin().open(Dataset.OBSERVATIONS, context)) {
      sink.deliver(OBSERVATIONS);
    }

    assertEquals(4, ArchivedFiles.files(folder.resolve("archive/v1/observations")).size());
  }

  private List<Sink.Refused> deliver(List<SinkRecord> records) {
    PluginContext context = Contexts.of(folder, Map.of("archive-folder", archive().toString()));
    try (Sink sink = new FileSinkPlugin().open(Dataset.OBSERVATIONS, context)) {
      return sink.deliver(records);
    }
  }

  private Path archive() {
    return folder.resolve("kept");
  }
}
