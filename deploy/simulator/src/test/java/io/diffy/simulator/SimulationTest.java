package io.diffy.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.TriagePack;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulated fleet is the same for everybody, and its truth is in its rows. */
final class SimulationTest {
  private static final long SEED = 5;

  @Test
  void sameSeedSameBytesOtherSeedOtherBytes() throws Exception {
    assertArrayEquals(digest(SEED), digest(SEED));
    assertNotEquals(List.of(digest(SEED)), List.of(digest(SEED + 1)));
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void everyAttackShowsFromItsBeginningAndNotBefore(Scenario scenario) {
    Simulation simulation = Simulation.of(scenario, SEED);
    Map<String, List<Attack>> attacks = new HashMap<>();
    for (Attack attack : simulation.truth().attacks()) {
      assertFalse(attack.evidence().isEmpty(), attack.type()::word);
      attacks.computeIfAbsent(attack.instanceId(), id -> new ArrayList<>()).add(attack);
    }
    Set<Attack> shown = new HashSet<>();
    simulation.forEach(
        delivery -> {
          Observation answer = delivery.observation();
          String id = answer.instance().instanceId();
          for (Attack attack : attacks.getOrDefault(id, List.of())) {
            for (AttackEvidence evidence : attack.evidence()) {
              if (evidence.query().equals(answer.query())) {
                boolean begun = delivery.collection() >= attack.from();
                assertEquals(begun, shows(evidence, answer), () -> id + " " + evidence);
                if (begun) {
                  shown.add(attack);
                }
              }
            }
          }
        });
    List<Attack> unseen = new ArrayList<>(simulation.truth().attacks());
    unseen.removeAll(shown);
    assertEquals(List.of(), unseen);
  }

  @Test
  void theSnapshotHasEveryAttackACampaignAndEveryOddity() {
    Truth truth = Simulation.of(Scenario.SNAPSHOT, SEED).truth();
    Set<AttackType> types = EnumSet.noneOf(AttackType.class);
    truth.attacks().forEach(attack -> types.add(attack.type()));
    assertEquals(EnumSet.allOf(AttackType.class), types);
    assertEquals(4, truth.attacks().stream().filter(a -> !a.campaign().isEmpty()).count());
    Set<String> labels = new HashSet<>();
    truth.hosts().forEach(host -> host.labels().values().forEach(labels::addAll));
    // The rare ones are not in every fleet of this size.
    assertTrue(
        labels.containsAll(
            Set.of("newborn", "upgraded", "restart-pending", "ssh-session", "skewed", "cut")),
        labels::toString);
    assertEquals(0, Simulation.of(Scenario.CLEAN, SEED).truth().attacks().size());
  }

  @Test
  void theHourlyFleetRepeatsDeliveriesAndReplacesInstances() {
    Simulation simulation = Simulation.of(Scenario.HOURLY, SEED);
    List<Delivery> deliveries = new ArrayList<>();
    simulation.forEach(deliveries::add);
    Set<Observation> distinct = new HashSet<>();
    deliveries.forEach(delivery -> distinct.add(delivery.observation()));
    assertTrue(distinct.size() < deliveries.size(), "some come twice");
    assertTrue(
        deliveries.stream()
            .anyMatch(d -> d.arrived().isAfter(d.observation().collectedAt().plusSeconds(1200))),
        "some come late");
    assertTrue(
        simulation.truth().hosts().stream().anyMatch(host -> host.from() > 0), "some are born");
  }

  @Test
  void observationsKeepTheContractAndHaveThePacksColumns() {
    Simulation.of(Scenario.SMALL, SEED)
        .forEach(
            delivery -> {
              Observation answer = delivery.observation();
              PackQuery query = TriagePack.load().queries().get(answer.query());
              Set<String> columns = columns(answer);
              columns.removeIf(query.sql()::contains);
              assertEquals(Set.of(), columns, answer.query());
            });
  }

  private static Set<String> columns(Observation answer) {
    Set<String> columns = new HashSet<>();
    answer.rows().forEach(row -> columns.addAll(row.keySet()));
    return columns;
  }

  /** The small fleet, with all its deliveries, as a file would hold it. */
  private static byte[] digest(long seed) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      Simulation.of(Scenario.SMALL, seed).write(out);
    }
    return digest.digest();
  }

  private static boolean shows(AttackEvidence evidence, Observation answer) {
    boolean there =
        answer.rows().stream()
            .anyMatch(row -> row.entrySet().containsAll(evidence.match().entrySet()));
    return there == (evidence.kind() != Kind.MISSING);
  }
}
