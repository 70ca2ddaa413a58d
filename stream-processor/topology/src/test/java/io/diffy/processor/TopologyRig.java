package io.diffy.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.config.Timing;
import io.diffy.processor.step.RecordGuard;
import io.diffy.processor.store.MapStores;
import io.diffy.rules.item.ColumnPins;
import io.diffy.rules.state.StateKeys;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.EmittedFindings;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology without a broker: records in at a broker's time, findings out. */
final class TopologyRig implements AutoCloseable {
  final Topics topics = new Topics("test", 1);
  private final Records records = new Records(topics);
  private final TopologyTestDriver driver;
  private final EmittedFindings emitted = new EmittedFindings();

  TopologyRig(Path stateDir) {
    this(stateDir, EvaluationPolicy.shipped());
  }

  TopologyRig(Path stateDir, IntakeLimits limits) {
    this(stateDir, policy(Map.of(), limits, TrustPolicy.ANYBODY));
  }

  TopologyRig(Path stateDir, TrustPolicy trust) {
    this(stateDir, policy(Map.of(), IntakeLimits.DEFAULT, trust));
  }

  TopologyRig(Path stateDir, Map<String, ColumnPins> pins) {
    this(stateDir, policy(pins, IntakeLimits.DEFAULT, TrustPolicy.ANYBODY));
  }

  TopologyRig(Path stateDir, Timing timing) {
    this(stateDir, EvaluationPolicy.shipped(), timing, DiffyTopology::build);
  }

  /** One that goes on with what another left in the stores. */
  TopologyRig(Path stateDir, Timing timing, MapStores stores) {
    this(
        stateDir,
        EvaluationPolicy.shipped(),
        timing,
        config -> DiffyTopology.build(config, stores::named, RecordGuard.NONE));
  }

  /** A recording, which has an {@linkplain #end end}. */
  private TopologyRig(Path stateDir, EvaluationPolicy policy) {
    this(stateDir, policy, DiffyConfig.shipped().withoutTicks().timing(), DiffyTopology::build);
  }

  private TopologyRig(
      Path stateDir,
      EvaluationPolicy policy,
      Timing timing,
      Function<DiffyConfig, Topology> topology) {
    DiffyConfig config =
        new DiffyConfig(
            topics, Map.of("bootstrap.servers", "nowhere:9092"), stateDir, "rig", timing, policy);
    driver =
        new TopologyTestDriver(topology.apply(config), StreamsProperties.of(config), Instant.EPOCH);
  }

  private static EvaluationPolicy policy(
      Map<String, ColumnPins> pins, IntakeLimits limits, TrustPolicy trust) {
    return new EvaluationPolicy(TriagePack.load(), pins, limits, trust);
  }

  /** An observation as the broker got it the moment it was collected. */
  void observe(Observation observation) {
    observe(observation, observation.collectedAt());
  }

  void observe(Observation observation, Instant appended) {
    send(records.observation(observation), appended);
  }

  void observeRaw(byte[] key, byte[] value, Instant appended) {
    send(new ProducerRecord<>(topics.observations().name(), key, value), appended);
  }

  void baseline(Baseline baseline) {
    send(records.baseline(baseline), baseline.takenAt());
  }

  void propose(Baseline baseline) {
    send(records.proposal(baseline), baseline.takenAt());
  }

  /** The proposal is no more. */
  void settle(Baseline baseline) {
    send(records.settled(baseline), baseline.takenAt());
  }

  void accept(ExceptionRule exception) {
    records.exceptions(exception).forEach(copy -> send(copy, exception.acceptedAt()));
  }

  void control(Control control, Instant appended) {
    send(records.control(control), appended);
  }

  /** Says that nothing more comes, as a replay does. */
  void end(Instant at) {
    control(new Control.End(TestObservations.WEB_PROD), at);
  }

  void wallClock(Duration passes) {
    driver.advanceWallClockTime(passes);
  }

  List<Finding> findings() {
    return read(findingRecords());
  }

  List<Finding> read(List<TestRecord<byte[], byte[]>> events) {
    return decode(topics.findings(), events);
  }

  List<Evaluation> evaluations() {
    return decode(topics.evaluations(), output(topics.evaluations()).readRecordsToList());
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return output(topics.deadLetters()).readRecordsToList();
  }

  List<AuditEntry> audit() {
    return decode(topics.audit(), output(topics.audit()).readRecordsToList());
  }

  /** Deletes what stands under the key of this baseline. */
  void erase(Baseline baseline, Instant appended) {
    ProducerRecord<byte[], byte[]> written = records.baseline(baseline);
    send(new ProducerRecord<>(written.topic(), written.key(), null), appended);
  }

  List<TestRecord<byte[], byte[]>> findingRecords() {
    List<TestRecord<byte[], byte[]>> events = output(topics.findings()).readRecordsToList();
    events.forEach(event -> emitted.add(event.value()));
    return events;
  }

  /** Counts the events of another, whose stores this one goes on with, among its own. */
  void follows(List<TestRecord<byte[], byte[]>> events) {
    events.forEach(event -> emitted.add(event.value()));
  }

  /** What was written to the topic of last events, tombstones too. */
  List<TestRecord<byte[], byte[]>> findingsState() {
    return output(topics.findingsState().orElseThrow()).readRecordsToList();
  }

  /** The total of a counter, over all steps. */
  double counted(String counter) {
    return driver.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(counter + "-total"))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .sum();
  }

  /** Bytes of keys and values that stand under a name. */
  long stored(String name) {
    long bytes = 0;
    try (KeyValueIterator<String, byte[]> all =
        driver
            .<String, byte[]>getKeyValueStore("state")
            .prefixScan(StateKeys.prefix(name), new StringSerializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        bytes += entry.key.length() + entry.value.length;
      }
    }
    return bytes;
  }

  private static <T> List<T> decode(Topic<T> topic, List<TestRecord<byte[], byte[]>> records) {
    Codec<T> codec = topic.codec();
    List<T> values = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : records) {
      try {
        values.add(codec.decode(record.value()));
      } catch (MalformedRecord e) {
        throw new AssertionError("the processor wrote a malformed record", e);
      }
    }
    return values;
  }

  private TestOutputTopic<byte[], byte[]> output(Topic<?> topic) {
    return driver.createOutputTopic(
        topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void send(ProducerRecord<byte[], byte[]> record, Instant appended) {
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(
            record.topic(), new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(record.key(), record.value(), appended);
  }

  /** Fails when any event that ever came out breaks a contract, or its finding's order. */
  @Override
  public void close() {
    findingRecords();
    driver.close();
    assertEquals(List.of(), emitted.wrong());
  }
}
