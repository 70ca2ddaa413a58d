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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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
    assertEquals(Level.PROBLEM, one(seen(4, 1, with("min.insync.replicas", "2"))).level());
  }

  @Test
  void aPartitionWithoutLeaderIsAProblemAlsoOfAChangelog() {
    SeenTopic dark = new SeenTopic(4, 3, 2, 1, with("min.insync.replicas", "2"));
    List<Check> checks = TopicRules.judgeInternal(Map.of("changelog", dark), THREE_BROKERS);
    assertEquals(Level.PROBLEM, checks.get(0).level());
    assertEquals("changelog", checks.get(0).about());
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
