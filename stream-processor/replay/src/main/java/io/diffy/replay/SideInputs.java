package io.diffy.replay;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a processor reads beside the observations: baselines, exceptions, rounds and ticks, each
 * with the time from which it counts.
 *
 * @param records with their partitions and times; of one partition in order
 */
public record SideInputs(List<ProducerRecord<byte[], byte[]>> records) {

  /** Known before the first answer. */
  public static SideInputs fromTheStart(
      Topics topics, List<Baseline> baselines, List<ExceptionRule> exceptions) {
    Records made = new Records(topics);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    baselines.forEach(baseline -> records.add(made.baseline(baseline)));
    exceptions.forEach(exception -> records.addAll(made.exceptions(exception)));
    return new SideInputs(records.stream().map(record -> at(0, record)).toList());
  }

  /** These and others. */
  public SideInputs and(SideInputs more) {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(records);
    all.addAll(more.records);
    return new SideInputs(all);
  }

  /** The same record at that time. */
  public static ProducerRecord<byte[], byte[]> at(
      long millis, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), record.partition(), millis, record.key(), record.value(), record.headers());
  }
}
