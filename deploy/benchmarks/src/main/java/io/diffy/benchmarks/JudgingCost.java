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

  /** CPU seconds; the least of some times: the compiler and other programs only make it worse. */
  static double seconds(int times, List<ProducerRecord<byte[], byte[]>> records) {
    double least = Double.MAX_VALUE;
    for (int time = 0; time < times; time++) {
      least = Math.min(least, once(records));
    }
    return least;
  }

  static long bytes(List<ProducerRecord<byte[], byte[]>> records) {
    return records.stream().mapToLong(record -> record.value().length).sum();
  }

  private static double once(List<ProducerRecord<byte[], byte[]>> records) {
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
