package io.diffy.replay;

import io.diffy.cluster.FileTree;
import io.diffy.processor.DiffyTopology;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StateStores;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.runtime.ProcessorFailed;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * One task of the processor in this process, without a broker: records in, records out. The steps
 * are the live ones; the only time they see is that of the records.
 */
public final class BrokerlessTopology implements AutoCloseable {
  private static final Map<String, String> NO_BROKER = Map.of("bootstrap.servers", "none:1");
  private static final Path NO_FOLDER = Path.of("none");

  private final Consumer<ProducerRecord<byte[], byte[]>> results;
  private final Optional<Path> state;
  private final TopologyTestDriver driver;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private final Map<String, TestOutputTopic<byte[], byte[]>> outputs = new HashMap<>();
  private boolean failed;
  private boolean closed;

  private BrokerlessTopology(
      DiffyConfig config,
      StateStores stores,
      Optional<Path> state,
      Consumer<ProducerRecord<byte[], byte[]>> results) {
    this.results = results;
    this.state = state;
    driver =
        new TopologyTestDriver(
            DiffyTopology.build(config, stores), StreamsProperties.of(config), Instant.EPOCH);
  }

  /**
   * A task that has read nothing yet.
   *
   * @param rules what it judges by
   * @param topics where its records come from and go to
   * @param inMemory whether what it keeps fits in memory; else it lies in a temporary folder
   * @param results gets every record it writes
   */
  public static BrokerlessTopology start(
      DiffyConfig rules,
      Topics topics,
      boolean inMemory,
      Consumer<ProducerRecord<byte[], byte[]>> results) {
    Optional<Path> state = inMemory ? Optional.empty() : Optional.of(temporaryFolder());
    DiffyConfig config =
        rules
            .on(topics.inOnePartition(), NO_BROKER, state.orElse(NO_FOLDER), "diffy-recording")
            .withoutTicks();
    try {
      StateStores stores = inMemory ? StateStores.IN_MEMORY : StateStores.ON_DISK;
      return OnExit.close(new BrokerlessTopology(config, stores, state, results));
    } catch (RuntimeException e) {
      state.ifPresent(FileTree::delete);
      throw e;
    }
  }

  /** Takes a record at its time; returns when all that follows from it is written. */
  public synchronized void accept(ProducerRecord<byte[], byte[]> record) {
    if (closed) {
      throw new CommandFailure("stopped while it judged");
    }
    try {
      inputs
          .computeIfAbsent(record.topic(), this::input)
          .pipeInput(
              new TestRecord<>(record.key(), record.value(), record.headers(), record.timestamp()));
    } catch (RuntimeException | VirtualMachineError e) {
      failed = true;
      throw ProcessorFailed.by(e);
    }
    // Nobody else takes them away: they would all stay in memory.
    for (String topic : List.copyOf(driver.producedTopicNames())) {
      TestOutputTopic<byte[], byte[]> output = outputs.computeIfAbsent(topic, this::output);
      while (!output.isEmpty()) {
        TestRecord<byte[], byte[]> written = output.readRecord();
        results.accept(
            new ProducerRecord<>(
                topic,
                null,
                written.timestamp(),
                written.key(),
                written.value(),
                written.headers()));
      }
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      driver.close();
    } catch (RuntimeException e) {
      // Who failed once may fail again at the end.
      if (!failed) {
        throw e;
      }
    } finally {
      state.ifPresent(FileTree::delete);
      OnExit.forget(this);
    }
  }

  @Override
  public String toString() {
    return "the judging of the recording";
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("diffy-state-");
    } catch (IOException e) {
      throw new CommandFailure("no temporary folder: " + e.getMessage(), e);
    }
  }
}
