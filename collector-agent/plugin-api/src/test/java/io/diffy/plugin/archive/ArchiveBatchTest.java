package io.diffy.plugin.archive;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.SinkRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ArchiveBatchTest {
  @Test
  void aPieceForEachPartitionAndHourNamedByItsFirstRecord() {
    ArchiveBatch batch =
        ArchiveBatch.of(
            Dataset.OBSERVATIONS,
            List.of(
                record(0, 7, -2, "{\"n\":7}"),
                record(1, 3, -1, "{\"n\":3}"),
                record(0, 8, -1, "{\"n\" : 8}"),
                record(0, 9, 0, "{\"n\":9}")));

    assertEquals(
        Map.of(
            "v1/observations/2026-11-20/03/0-00000000000000000007.ndjson.gz",
            """
            {"n":7,"appended_at":"2026-11-20T03:59:58Z"}
            {"n":8,"appended_at":"2026-11-20T03:59:59Z"}
            """,
            "v1/observations/2026-11-20/03/1-00000000000000000003.ndjson.gz",
            "{\"n\":3,\"appended_at\":\"2026-11-20T03:59:59Z\"}\n",
            "v1/observations/2026-11-20/04/0-00000000000000000009.ndjson.gz",
            "{\"n\":9,\"appended_at\":\"2026-11-20T04:00:00Z\"}\n"),
        written(batch));
  }

  @Test
  void whatAProcessorReadsSaysWhenItWasAppendedAndNothingElse() {
    String stamped = "{\"n\":7,\"appended_at\":\"2026-11-20T04:00:00Z\"}\n";
    for (Dataset dataset : Dataset.values()) {
      ArchiveBatch batch = ArchiveBatch.of(dataset, List.of(record(0, 7, 0, "{\"n\":7}")));
      boolean told = Set.of(Dataset.FINDINGS, Dataset.EVALUATIONS, Dataset.AUDIT).contains(dataset);
      assertEquals(List.of(told ? "{\"n\":7}\n" : stamped), List.copyOf(written(batch).values()));
    }
  }

  @Test
  void whatIsRefusedBeginsNoPiece() {
    ArchiveBatch batch =
        ArchiveBatch.of(
            Dataset.OBSERVATIONS,
            List.of(record(0, 7, 0, "no json"), record(0, 8, 1, "{}"), record(1, 5, 0, "[]")));

    assertEquals(1, batch.pieces().size());
    assertEquals(8, batch.pieces().get(0).name().offset());
    assertEquals(1, String.join("", written(batch).values()).lines().count());
    assertEquals(
        List.of(7L, 5L), batch.refused().stream().map(each -> each.record().offset()).toList());
    assertTrue(
        batch.refused().get(0).reason().startsWith("not archived: not JSON"),
        batch.refused()::toString);
  }

  /**
   * The process dies after a batch was written and before it was committed; the next one begins at
   * the same record and cuts differently. Over any records, also where times go back.
   */
  @Test
  void howeverTheSecondDeliveryIsCutEachRecordIsThereOnce() {
    Random dice = new Random(7);
    for (int run = 0; run < 300; run++) {
      List<SinkRecord> records = new ArrayList<>();
      for (int offset = 100; offset < 130; offset++) {
        String value = dice.nextInt(5) == 0 ? "garbage" : "{\"n\":" + offset + "}";
        records.add(record(0, offset, dice.nextInt(4) * 3_600L, value));
      }
      Map<String, String> archive = new TreeMap<>();
      int dies = 1 + dice.nextInt(records.size());
      archive.putAll(written(ArchiveBatch.of(Dataset.FINDINGS, records.subList(0, dies))));

      for (int from = 0; from < records.size(); ) {
        int to = Math.min(records.size(), from + 1 + dice.nextInt(12));
        archive.putAll(written(ArchiveBatch.of(Dataset.FINDINGS, records.subList(from, to))));
        from = to;
      }

      List<String> expected =
          records.stream()
              .map(record -> new String(record.value(), UTF_8))
              .filter(value -> value.startsWith("{"))
              .toList();
      List<String> lines = archive.values().stream().flatMap(String::lines).sorted().toList();
      assertEquals(expected, lines, "run " + run);
    }
  }

  private static Map<String, String> written(ArchiveBatch batch) {
    Map<String, String> files = new TreeMap<>();
    batch.pieces().forEach(piece -> files.put(piece.name().path(), text(piece.bytes())));
    return files;
  }

  private static String text(byte[] zipped) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SinkRecord record(int partition, long offset, long seconds, String value) {
    Instant appended = FOUR_AM.plusSeconds(seconds);
    return new SinkRecord(
        "diffy.observations", partition, offset, appended, "web", value.getBytes(UTF_8), Map.of());
  }
}
