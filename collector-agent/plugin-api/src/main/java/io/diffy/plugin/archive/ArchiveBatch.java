package io.diffy.plugin.archive;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ArchivedLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * The pieces of an archive that a batch of records makes: one for each partition and hour, named by
 * its first record. Nothing else of the batch is in the name, so records that are delivered again
 * after a crash replace themselves, however they are cut the second time.
 *
 * <p>Why nothing is lost or doubled: let C be the first offset that was not committed, and let the
 * batch that began there have been written. It made one piece for each hour, named by the first
 * record of that hour at C or later. The second delivery begins at C too. Cut anywhere, the first
 * record of an hour at C or later is the first of its hour in the batch it falls into, so it begins
 * a piece of the same name: every piece of the first delivery is replaced. If the first batch of
 * the second delivery is the shorter one, what it does not hold was not committed, and comes in the
 * batches after it under names of its own. A piece is named by the first record that it keeps:
 * records that are refused begin nothing.
 *
 * <p>That holds for one batch that was written and not committed. When several were (the commits of
 * all of them failed), a later one of them may stay beside the new pieces: then lines are there
 * twice, and none is missing. A replay counts equal lines once.
 *
 * @param pieces in the order of their first records
 * @param refused what is not one JSON object
 */
public record ArchiveBatch(List<ArchivePiece> pieces, List<Refused> refused) {

  /** Cuts a batch, in the order of its records, and writes its lines. */
  public static ArchiveBatch of(Dataset dataset, List<SinkRecord> records) {
    Map<Hour, Writer> writers = new LinkedHashMap<>();
    List<Refused> refused = new ArrayList<>();
    for (SinkRecord record : records) {
      try {
        byte[] line =
            dataset.isJudged()
                ? ArchivedLine.of(record.value(), record.appended())
                : ArchivedLine.of(record.value());
        writers
            .computeIfAbsent(
                new Hour(record.partition(), ArchiveName.hour(record.appended())),
                hour -> new Writer(dataset, record))
            .add(line);
      } catch (MalformedRecord e) {
        refused.add(new Refused(record, "not archived: " + e.getMessage()));
      }
    }
    return new ArchiveBatch(writers.values().stream().map(Writer::piece).toList(), refused);
  }

  private record Hour(int partition, Instant from) {}

  /** Lines go straight into the zip: a batch is big, and its zip is not. */
  private static final class Writer {
    private final ArchiveName name;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final GZIPOutputStream zip;

    Writer(Dataset dataset, SinkRecord first) {
      name = ArchiveName.of(dataset, first.appended(), first.partition(), first.offset());
      try {
        zip = new GZIPOutputStream(bytes, 1 << 16);
      } catch (IOException e) {
        throw inMemory(e);
      }
    }

    void add(byte[] line) {
      try {
        zip.write(line);
        zip.write('\n');
      } catch (IOException e) {
        throw inMemory(e);
      }
    }

    ArchivePiece piece() {
      try {
        zip.close();
      } catch (IOException e) {
        throw inMemory(e);
      }
      return new ArchivePiece(name, bytes.toByteArray());
    }

    private static UncheckedIOException inMemory(IOException e) {
      return new UncheckedIOException("nothing but a bug keeps a zip from memory", e);
    }
  }
}
