package io.diffy.plugin.archive;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import java.util.List;
import java.util.function.Consumer;

/**
 * A sink that is an archive. Each batch is written before {@link #deliver} returns, so there is
 * nothing to close.
 *
 * @param writer returns when a piece is where it belongs, in place of an older one of its name
 */
public record ArchiveSink(Dataset dataset, Consumer<ArchivePiece> writer) implements Sink {

  @Override
  public List<Refused> deliver(List<SinkRecord> records) {
    ArchiveBatch batch = ArchiveBatch.of(dataset, records);
    batch.pieces().forEach(writer);
    return batch.refused();
  }
}
