package io.diffy.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.SinkPluginContract;
import io.diffy.plugin.kit.SinkRecords;
import io.diffy.schemas.TestObservations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What must hold on every implementation of S3. Each test has a prefix of its own. */
abstract class S3SinkBehaviours extends SinkPluginContract {
  /** Settings that lead to the implementation, where there is a bucket {@code diffy-test}. */
  abstract Map<String, String> implementation();

  @Override
  protected SinkPlugin plugin() {
    return new S3Sink();
  }

  @Override
  protected Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(implementation());
    settings.put("bucket", "diffy-test");
    settings.put("archive-prefix", prefix());
    return settings;
  }

  @Override
  protected Collection<String> kept(Dataset dataset) {
    S3Archive archive = archive();
    List<String> lines = new ArrayList<>();
    for (String key : archive.keys(ArchiveName.folder(dataset), "", any -> false)) {
      new String(unzipped(fetch(archive, key)), UTF_8).lines().forEach(lines::add);
    }
    return lines;
  }

  @Test
  void objectsAreNamedByDayHourPartitionAndFirstOffset() {
    deliver(SinkRecords.of(Dataset.OBSERVATIONS), settings());

    assertEquals(
        List.of(
            prefix() + "/v1/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz",
            prefix() + "/v1/observations/2026-11-20/03/1-00000000000000001234.ndjson.gz",
            prefix() + "/v1/observations/2026-11-20/04/0-00000000000000001236.ndjson.gz",
            prefix() + "/v1/observations/2026-11-20/04/1-00000000000000001235.ndjson.gz"),
        archive().keys("", "", any -> false));
  }

  @Test
  void aListingGoesOnBehindTheFirstThousandAndBeginsAndEndsWhereItIsTold() {
    List<SinkRecord> records = new ArrayList<>();
    for (int partition = 0; partition < 1_005; partition++) {
      records.add(
          new SinkRecord(
              "diffy.observations",
              partition,
              7,
              TestObservations.THREE_AM,
              "",
              "{}".getBytes(UTF_8),
              Map.of()));
    }
    // Side by side: a thousand calls take their time.
    IntStream.range(0, 5)
        .parallel()
        .forEach(part -> deliver(records.subList(201 * part, 201 * (part + 1)), settings()));

    List<String> all = archive().keys("", "", any -> false);
    assertEquals(1_005, all.size());
    assertEquals(all.stream().sorted().toList(), all);
    assertEquals(
        all.subList(3, 10),
        archive()
            .keys("", all.get(2).substring(prefix().length() + 1), key -> key.equals(all.get(10))));
  }

  @Test
  void aBucketThatDoesNotExistIsSaidSoBeforeAnythingIsDelivered() {
    Map<String, String> settings = new TreeMap<>(settings());
    settings.put("bucket", "diffy-elsewhere");

    assertEquals(
        "listing s3://diffy-elsewhere/"
            + prefix()
            + "/v1/observations/: there is no bucket \"diffy-elsewhere\"; see plugin.s3.bucket",
        assertThrows(PluginFailure.class, () -> deliver(List.of(), settings)).getMessage());
  }

  @Test
  void anObjectThatIsNotThereIsNamed() {
    assertEquals(
        "reading s3://diffy-test/" + prefix() + "/no.ndjson.gz: there is no such object",
        assertThrows(PluginFailure.class, () -> fetch(archive(), prefix() + "/no.ndjson.gz"))
            .getMessage());
  }

  List<Sink.Refused> deliver(List<SinkRecord> records, Map<String, String> settings) {
    PluginContext context = Contexts.of(folder, settings);
    try (Sink sink = plugin().open(Dataset.OBSERVATIONS, context)) {
      return sink.deliver(records);
    }
  }

  S3Archive archive() {
    return S3Archive.at("s3://diffy-test/" + prefix() + "/", context());
  }

  String prefix() {
    return "diffy-archive/" + folder.getFileName();
  }

  private byte[] fetch(S3Archive archive, String key) {
    try {
      Path file = folder.resolve("fetched-" + key.hashCode());
      Files.deleteIfExists(file);
      archive.fetch(key, file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] unzipped(byte[] object) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(object))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
