package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.evaluation.GroupEvaluationProcessor;
import io.diffy.processor.finding.FindingProcessor;
import io.diffy.processor.intake.ReadControl;
import io.diffy.processor.intake.ReadObservations;
import io.diffy.processor.snapshot.AssembleSnapshots;
import io.diffy.processor.step.RecordGuard;
import io.diffy.processor.step.TypedTopology;
import io.diffy.processor.store.MapStore;
import io.diffy.processor.store.MapStores;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Control;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Eighteen queries of a group end at four, with four intervals: what they share is read once. */
class ReadOnceTest {
  private static final List<Integer> INTERVALS = List.of(600, 900, 1800, 3600);
  private static final Topics TOPICS = new Topics("test", 1);

  private final DiffyConfig config =
      DiffyConfig.of(TOPICS, Map.of("bootstrap.servers", "nowhere:9092"), Path.of("unused"));
  private final List<String> queries =
      config.policy().pack().queries().keySet().stream().sorted().toList();
  private final CountingCodec<Finding> codec = new CountingCodec<>(TOPICS.findings().codec());
  private final MapStores stores = new MapStores();
  private final TopologyTestDriver driver =
      new TopologyTestDriver(topology(), StreamsProperties.of(config), Instant.EPOCH);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void exceptionsAreReadOnceForAllQueriesThatEndTogether() {
    everyQueryIsAnsweredBefore(FOUR_AM);
    MapStore decisions = stores.get("decisions");
    decisions.forgetUse();

    tick(FOUR_AM.plus(config.timing().grace()).plusSeconds(1));

    assertEquals(56, queries.size());
    assertEquals(56, output(TOPICS.evaluations()).size());
    assertEquals(
        List.of(StateKeys.prefix("exceptions", WEB_PROD), StateKeys.prefix("exceptions", "")),
        decisions.scans().stream().filter(scan -> scan.startsWith("exceptions")).toList(),
        "once, those of the group and those for everywhere");
  }

  @Test
  void factsAboutHostsAreReadOnceForEachInterval() {
    everyQueryIsAnsweredBefore(FOUR_AM);
    MapStore state = stores.get("state");
    state.forgetUse();

    tick(FOUR_AM.plus(config.timing().grace()).plusSeconds(1));

    String host = StateKeys.prefix("answers", WEB_PROD, "\u0001host");
    assertEquals(INTERVALS.size(), Collections.frequency(state.scans(), host));
  }

  @Test
  void aFindingIsEncodedOnceForTheStoreAndBothTopics() {
    for (Instance host : instances(10)) {
      observe(
          Observation.of(
              host,
              "crontab",
              THREE_AM.plusSeconds(60),
              host.equals(instance(4)) ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON));
    }
    tick(FOUR_AM.plus(config.timing().grace()).plusSeconds(1));

    List<TestRecord<byte[], byte[]>> events = output(TOPICS.findings());
    List<TestRecord<byte[], byte[]>> states = output(TOPICS.findingsState().orElseThrow());
    assertEquals(1, events.size());
    assertEquals(1, codec.encoded());
    assertArrayEquals(events.get(0).value(), states.get(0).value());
    String uid = new String(events.get(0).key(), UTF_8);
    assertEquals(
        List.of(StateKeys.of("findings", WEB_PROD, "crontab", uid)),
        stores.get("state").keys().stream().filter(key -> key.endsWith(uid)).toList());
  }

  private void everyQueryIsAnsweredBefore(Instant end) {
    for (int n = 0; n < queries.size(); n++) {
      int interval = INTERVALS.get(n % INTERVALS.size());
      for (Instance host : instances(3)) {
        observe(
            Observation.of(host, queries.get(n), end.minusSeconds(60), CLEAN_CRON)
                .withInterval(interval));
      }
    }
  }

  private void observe(Observation observation) {
    pipe(new Records(TOPICS).observation(observation), observation.collectedAt());
  }

  private void tick(Instant at) {
    pipe(new Records(TOPICS).control(new Control.Tick(WEB_PROD, at)), at);
  }

  private void pipe(ProducerRecord<byte[], byte[]> record, Instant at) {
    driver
        .createInputTopic(record.topic(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(record.key(), record.value(), at);
  }

  private List<TestRecord<byte[], byte[]>> output(Topic<?> topic) {
    return driver
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** The steps from an observation to a finding, with stores and a codec that count. */
  private Topology topology() {
    Topology topology = new Topology();
    TypedTopology map = new TypedTopology(topology, stores::named, RecordGuard.NONE);
    map.source(Steps.CONSUME_OBSERVATIONS, TOPICS.observations());
    map.source(Steps.CONSUME_CONTROL, TOPICS.control());
    map.step(
        Steps.READ_OBSERVATIONS,
        ReadObservations.step(
            TOPICS.observations(),
            Steps.ASSEMBLE_SNAPSHOTS,
            Steps.REROUTE_OBSERVATIONS,
            Steps.PRODUCE_DEAD_LETTERS),
        Steps.CONSUME_OBSERVATIONS);
    map.step(
        Steps.READ_CONTROL,
        ReadControl.step(
            TOPICS.control(), false, Steps.ASSEMBLE_SNAPSHOTS, Steps.PRODUCE_DEAD_LETTERS),
        Steps.CONSUME_CONTROL);
    map.step(
        Steps.ASSEMBLE_SNAPSHOTS,
        AssembleSnapshots.step(TOPICS.observations().codec(), Steps.JUDGE_GROUPS),
        Steps.READ_OBSERVATIONS,
        Steps.READ_CONTROL);
    map.step(
        Steps.JUDGE_GROUPS,
        GroupEvaluationProcessor.step(config, Steps.TRACK_FINDINGS, Steps.PRODUCE_TICKS),
        Steps.ASSEMBLE_SNAPSHOTS);
    map.step(
        Steps.TRACK_FINDINGS,
        FindingProcessor.step(
            config.policy(),
            codec,
            new FindingProcessor.Sinks(
                Steps.PRODUCE_FINDINGS,
                Optional.of(Steps.PRODUCE_FINDINGS_STATE),
                Steps.PRODUCE_EVALUATIONS)),
        Steps.JUDGE_GROUPS);
    map.sink(Steps.PRODUCE_FINDINGS, TOPICS.findings(), Steps.TRACK_FINDINGS);
    map.sink(
        Steps.PRODUCE_FINDINGS_STATE, TOPICS.findingsState().orElseThrow(), Steps.TRACK_FINDINGS);
    map.encodingSink(Steps.PRODUCE_EVALUATIONS, TOPICS.evaluations(), Steps.TRACK_FINDINGS);
    return topology;
  }
}
