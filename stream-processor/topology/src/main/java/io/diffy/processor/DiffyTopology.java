package io.diffy.processor;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.evaluation.GroupEvaluationProcessor;
import io.diffy.processor.evaluation.state.EvaluationStores;
import io.diffy.processor.exceptions.ExceptionStore;
import io.diffy.processor.finding.FindingProcessor;
import io.diffy.processor.intake.DecisionProcessor;
import io.diffy.processor.intake.ReadControl;
import io.diffy.processor.intake.ReadObservations;
import io.diffy.processor.snapshot.AssembleSnapshots;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The map: every step from an observation to a finding, in data order. */
public final class DiffyTopology {
  private static final Deserializer<byte[]> BYTES_IN = new ByteArrayDeserializer();
  private static final Serializer<byte[]> BYTES_OUT = new ByteArraySerializer();

  /**
   * A baseline or a part of an answer may be as big as the topics allow; the broker's default is 1
   * MiB.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(12 * 1024 * 1024));

  private DiffyTopology() {}

  /** The whole data path. Each step is a package; what the steps keep is named beside them. */
  public static Topology build(DiffyConfig config) {
    Topics topics = config.topics();
    Topology map =
        new Topology(new TopologyConfig(new StreamsConfig(StreamsProperties.of(config))));

    source(map, "consume-observations", topics.observations());
    source(map, "consume-rerouted", topics.rerouted());
    source(map, "consume-baselines", topics.baselines());
    source(map, "consume-exceptions", topics.exceptions());
    source(map, "consume-control", topics.control());

    step(
        map,
        "read-observations",
        () ->
            new ReadObservations(
                config, "assemble-snapshots", "reroute-observations", "produce-dead-letters"),
        "consume-observations",
        "consume-rerouted");
    step(
        map,
        "keep-baselines",
        () ->
            new DecisionProcessor<>(
                topics.baselines(),
                config.trust(),
                DiffyTopology::key,
                "baselines",
                "produce-dead-letters",
                "produce-audit"),
        "consume-baselines");
    step(
        map,
        "keep-exceptions",
        () ->
            new DecisionProcessor<>(
                topics.exceptions(),
                config.trust(),
                ExceptionStore::key,
                ExceptionStore.EXCEPTIONS,
                "produce-dead-letters",
                "produce-audit"),
        "consume-exceptions");
    step(
        map,
        "read-control",
        () -> new ReadControl(config, "assemble-snapshots", "produce-dead-letters"),
        "consume-control");
    step(
        map,
        "assemble-snapshots",
        () -> new AssembleSnapshots(config),
        "read-observations",
        "read-control");
    step(
        map,
        "judge-groups",
        () -> new GroupEvaluationProcessor(config, "track-findings", "produce-ticks"),
        "assemble-snapshots");
    step(
        map,
        "track-findings",
        () ->
            new FindingProcessor(
                config,
                "produce-findings",
                topics.findingsState().map(state -> "produce-findings-state"),
                "produce-evaluations"),
        "judge-groups");

    store(map, AssembleSnapshots.PARTS, "assemble-snapshots");
    EvaluationStores.NAMES.forEach(store -> store(map, store, "judge-groups"));
    store(map, FindingProcessor.FINDINGS, "track-findings");
    store(map, "baselines", "keep-baselines", "judge-groups");
    store(map, DecisionProcessor.keysOf("baselines"), "keep-baselines");
    store(map, ExceptionStore.EXCEPTIONS, "keep-exceptions", "judge-groups", "track-findings");
    store(map, DecisionProcessor.keysOf("exceptions"), "keep-exceptions");

    map.addSink(
        "produce-findings",
        topics.findings().name(),
        new StringSerializer(),
        topics.findings().valueSerde().serializer(),
        "track-findings");
    topics
        .findingsState()
        .ifPresent(
            state ->
                map.addSink(
                    "produce-findings-state",
                    state.name(),
                    new StringSerializer(),
                    state.valueSerde().serializer(),
                    "track-findings"));
    map.addSink(
        "produce-evaluations",
        topics.evaluations().name(),
        new StringSerializer(),
        topics.evaluations().valueSerde().serializer(),
        "track-findings");
    map.addSink(
        "produce-ticks",
        topics.control().name(),
        new StringSerializer(),
        topics.control().valueSerde().serializer(),
        "judge-groups");
    map.addSink(
        "reroute-observations",
        topics.rerouted().name(),
        BYTES_OUT,
        BYTES_OUT,
        "read-observations");
    map.addSink(
        "produce-dead-letters",
        topics.deadLetters().name(),
        BYTES_OUT,
        BYTES_OUT,
        "read-observations",
        "keep-baselines",
        "keep-exceptions",
        "read-control");
    map.addSink(
        "produce-audit",
        topics.audit().name(),
        new StringSerializer(),
        topics.audit().valueSerde().serializer(),
        "keep-baselines",
        "keep-exceptions");
    return map;
  }

  private static void source(Topology map, String name, Topic<?> topic) {
    map.addSource(name, BYTES_IN, BYTES_IN, topic.name());
  }

  private static <I, J, K, L> void step(
      Topology map, String name, ProcessorSupplier<I, J, K, L> step, String... from) {
    map.addProcessor(name, step, from);
  }

  /** Every store is logged: what lives only in memory is lost at the first rebalance. */
  private static void store(Topology map, String name, String... steps) {
    StoreBuilder<KeyValueStore<String, byte[]>> store =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
            .withLoggingEnabled(CHANGELOG)
            .withCachingEnabled();
    map.addStateStore(store, steps);
  }

  private static String key(Baseline baseline) {
    return StateKeys.of(
        baseline.group(),
        baseline.query(),
        baseline.cohort().ami(),
        baseline.cohort().launchVersion(),
        baseline.cohort().instanceType());
  }
}
