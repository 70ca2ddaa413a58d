package io.diffy.processor.snapshot;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.schemas.Control;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The step alone: parts in at a broker's time, answers out with the time they went on at. */
final class SnapshotRig implements AutoCloseable {
  private static final Topics TOPICS = new Topics("test", 1);
  private static final Serde<Observation> OBSERVATIONS = TOPICS.observations().valueSerde();
  private static final Serde<Control> CONTROL = TOPICS.control().valueSerde();

  private final TopologyTestDriver driver;

  SnapshotRig() {
    DiffyConfig config =
        DiffyConfig.of(TOPICS, Map.of("bootstrap.servers", "nowhere:9092"), Path.of("unused"));
    Topology map = new Topology();
    map.addSource("parts", new StringDeserializer(), SnapshotRig::answerOrPart, "parts");
    map.addSource("control", new StringDeserializer(), SnapshotRig::signal, "control");
    // In memory the properties are quicker.
    Set<StoreBuilder<?>> store =
        Set.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(PartStore.PARTS.store()),
                Serdes.String(),
                Serdes.ByteArray()));
    map.addProcessor(
        "assemble",
        AssembleSnapshots.step(TOPICS.observations().codec(), new StepName<>("answers"))
            .with(store),
        "parts",
        "control");
    map.addSink("answers", "answers", new StringSerializer(), SnapshotRig::encode, "assemble");
    driver = new TopologyTestDriver(map, StreamsProperties.of(config), Instant.EPOCH);
  }

  /** An answer that went on, and when. */
  record Answer(Instant at, Observation observation) {}

  void send(Observation part, Instant appended) {
    driver
        .createInputTopic("parts", new StringSerializer(), OBSERVATIONS.serializer())
        .pipeInput(part.instance().group().toString(), part, appended);
  }

  void control(Control control, Instant appended) {
    driver
        .createInputTopic("control", new StringSerializer(), CONTROL.serializer())
        .pipeInput(control.group().toString(), control, appended);
  }

  /** What went on since the last call, in order. */
  List<Answer> answers() {
    List<Answer> answers = new ArrayList<>();
    driver
        .createOutputTopic("answers", new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .forEach(
            record -> {
              if (record.value() != null) {
                answers.add(
                    new Answer(
                        record.getRecordTime(),
                        OBSERVATIONS.deserializer().deserialize("answers", record.value())));
              }
            });
    return answers;
  }

  /** Keys in the store, sorted. */
  List<String> kept() {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        driver.<String, byte[]>getKeyValueStore(PartStore.PARTS.store()).all()) {
      int name = PartStore.PARTS.name().length() + 1;
      all.forEachRemaining(entry -> keys.add(entry.key.substring(name)));
    }
    return keys;
  }

  double counted(String counter) {
    return driver.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(counter + "-total"))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .sum();
  }

  private static IntakeEvent answerOrPart(String topic, byte[] bytes) {
    Observation observation = OBSERVATIONS.deserializer().deserialize(topic, bytes);
    return observation.part().isWhole()
        ? new SnapshotEvent.Answer(observation)
        : new IntakeEvent.Part(observation, bytes);
  }

  private static SnapshotEvent signal(String topic, byte[] bytes) {
    return new SnapshotEvent.Signal(CONTROL.deserializer().deserialize(topic, bytes));
  }

  /** Control records go on too; they are no answers. */
  private static byte[] encode(String topic, SnapshotEvent event) {
    return event instanceof SnapshotEvent.Answer answer
        ? OBSERVATIONS.serializer().serialize(topic, answer.observation())
        : null;
  }

  @Override
  public void close() {
    driver.close();
  }
}
