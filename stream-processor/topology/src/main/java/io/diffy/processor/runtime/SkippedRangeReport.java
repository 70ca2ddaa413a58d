package io.diffy.processor.runtime;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports records that nobody can read any more: on the log, in the counts and in the dead letters.
 * Reading goes on only when the dead letters have it, so that none is skipped in silence; who dies
 * in between finds the same range again.
 */
final class SkippedRangeReport {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedRangeReport.class);

  private final String deadLetters;
  private final Map<String, Object> producer;
  private final RetentionCounts counts;
  private final Clock clock;

  SkippedRangeReport(DiffyConfig config, RetentionCounts counts, Clock clock) {
    this.deadLetters = config.topics().deadLetters().name();
    this.producer =
        new StreamsConfig(StreamsProperties.of(config))
            .getProducerConfigs(config.applicationId() + "-holes");
    this.counts = counts;
    this.clock = clock;
  }

  /**
   * Returns when the broker has the dead letters.
   *
   * @throws ProcessorFailed when it refuses them
   */
  void write(List<SkippedRange> ranges) {
    if (ranges.isEmpty()) {
      return;
    }
    ranges.forEach(range -> LOG.error("{}", range.sentence()));
    try (KafkaProducer<byte[], byte[]> letters =
        new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent =
          ranges.stream()
              .map(range -> letters.send(range.letter(deadLetters, clock.millis())))
              .toList();
      letters.flush();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new ProcessorFailed(
          "can't write to %s that records were not read".formatted(deadLetters), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProcessorFailed("stopped before a hole was written down", e);
    }
    ranges.forEach(counts::lost);
  }

  /** The place of this reader is behind the end: what it read is not what the topic holds now. */
  void cut(String topic, int partition, long place, long start) {
    LOG.error(
        "{}-{} was read up to offset {} and now ends before it: it was made anew, or a broker lost"
            + " its end; it is read from offset {}",
        topic,
        partition,
        place,
        start);
  }

  /** Nobody knows how far this partition was read, and it does not begin at 0. */
  void unknown(String topic, int partition, long start) {
    LOG.warn(
        "no place is known in {}-{}, whose first {} records are gone: a first start, or the place"
            + " was forgotten after a long stop (offsets.retention.minutes); records may have gone"
            + " unread",
        topic,
        partition,
        start);
  }
}
