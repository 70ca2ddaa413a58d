package io.diffy.processor.runtime;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How many records of changelogs were put back into stores since the start. */
final class RestoreCount implements StateRestoreListener {
  private final AtomicLong records = new AtomicLong();

  long records() {
    return records.get();
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {}

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long end, long batch) {
    records.addAndGet(batch);
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {}
}
