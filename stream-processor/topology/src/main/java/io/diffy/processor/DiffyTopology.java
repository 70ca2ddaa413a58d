package io.diffy.processor;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.evaluation.GroupEvaluationProcessor;
import io.diffy.processor.evaluation.state.BaselineStore;
import io.diffy.processor.exceptions.ExceptionStore;
import io.diffy.processor.finding.FindingProcessor;
import io.diffy.processor.intake.DecisionProcessor;
import io.diffy.processor.intake.ReadControl;
import io.diffy.processor.intake.ReadObservations;
import io.diffy.processor.snapshot.AssembleSnapshots;
import io.diffy.processor.step.RecordGuard;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.TypedTopology;
import io.diffy.processor.store.StateStores;
import io.diffy.schemas.topic.Topics;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The map: every step from an observation to a finding, in data order. */
public final class DiffyTopology {
  /** The sink of what is set aside; every step that takes records from a topic hands on to it. */
  public static final StepName<byte[], byte[]> DEAD_LETTERS = Steps.PRODUCE_DEAD_LETTERS;

  private DiffyTopology() {}

  /** The whole data path, on a cluster. */
  public static Topology build(DiffyConfig config, RecordGuard guard) {
    return build(config, StateStores.LOGGED::store, guard);
  }

  /** The same where nobody stands around the records. */
  public static Topology build(DiffyConfig config) {
    return build(config, RecordGuard.NONE);
  }

  /** The whole data path. Each step is a package, and declares the stores that it works on. */
  public static Topology build(
      DiffyConfig config,
      Function<String, StoreBuilder<KeyValueStore<String, byte[]>>> stores,
      RecordGuard guard) {
    Topics topics = config.topics();
    Topology topology =
        new Topology(new TopologyConfig(new StreamsConfig(StreamsProperties.of(config))));
    TypedTopology map = new TypedTopology(topology, stores, guard);

    // What lies in the same partition of these five concerns the same groups; so one task has all
    // that it takes to evaluate a group, and nothing is ever re-keyed.
    map.source(Steps.CONSUME_OBSERVATIONS, topics.observations());
    map.source(Steps.CONSUME_REROUTED, topics.rerouted());
    map.source(Steps.CONSUME_BASELINES, topics.baselines());
    map.source(Steps.CONSUME_EXCEPTIONS, topics.exceptions());
    map.source(Steps.CONSUME_CONTROL, topics.control());

    // Not every producer knows which partition is a group's (osquery, kcat hash otherwise): what
    // lies elsewhere goes round once more, under the right key.
    map.step(
        Steps.READ_OBSERVATIONS,
        ReadObservations.step(
            topics.observations(),
            Steps.ASSEMBLE_SNAPSHOTS,
            Steps.REROUTE_OBSERVATIONS,
            Steps.PRODUCE_DEAD_LETTERS),
        Steps.CONSUME_OBSERVATIONS,
        Steps.CONSUME_REROUTED);
    map.sink(Steps.REROUTE_OBSERVATIONS, topics.rerouted(), Steps.READ_OBSERVATIONS);

    // What counts as clean decides what is found. So each decision is kept only with the signatures
    // that are asked for, and the audit trail says what became of it.
    map.step(
        Steps.KEEP_BASELINES,
        DecisionProcessor.step(
            new DecisionProcessor.Kind<>(
                topics.baselines(), BaselineStore.BASELINES, BaselineStore::key),
            config.policy().trust(),
            Steps.PRODUCE_DEAD_LETTERS,
            Steps.PRODUCE_AUDIT),
        Steps.CONSUME_BASELINES);
    map.step(
        Steps.KEEP_EXCEPTIONS,
        DecisionProcessor.step(
            new DecisionProcessor.Kind<>(
                topics.exceptions(), ExceptionStore.EXCEPTIONS, ExceptionStore::key),
            config.policy().trust(),
            Steps.PRODUCE_DEAD_LETTERS,
            Steps.PRODUCE_AUDIT),
        Steps.CONSUME_EXCEPTIONS);
    map.encodingSink(
        Steps.PRODUCE_AUDIT, topics.audit(), Steps.KEEP_BASELINES, Steps.KEEP_EXCEPTIONS);

    // The wall clock never closes a window: it writes a tick, which is read here like everything
    // else, so that a replay closes the window at the same place.
    map.step(
        Steps.READ_CONTROL,
        ReadControl.step(
            topics.control(),
            config.timing().ticks().isEmpty(),
            Steps.ASSEMBLE_SNAPSHOTS,
            Steps.PRODUCE_DEAD_LETTERS),
        Steps.CONSUME_CONTROL);

    // What breaks its contract must not stop the others, nor vanish: it goes on as it came, with
    // its reason, in the same transaction.
    map.sink(
        Steps.PRODUCE_DEAD_LETTERS,
        topics.deadLetters(),
        Steps.READ_OBSERVATIONS,
        Steps.KEEP_BASELINES,
        Steps.KEEP_EXCEPTIONS,
        Steps.READ_CONTROL);

    // Only whole answers can be compared: half a list of packages lacks the other half. Rounds and
    // ticks pass through, because they too say when a part is overdue.
    map.step(
        Steps.ASSEMBLE_SNAPSHOTS,
        AssembleSnapshots.step(topics.observations().codec(), Steps.JUDGE_GROUPS),
        Steps.READ_OBSERVATIONS,
        Steps.READ_CONTROL);

    // Hosts answer at different moments: the newest answers wait until the window of their query
    // ends, and are then compared with each other and with the baselines.
    map.step(
        Steps.JUDGE_GROUPS,
        GroupEvaluationProcessor.step(config, Steps.TRACK_FINDINGS, Steps.PRODUCE_TICKS),
        Steps.ASSEMBLE_SNAPSHOTS);
    map.encodingSink(Steps.PRODUCE_TICKS, topics.control(), Steps.JUDGE_GROUPS);

    // An evaluation says how it stands; a person wants to know what is new, what changed and what
    // is over. So it is compared with the findings that are known.
    map.step(
        Steps.TRACK_FINDINGS,
        FindingProcessor.step(
            config.policy(),
            topics.findings().codec(),
            new FindingProcessor.Sinks(
                Steps.PRODUCE_FINDINGS,
                topics.findingsState().map(topic -> Steps.PRODUCE_FINDINGS_STATE),
                Steps.PRODUCE_EVALUATIONS)),
        Steps.JUDGE_GROUPS);
    map.sink(Steps.PRODUCE_FINDINGS, topics.findings(), Steps.TRACK_FINDINGS);
    topics
        .findingsState()
        .ifPresent(topic -> map.sink(Steps.PRODUCE_FINDINGS_STATE, topic, Steps.TRACK_FINDINGS));
    map.encodingSink(Steps.PRODUCE_EVALUATIONS, topics.evaluations(), Steps.TRACK_FINDINGS);
    return topology;
  }
}
