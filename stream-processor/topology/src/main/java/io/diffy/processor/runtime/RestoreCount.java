package io.diffy.processor.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many records of changelogs were put back into stores since the start, and how many wait. */
final class RestoreCount implements StateRestoreListener {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreCount.class);

  private final AtomicLong records = new AtomicLong();
  private final Map<TopicPartition, Long> waiting = new ConcurrentHashMap<>();
  private long said;

  long records() {
    return records.get();
  }

  long left() {
    return waiting.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Says how far it is, and once that it is done; to be called now and then, and at its end. */
  synchronized void tell() {
    long left = left();
    long done = records.get() - said;
    if (left > 0) {
      LOG.info("restoring: {} records done, {} to do", done, left);
    } else if (done > 0) {
      LOG.info("restored: {} records", done);
      said += done;
    }
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    waiting.put(partition, Math.max(0, to - from));
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long end, long batch) {
    records.addAndGet(batch);
    waiting.computeIfPresent(partition, (p, left) -> Math.max(0, left - batch));
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    waiting.remove(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    waiting.remove(partition);
  }
}
