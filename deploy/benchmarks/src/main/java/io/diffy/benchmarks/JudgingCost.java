package io.diffy.benchmarks;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.BrokerlessTopology;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What this thread works to read records and to judge their windows, without a broker. */
final class JudgingCost {
  private static final Topics TOPICS = Topics.standard().inOnePartition();
  static final Records RECORDS = new Records(TOPICS);

  private JudgingCost() {}

  /** CPU seconds of this thread, which the machine's other work adds nothing to. */
  static double seconds(List<ProducerRecord<byte[], byte[]>> records) {
    long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    try (BrokerlessTopology judge =
        BrokerlessTopology.start(DiffyConfig.shipped(), TOPICS, true, written -> {})) {
      long last = 0;
      for (ProducerRecord<byte[], byte[]> record : records) {
        judge.accept(record);
        last = record.timestamp();
      }
      Control end = new Control.End(new GroupKey("", "", "end"));
      judge.accept(at(last + 1, RECORDS.control(end)));
    }
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun) / 1e9;
  }

  static ProducerRecord<byte[], byte[]> at(long millis, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(record.topic(), 0, millis, record.key(), record.value());
  }
}
