package io.diffy.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.doctor.Brokers.Broker;
import io.diffy.doctor.Check.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Brokers, rights, clocks, dead letters, disks. */
final class MachineRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:10:00Z");
  private static final long GIB = 1L << 30;
  private static final Map<String, Integer> KAFKA_4 =
      Map.of("metadata.version", 29, "transaction.version", 2);
  private static final Broker WELL = new Broker("broker 1", Optional.empty(), Map.of());

  @Test
  void aBrokerThatDoesNotAnswerIsNamed() {
    Broker silent = new Broker("broker 2 at b2:9092", Optional.of("timed out"), Map.of());
    Check check = BrokerRules.judge(new Brokers(List.of(WELL, silent), KAFKA_4)).get(0);
    assertEquals(Level.PROBLEM, check.level());
    assertEquals("broker 2 at b2:9092 does not answer: timed out", check.says());
  }

  @Test
  void transactionsThatNeedMoreBrokersThanThereAreAreAProblem() {
    Broker wants =
        new Broker(
            "broker 1",
            Optional.empty(),
            Map.of(
                "transaction.state.log.replication.factor", "3",
                "transaction.state.log.min.isr", "2"));
    List<Check> checks = BrokerRules.judge(new Brokers(List.of(wants), KAFKA_4));
    assertEquals("transactions", checks.get(2).about());
    assertEquals(Level.PROBLEM, checks.get(2).level());
  }

  @Test
  void aClusterWithoutFeaturesIsAWarning() {
    assertEquals(
        Level.WARNING, BrokerRules.judge(new Brokers(List.of(WELL), Map.of())).get(1).level());
  }

  @Test
  void aTopicThatMayNotBeSeenIsAProblemAndTheOthersAreGrouped() {
    List<Check> checks =
        RightsRules.judge(
            Map.of(
                "diffy.baselines", Optional.empty(),
                "diffy.findings", Optional.of(Set.of("DESCRIBE", "READ"))));
    assertEquals("this user may not describe diffy.baselines", checks.get(0).says());
    assertEquals(Level.PROBLEM, checks.get(0).level());
    assertEquals("this user may read diffy.findings", checks.get(1).says());
  }

  @Test
  void aRecordOfTheFutureShowsThatAClockIsWrong() {
    assertEquals(Level.OK, clock(Duration.ofSeconds(-90)));
    assertEquals(Level.OK, clock(Duration.ofSeconds(2)));
    assertEquals(Level.WARNING, clock(Duration.ofSeconds(30)));
    assertEquals(Level.PROBLEM, clock(Duration.ofHours(1)));
  }

  @Test
  void deadLettersAreAWarning() {
    assertEquals(Level.OK, MachineRules.deadLetters(0).get(0).level());
    assertEquals("7 in the last day", MachineRules.deadLetters(7).get(0).says());
  }

  @Test
  void aDiskIsFullBeforeItIsFull() {
    assertEquals(Level.OK, disk(50 * GIB, 100 * GIB));
    assertEquals(Level.WARNING, disk(8 * GIB, 100 * GIB));
    assertEquals(Level.PROBLEM, disk(2 * GIB, 100 * GIB));
    assertEquals(Level.PROBLEM, disk(GIB / 2, GIB));
    assertTrue(MachineRules.disk(Optional.empty()).get(0).says().startsWith("no data folder"));
  }

  private static Level clock(Duration ahead) {
    return MachineRules.clock(Optional.of(NOW.plus(ahead)), NOW).get(0).level();
  }

  private static Level disk(long free, long total) {
    return MachineRules.disk(Optional.of(new Disk("/data", free, total))).get(0).level();
  }
}
