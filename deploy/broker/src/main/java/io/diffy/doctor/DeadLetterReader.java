package io.diffy.doctor;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what was put aside. */
final class DeadLetterReader {
  private DeadLetterReader() {}

  static long since(Cluster cluster, Instant since) {
    AtomicLong count = new AtomicLong();
    try (TopicReader<byte[]> reader =
        TopicReader.since(cluster, cluster.topics().deadLetters(), since)) {
      reader.readToEnd(letter -> count.incrementAndGet());
    }
    return count.get();
  }
}
