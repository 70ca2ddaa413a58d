package io.diffy.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cluster.SeenTopic;
import io.diffy.doctor.Check.Level;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicRulesTest {
  private static final Topic<?> OBSERVATIONS = Topics.standard().observations();
  private static final int THREE_BROKERS = 3;

  @Test
  void aTopicAsDeclaredIsFine() {
    assertEquals(Level.OK, one(seen(4, 3, Map.of("min.insync.replicas", "2"))).level());
  }

  @Test
  void aMissingTopicIsAProblemThatNamesTheCommand() {
    List<Check> checks = TopicRules.judge(List.of(OBSERVATIONS), Map.of(), THREE_BROKERS);
    assertEquals(Level.PROBLEM, checks.get(0).level());
    assertTrue(checks.get(0).todo().contains("diffy topics --create"));
  }

  @Test
  void anotherNumberOfPartitionsIsAProblem() {
    Check check = one(seen(6, 3, Map.of("min.insync.replicas", "2")));
    assertEquals(Level.PROBLEM, check.level());
    assertEquals("has 6 partitions, 4 declared", check.says());
  }

  @Test
  void aShorterLifeIsAProblemAndALongerOneIsNot() {
    assertEquals(Level.PROBLEM, one(seen(4, 3, with("retention.ms", "3600000"))).level());
    assertEquals(Level.WARNING, one(seen(4, 3, with("retention.ms", "-1"))).level());
  }

  @Test
  void aHostsOwnTimeOnTheRecordsIsAProblemWithItsCommand() {
    Check check = one(seen(4, 3, with("message.timestamp.type", "CreateTime")));
    assertEquals(Level.PROBLEM, check.level());
    assertTrue(check.todo().endsWith("--add-config message.timestamp.type=LogAppendTime"));
  }

  @Test
  void oneReplicaOnThreeBrokersIsAWarningAndOnOneBrokerIsNot() {
    SeenTopic single = seen(4, 1, Map.of());
    assertEquals(Level.WARNING, one(single).level());
    assertEquals(
        Level.OK,
        TopicRules.judge(List.of(OBSERVATIONS), Map.of(OBSERVATIONS.name(), single), 1)
            .get(0)
            .level());
  }

  @Test
  void asManyInSyncAsReplicasStopsWritesWithOneBroker() {
    Check check = one(seen(4, 3, with("min.insync.replicas", "3")));
    assertEquals(Level.WARNING, check.level());
    assertEquals("set min.insync.replicas to 2", check.todo());
  }

  @Test
  void moreInSyncThanReplicasRefusesEveryWrite() {
    Check one = one(seen(4, 1, with("min.insync.replicas", "2")));
    assertEquals(Level.PROBLEM, one.level());
    assertTrue(one.todo().endsWith("--add-config min.insync.replicas=1"), one::todo);
    Check three = one(seen(4, 3, with("min.insync.replicas", "4")));
    assertTrue(three.todo().endsWith("--add-config min.insync.replicas=2"), three::todo);
  }

  @Test
  void aPartitionWithoutLeaderIsAProblemAlsoOfAChangelog() {
    SeenTopic dark = new SeenTopic(4, 3, 2, 1, with("min.insync.replicas", "2"));
    List<Check> checks = InternalTopicRules.judge(Map.of("changelog", dark), 4, THREE_BROKERS);
    assertEquals(Level.PROBLEM, checks.get(0).level());
    assertEquals("changelog", checks.get(0).about());
  }

  @ParameterizedTest(name = "{0}={1} on a topic that {2}s is a {3}")
  @CsvSource({
    "retention.bytes, 1, delete, PROBLEM",
    "retention.bytes, 1, compact, OK",
    "retention.bytes, 107374182400, delete, WARNING",
    "retention.bytes, -1, delete, OK",
    "message.timestamp.before.max.ms, 1000, delete, PROBLEM",
    "message.timestamp.before.max.ms, 604800000, compact, PROBLEM",
    "message.timestamp.before.max.ms, 9223372036854775807, delete, OK",
    "message.timestamp.difference.max.ms, 1000, delete, PROBLEM",
    "message.timestamp.after.max.ms, 0, delete, PROBLEM",
    "message.timestamp.after.max.ms, 3600000, delete, OK",
    "delete.retention.ms, 0, compact, PROBLEM",
    "delete.retention.ms, 0, delete, OK",
    "delete.retention.ms, 86400000, compact, OK",
    "segment.bytes, 1048575, compact, PROBLEM",
    "segment.bytes, 1073741824, delete, OK",
    "segment.ms, 1000, delete, WARNING",
    "segment.ms, 604800000, delete, OK",
    "unclean.leader.election.enable, true, delete, PROBLEM",
    "cleanup.policy, 'compact,delete', compact, PROBLEM",
    "max.message.bytes, 1000, delete, PROBLEM",
    "compression.type, zstd, delete, OK",
  })
  void everySettingThatLosesOrRefusesRecordsIsTold(
      String key, String value, String cleanup, Level level) {
    Topic<?> topic =
        cleanup.equals("delete") ? Topics.standard().findings() : Topics.standard().baselines();
    Map<String, String> configs = new TreeMap<>(topic.configs());
    configs.put("min.insync.replicas", "2");
    configs.put(key, value);
    List<Check> checks =
        TopicRules.judge(
            List.of(topic),
            Map.of(topic.name(), new SeenTopic(4, 3, 0, 0, configs)),
            THREE_BROKERS);
    assertEquals(level, checks.get(0).level(), checks::toString);
    assertTrue(level == Level.OK || checks.get(0).says().contains(key), checks::toString);
  }

  @Test
  void whoseRecordsCarryTheBrokersTimeRefusesNoneForItsOwn() {
    assertEquals(
        Level.OK, one(seen(4, 3, with("message.timestamp.before.max.ms", "1000"))).level());
  }

  @ParameterizedTest(name = "{0} with {1} partitions and cleanup.policy={2}")
  @CsvSource({
    "diffy-processor-answers-changelog, 7, compact, 'has 7 partitions, 4 needed'",
    "diffy-processor-answers-changelog, 4, delete, 'has cleanup.policy=delete, compact needed'",
    "diffy-processor-answers-changelog, 4, 'compact,delete', 'has cleanup.policy=compact,delete'",
    "diffy-processor-by-group-repartition, 8, delete, 'has 8 partitions, 4 needed'",
    "diffy-processor-by-group-repartition, 4, compact, 'has cleanup.policy=compact, delete needed'",
  })
  void anInternalTopicOfAnotherShapeIsAProblemAndTheProcessorRefusesIt(
      String name, int partitions, String cleanup, String says) {
    Map<String, SeenTopic> seen = Map.of(name, internal(partitions, cleanup, "12582912"));
    Check check = InternalTopicRules.judge(seen, 4, 1).get(0);
    assertEquals(Level.PROBLEM, check.level());
    assertTrue(check.says().startsWith(says), check.says());
    String refusal = InternalTopicRules.refusal(seen, 4).orElseThrow();
    assertTrue(refusal.startsWith("topic " + name + " " + says), refusal);
    assertTrue(refusal.contains("docs/operations.md"), refusal);
  }

  @Test
  void aChangelogThatRefusesBigEntriesIsAProblem() {
    Map<String, SeenTopic> seen = Map.of("a-changelog", internal(4, "compact", "1048588"));
    assertTrue(
        InternalTopicRules.judge(seen, 4, 1).get(0).says().contains("max.message.bytes=1048588"));
    assertEquals(Optional.empty(), InternalTopicRules.refusal(seen, 4));
  }

  private static SeenTopic internal(int partitions, String cleanup, String largest) {
    return new SeenTopic(
        partitions, 1, 0, 0, Map.of("cleanup.policy", cleanup, "max.message.bytes", largest));
  }

  private static Check one(SeenTopic seen) {
    List<Check> checks =
        TopicRules.judge(List.of(OBSERVATIONS), Map.of(OBSERVATIONS.name(), seen), THREE_BROKERS);
    assertEquals(1, checks.size(), checks::toString);
    return checks.get(0);
  }

  /** As declared but for these settings. */
  private static SeenTopic seen(int partitions, int replicas, Map<String, String> but) {
    Map<String, String> configs = new TreeMap<>(OBSERVATIONS.configs());
    configs.putAll(but);
    return new SeenTopic(partitions, replicas, 0, 0, configs);
  }

  /** On three replicas two in sync are right, so that only the setting in question is wrong. */
  private static Map<String, String> with(String key, String value) {
    Map<String, String> configs = new HashMap<>(Map.of("min.insync.replicas", "2"));
    configs.put(key, value);
    return configs;
  }
}
