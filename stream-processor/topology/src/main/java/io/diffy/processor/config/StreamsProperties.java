package io.diffy.processor.config;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What Kafka Streams is told, weakest first: (1) these defaults, (2) the client properties of the
 * configuration, (3) what the configuration owns: application id, state folder, exactly-once and
 * where reading begins, which nobody may turn off.
 */
public final class StreamsProperties {
  private static final int LARGEST_RECORD = 12 * 1024 * 1024;

  /** After a kill the next start waits as long for the dead member; the default is 45 s. */
  private static final int SESSION_MS = 10_000;

  private static final long CACHE_BYTES = 32L * 1024 * 1024;

  /**
   * Records that wait to be processed, by partition and by poll; the default of 1000 each may be
   * gigabytes of big answers.
   */
  private static final int WAITING_RECORDS = 100;

  /**
   * One round of records of all partitions is one transaction, windows that close with it included.
   * With Kafka's 10 s a busy machine begins the same again and again.
   */
  private static final int TRANSACTION_MS = 60_000;

  private static final int FETCH_BYTES = 16 * 1024 * 1024;

  /** What Kafka Streams hands on to one of its clients begins so. */
  public static final List<String> OF_ONE_CLIENT =
      List.of(
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX);

  private StreamsProperties() {}

  /** The properties that Kafka Streams knows, its clients' aside. */
  public static ConfigDef definition() {
    return StreamsConfig.configDef();
  }

  /** How long a stream thread may be busy with what it read before it is out of its group. */
  public static Duration longestAway(DiffyConfig config) {
    Object set =
        new StreamsConfig(of(config))
            .getMainConsumerConfigs(config.applicationId(), "longest-away", 0)
            .getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "300000");
    return Duration.ofMillis(Long.parseLong(set.toString()));
  }

  public static Properties of(DiffyConfig config) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    properties.put(
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
    properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, WAITING_RECORDS);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), WAITING_RECORDS);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_RECORD);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_MS);
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.timing().commitEvery().toMillis());

    properties.putAll(config.kafka());

    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    // Any other would pass over records that were never read.
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    return properties;
  }
}
