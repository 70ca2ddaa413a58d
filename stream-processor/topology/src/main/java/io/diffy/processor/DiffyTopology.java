package io.diffy.processor;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StateStores;
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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/** The map: every step from an observation to a finding, in data order. */
public final class DiffyTopology {
  private static final Deserializer<byte[]> BYTES_IN = new ByteArrayDeserializer();
  private static final Serializer<byte[]> BYTES_OUT = new ByteArraySerializer();

  private DiffyTopology() {}

  /** The whole data path, on a cluster. */
  public static Topology build(DiffyConfig config) {
    return build(config, StateStores.LOGGED);
  }

  /** The whole data path. Each step is a package; what the steps keep is named beside them. */
  public static Topology build(DiffyConfig config, StateStores stores) {
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

    map.addStateStore(stores.store(AssembleSnapshots.PARTS), "assemble-snapshots");
    EvaluationStores.NAMES.forEach(store -> map.addStateStore(stores.store(store), "judge-groups"));
    map.addStateStore(stores.store(FindingProcessor.FINDINGS), "track-findings");
    map.addStateStore(stores.store("baselines"), "keep-baselines", "judge-groups");
    map.addStateStore(stores.store(DecisionProcessor.keysOf("baselines")), "keep-baselines");
    map.addStateStore(
        stores.store(ExceptionStore.EXCEPTIONS),
        "keep-exceptions",
        "judge-groups",
        "track-findings");
    map.addStateStore(stores.store(DecisionProcessor.keysOf("exceptions")), "keep-exceptions");

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

  private static String key(Baseline baseline) {
    return StateKeys.of(
        baseline.group(),
        baseline.query(),
        baseline.cohort().ami(),
        baseline.cohort().launchVersion(),
        baseline.cohort().instanceType());
  }
}
