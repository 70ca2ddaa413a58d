package io.diffy.aws;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.archive.ArchiveBatch;
import io.diffy.plugin.archive.ArchivePiece;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/** Writes each batch before it returns; the clients are the process's, so nothing is closed. */
record S3ArchiveSink(Dataset dataset, S3Calls calls, String prefix) implements Sink {

  @Override
  public List<Refused> deliver(List<SinkRecord> records) {
    ArchiveBatch batch = ArchiveBatch.of(dataset, records);
    for (ArchivePiece piece : batch.pieces()) {
      String key = prefix + "/" + piece.name().path();
      calls.said(
          "writing " + calls.address(key),
          () ->
              calls
                  .s3()
                  .putObject(
                      put -> put.bucket(calls.bucket()).key(key).contentType("application/gzip"),
                      RequestBody.fromBytes(piece.bytes())));
    }
    return batch.refused();
  }

  @Override
  public void close() {}
}
