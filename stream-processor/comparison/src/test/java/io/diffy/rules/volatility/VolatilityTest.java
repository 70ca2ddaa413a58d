package io.diffy.rules.volatility;

import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.Fleet;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.item.Item;
import io.diffy.rules.item.ItemWriter;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.volatility.Volatility.VolatileColumn;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the peers show to be volatile is not compared, and nothing else is lost by that. */
class VolatilityTest {
  private static final QueryRules JOBS =
      new QueryRules(Set.of("name"), Set.of(), Set.of(), Map.of(), Set.of());

  @Test
  void aColumnThatDiffersOnEveryHostIsLearnt() {
    Fleet fleet = jobs(10, n -> List.of(job("backup", "run " + n, "root"), CLEANUP));

    Volatility learnt = fleet.learn();

    assertEquals(List.of(new VolatileColumn("last_run", 0.5, 1, 2, false)), learnt.columns());
    assertEquals(List.of("last_run"), learnt.of(thing("backup")));
    assertEquals(List.of(), learnt.of(thing("cleanup")));
  }

  @Test
  void aChangeBesideALearntColumnIsSeen() {
    Fleet fleet =
        jobs(10, n -> List.of(job("backup", "run " + n, n == 4 ? "intruder" : "root"), CLEANUP));

    assertEquals(List.of(), fleet.detect().deviations(), "no item of the thing is usual");

    List<Deviation> found = fleet.detectLearning().deviations();
    assertEquals(1, found.size());
    assertEquals(Kind.CHANGED, found.get(0).kind());
    assertEquals(instance(4), found.get(0).hosts().get(0).instance());
  }

  @Test
  void aBaselineIsComparedWithoutTheColumnToo() {
    Fleet fleet =
        jobs(3, n -> List.of(job("backup", "run " + n, n == 2 ? "intruder" : "root")))
            .withBaseline(instance(1), List.of(job("backup", "run 0", "root")));

    assertEquals(List.of(), fleet.detect().deviations(), "all three differ from the baseline");

    List<Deviation> found = fleet.detectLearning().deviations();
    assertEquals(1, found.size());
    assertEquals(instance(2), found.get(0).hosts().get(0).instance());
  }

  @Test
  void aMinorityCanNotHaveAColumnDropped() {
    Fleet fleet =
        jobs(
            11,
            n -> {
              List<Map<String, String>> rows = new ArrayList<>();
              for (int job = 0; job < 40; job++) {
                rows.add(job("job-" + job, n <= 5 ? "forged by " + n : "nightly", "root"));
              }
              // Things that only the intruder's hosts show teach nothing that is needed elsewhere.
              if (n <= 5) {
                rows.add(job("planted", "forged by " + n, "root"));
              }
              return rows;
            });

    Volatility learnt = fleet.learn();

    assertEquals(List.of(), learnt.of(thing("job-0")));
    assertEquals(1, learnt.columns().get(0).things(), "the planted thing alone");
  }

  @Test
  void whatACohortAgreesOnStaysCompared() {
    Fleet fleet = new Fleet(JOBS);
    for (int n = 1; n <= 10; n++) {
      fleet.with(instance(n, "7", "ami-old"), List.of(job("backup", "run " + n, "root")));
      fleet.with(instance(20 + n, "8", "ami-new"), List.of(job("backup", "never", "root")));
    }
    assertEquals(List.of(), fleet.learn().columns());

    Fleet old = jobs(10, n -> List.of(job("backup", "run " + n, "root")));
    assertEquals(List.of("last_run"), old.learn().of(thing("backup")));
  }

  @Test
  void whatMostShowBesideTheirOwnStaysCompared() {
    Fleet fleet =
        jobs(10, n -> List.of(job("backup", "at boot", "root"), job("backup", "run " + n, "root")));

    assertEquals(List.of(), fleet.learn().columns());
  }

  @Test
  void aColumnPinnedIsComparedAndStillShown() {
    Fleet fleet = jobs(10, n -> List.of(job("backup", "run " + n, "root")));

    Volatility learnt = fleet.learn("last_run");

    assertEquals(List.of(new VolatileColumn("last_run", 1, 0, 1, true)), learnt.columns());
    assertEquals(List.of(), learnt.of(thing("backup")));
    assertTrue(learnt.dropsNothing());
  }

  @Test
  void twoHostsTeachNothing() {
    assertEquals(
        List.of(), jobs(2, n -> List.of(job("backup", "run " + n, "root"))).learn().columns());
  }

  @Test
  void halfOfTheHostsDifferingIsNotVolatile() {
    Fleet fleet =
        jobs(9, n -> List.of(job("backup", n <= 5 ? "value " + n : "value 6 to 9", "root")));
    assertEquals(1, fleet.learn().columns().size(), "6 values of 9 hosts: 5 / 8");

    Fleet fewer =
        jobs(9, n -> List.of(job("backup", n <= 4 ? "value " + n : "value " + n / 9, "root")));
    assertEquals(List.of(), fewer.learn().columns());
  }

  @ParameterizedTest
  @CsvSource({
    "remote_address, 111112233, true",
    "remote_address, 111111123, false",
    "remote_address, 111111333, false",
    "remote_address, 111111111, false",
    "last_run,       111112233, false",
  })
  void aServiceMayAnswerAtOneAddressMoreOftenThanAtOthers(
      String column, String addresses, boolean learnt) {
    Fleet fleet =
        jobs(9, n -> List.of(row("name", "x", column, "198.51.100." + addresses.charAt(n - 1))));

    assertEquals(learnt ? List.of(column) : List.of(), fleet.learn().of(thing("x")));
  }

  @Test
  void twoOfThreeHostsOfAnImageThatCallOneOfManyAddressesDoSoByChance() {
    Fleet fleet = new Fleet(JOBS);
    for (int n = 1; n <= 20; n++) {
      fleet.with(instance(n), List.of(row("name", "x", "remote_address", "198.51.100." + n)));
    }
    for (int n = 21; n <= 23; n++) {
      Map<String, String> call = row("name", "x", "remote_address", "198.51.100." + n / 22);
      fleet.with(instance(n, "8", "ami-new"), List.of(call));
    }

    assertEquals(List.of("remote_address"), fleet.learn().of(thing("x")));
  }

  @Test
  void oneCellCanNotReadAsTwo() {
    Item honest = item(row("name", "backup", "last_run", "1", "user", "root"));
    Item forged = item(row("name", "backup", "last_run", "1\u001fuser=root"));
    Item named = item(row("name", "backup", "last_run", "1", "user=root", ""));

    assertNotEquals(honest.text(), forged.text());
    assertEquals(Set.of("last_run", "user"), honest.prints().keySet());
    assertEquals(Set.of("last_run"), forged.prints().keySet());
    assertEquals(Set.of("last_run", "user=root"), named.prints().keySet());
  }

  private static final Map<String, String> CLEANUP = job("cleanup", "run 1", "root");

  private static Map<String, String> job(String name, String lastRun, String user) {
    return row("name", name, "last_run", lastRun, "user", user);
  }

  private interface Rows {
    List<Map<String, String>> of(int host);
  }

  private static Fleet jobs(int hosts, Rows rows) {
    Fleet fleet = new Fleet(JOBS);
    for (int n = 1; n <= hosts; n++) {
      fleet.with(instance(n), rows.of(n));
    }
    return fleet;
  }

  private static long thing(String name) {
    return new Fingerprints().of(item(job(name, "", "")).identity());
  }

  private static Item item(Map<String, String> row) {
    return new ItemWriter(JOBS, instance(1)).item(row);
  }
}
