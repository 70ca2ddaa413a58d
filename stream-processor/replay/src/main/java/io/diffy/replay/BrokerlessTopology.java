package io.diffy.replay;

import io.diffy.cluster.FileTree;
import io.diffy.processor.DiffyTopology;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.runtime.ProcessorFailed;
import io.diffy.processor.step.RecordGuard;
import io.diffy.processor.store.StateStores;
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
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
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

  private final DiffyConfig rules;
  private final boolean inMemory;
  private final RecordGuard guard;
  private final Consumer<ProducerRecord<byte[], byte[]>> results;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private final Map<String, TestOutputTopic<byte[], byte[]>> outputs = new HashMap<>();
  private Optional<Path> state = Optional.empty();
  private TopologyTestDriver driver;
  private boolean failed;
  private boolean closed;

  private BrokerlessTopology(
      DiffyConfig rules,
      boolean inMemory,
      RecordGuard guard,
      Consumer<ProducerRecord<byte[], byte[]>> results) {
    this.rules = rules;
    this.inMemory = inMemory;
    this.guard = guard;
    this.results = results;
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
    return start(rules, topics, inMemory, RecordGuard.NONE, results);
  }

  /** The same with a guard around every record. */
  public static BrokerlessTopology start(
      DiffyConfig rules,
      Topics topics,
      boolean inMemory,
      RecordGuard guard,
      Consumer<ProducerRecord<byte[], byte[]>> results) {
    DiffyConfig config =
        rules.on(topics.inOnePartition(), NO_BROKER, NO_FOLDER, "diffy-recording").withoutTicks();
    return OnExit.close(new BrokerlessTopology(config, inMemory, guard, results));
  }

  /** Takes a record at its time; returns when all that follows from it is written. */
  public synchronized void accept(ProducerRecord<byte[], byte[]> record) {
    if (closed || OnExit.stopping()) {
      throw new CommandFailure("stopped while it judged");
    }
    try {
      if (driver == null) {
        driver = driver();
      }
      inputs
          .computeIfAbsent(record.topic(), this::input)
          .pipeInput(
              new TestRecord<>(record.key(), record.value(), record.headers(), record.timestamp()));
    } catch (CommandFailure e) {
      throw e;
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

  /** Where it keeps what doesn't fit in memory. */
  Optional<Path> state() {
    return state;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (driver != null) {
        driver.close();
      }
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

  /** With the first record, so that whoever closes meanwhile waits, and leaves no folder behind. */
  private TopologyTestDriver driver() {
    if (inMemory) {
      return driver(rules, StateStores.IN_MEMORY);
    }
    Path folder = temporaryFolder();
    state = Optional.of(folder);
    return driver(
        rules.on(rules.topics(), rules.kafka(), folder, rules.applicationId()),
        StateStores.ON_DISK);
  }

  private TopologyTestDriver driver(DiffyConfig config, StateStores stores) {
    Properties properties = StreamsProperties.of(config);
    // One record is there at a time: to look whether others may come before it costs as much as it.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    return new TopologyTestDriver(
        DiffyTopology.build(config, stores::store, guard), properties, Instant.EPOCH);
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
