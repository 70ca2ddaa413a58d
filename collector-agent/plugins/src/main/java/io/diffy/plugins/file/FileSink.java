package io.diffy.plugins.file;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.archive.ArchiveBatch;
import io.diffy.plugin.archive.ArchivePiece;
import java.io.IOException;
import java.util.List;

/** Writes each batch before it returns, so there is nothing to close. */
record FileSink(Dataset dataset, ArchiveFolder archive) implements Sink {

  @Override
  public List<Refused> deliver(List<SinkRecord> records) {
    ArchiveBatch batch = ArchiveBatch.of(dataset, records);
    for (ArchivePiece piece : batch.pieces()) {
      try {
        archive.write(piece);
      } catch (IOException e) {
        throw new PluginFailure(
            "can't write %s: %s; look at its permissions and the space left"
                .formatted(archive.file(piece.name()), e),
            e);
      }
    }
    return batch.refused();
  }

  @Override
  public void close() {}
}
