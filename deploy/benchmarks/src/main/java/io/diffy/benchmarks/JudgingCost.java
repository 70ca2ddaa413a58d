package io.diffy.benchmarks;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.step.RecordGuard;
import io.diffy.replay.BrokerlessTopology;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What the steps work to read records and to judge their windows, without a broker. What Kafka's
 * test driver does around each record is none of it.
 */
final class JudgingCost implements RecordGuard {
  private static final Topics TOPICS = Topics.standard().inOnePartition();
  static final Records RECORDS = new Records(TOPICS);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private long nanos;

  private JudgingCost() {}

  /** CPU seconds of this thread, which the machine's other work adds nothing to. */
  static double seconds(List<ProducerRecord<byte[], byte[]>> records) {
    JudgingCost cost = new JudgingCost();
    try (BrokerlessTopology judge =
        BrokerlessTopology.start(DiffyConfig.shipped(), TOPICS, true, cost, written -> {})) {
      long last = 0;
      for (ProducerRecord<byte[], byte[]> record : records) {
        judge.accept(record);
        last = record.timestamp();
      }
      Control end = new Control.End(new GroupKey("", "", "end"));
      judge.accept(at(last + 1, RECORDS.control(end)));
    }
    return cost.nanos / 1e9;
  }

  @Override
  public void around(ProcessorContext<Object, Object> task, Record<?, ?> record, Runnable step) {
    long begun = THREADS.getCurrentThreadCpuTime();
    step.run();
    nanos += THREADS.getCurrentThreadCpuTime() - begun;
  }

  static ProducerRecord<byte[], byte[]> at(long millis, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(record.topic(), 0, millis, record.key(), record.value());
  }
}
