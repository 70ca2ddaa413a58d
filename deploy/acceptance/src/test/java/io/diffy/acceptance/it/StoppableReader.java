package io.diffy.acceptance.it;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Holds a consumer, made by somebody else in this process, in the middle of its work. */
public final class StoppableReader implements ConsumerInterceptor<byte[], byte[]> {
  private static volatile CountDownLatch held = new CountDownLatch(0);
  private static volatile CountDownLatch goOn = new CountDownLatch(0);

  /** From the next records on; returns when it stands still. */
  static void awaitHeld() throws InterruptedException {
    held.await();
  }

  static void holdAtNextRecords() {
    goOn = new CountDownLatch(1);
    held = new CountDownLatch(1);
  }

  static void goOn() {
    goOn.countDown();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    held.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
