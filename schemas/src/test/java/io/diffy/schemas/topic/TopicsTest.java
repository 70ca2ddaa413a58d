package io.diffy.schemas.topic;

import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.json.EvaluationCodec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class TopicsTest {
  private final Topics topics = new Topics("acme", 12);

  @Test
  void namesHaveThePrefix() {
    assertEquals(
        List.of(
            "acme.observations",
            "acme.rerouted",
            "acme.baselines",
            "acme.exceptions",
            "acme.control",
            "acme.findings",
            "acme.findings-state",
            "acme.evaluations",
            "acme.dead-letters",
            "acme.audit",
            "acme.collectors",
            "acme.enrollments",
            "acme.asks"),
        topics.all().stream().map(Topic::name).toList());
  }

  @Test
  void theStateOfFindingsCanBeLeftOut() {
    Topics without = new Topics("acme", 12, false);

    assertEquals(Optional.empty(), without.findingsState());
    assertEquals(topics.all().size() - 1, without.all().size());
    assertTrue(without.all().stream().noneMatch(topic -> topic.name().endsWith("-state")));
  }

  @Test
  void topicsReadTogetherHaveTheSamePartitions() {
    topics.all().stream()
        .filter(topic -> !topic.equals(topics.collectors()))
        .filter(topic -> !topic.equals(topics.enrollments()))
        .forEach(topic -> assertEquals(12, topic.partitions(), topic.name()));
  }

  @Test
  void settingsAreThoseOfTheBroker() {
    assertEquals(
        Map.of(
            "cleanup.policy", "delete",
            "retention.ms", "604800000",
            "max.message.bytes", "8388608",
            "message.timestamp.type", "LogAppendTime"),
        topics.observations().configs());
    assertEquals(
        Map.of("cleanup.policy", "compact", "max.message.bytes", "8388608"),
        topics.baselines().configs());
  }

  @Test
  void everyTopicHoldsTheLargestRecordOfItsCodec() {
    assertHolds(topics.observations(), ObservationCodec.MAX_BYTES);
    assertHolds(topics.rerouted(), ObservationCodec.MAX_BYTES);
    assertHolds(topics.baselines(), BaselineCodec.MAX_BYTES);
    assertHolds(topics.findings(), FindingCodec.MAX_BYTES);
    assertHolds(topics.findingsState().orElseThrow(), FindingCodec.MAX_BYTES);
    assertHolds(topics.evaluations(), EvaluationCodec.MAX_BYTES);
    assertHolds(topics.deadLetters(), maxMessage(topics.observations()));
  }

  @Test
  void serdesReadWhatTheyWrite() {
    Observation observation = cleanCron(instance(1), THREE_AM);
    try (Serde<Observation> serde = topics.observations().valueSerde()) {
      byte[] bytes = serde.serializer().serialize("t", observation);
      assertEquals(observation, serde.deserializer().deserialize("t", bytes));
    }
  }

  @Test
  void serdesLeaveTombstonesAlone() {
    try (Serde<Baseline> serde = topics.baselines().valueSerde()) {
      assertNull(serde.serializer().serialize("t", null));
      assertNull(serde.deserializer().deserialize("t", (byte[]) null));
      assertTrue(serde.serializer().serialize("t", CRON_BASELINE).length > 0);
    }
  }

  @Test
  void serdesSayWhatIsMalformed() {
    try (Serde<Observation> serde = topics.observations().valueSerde()) {
      SerializationException e =
          assertThrows(
              SerializationException.class,
              () -> serde.deserializer().deserialize("acme.observations", "[]".getBytes(UTF_8)));
      assertEquals(
          "malformed record on acme.observations: "
              + "an array where an observation, a JSON object, is required",
          e.getMessage());
    }
  }

  private static void assertHolds(Topic<?> topic, int largest) {
    assertTrue(maxMessage(topic) >= largest, topic.name());
  }

  private static int maxMessage(Topic<?> topic) {
    return Integer.parseInt(topic.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
  }
}
