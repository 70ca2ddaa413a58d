package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One thing on several hosts, each with a text of its own in it. */
class EachHostsRowTest extends WebProdTest {
  private static final Map<String, String> PORTS =
      Map.of(
          instance(4).instanceId(), "41337",
          instance(7).instanceId(), "55210",
          instance(9).instanceId(), "48004");

  private Instant hour = THREE_AM;

  @Test
  void aFindingIsTrueOfEachHostItNames() {
    Finding found = judged(PORTS);

    assertEquals(3, found.instances().size());
    assertEquals("socat", found.evidence().shared().get("name"));
    assertEquals(List.of("pid", "port"), found.evidence().differing());
    PORTS.forEach((id, port) -> assertEquals(port, rowOn(id, found).get("port"), id));
  }

  @Test
  void theRowOfTheOnlyHostIsWhole() {
    Map<String, String> alone = new TreeMap<>(PORTS);
    alone.keySet().retainAll(List.of(instance(7).instanceId()));

    Finding found = judged(alone);

    assertEquals("55210", found.evidence().shared().get("port"));
    assertEquals(List.of(), found.evidence().differing());
  }

  @Test
  void whatIsTheSameOnAllStaysInTheRow() {
    Map<String, String> same = new TreeMap<>(PORTS);
    same.replaceAll((id, port) -> "31337");

    Finding found = judged(same);

    assertEquals("31337", found.evidence().shared().get("port"));
    assertEquals(List.of("pid"), found.evidence().differing());
  }

  @Test
  void whoStaysBehindAloneHasAWholeRow() {
    Map<String, String> two = new TreeMap<>(PORTS);
    two.remove(instance(4).instanceId());
    judged(two);
    two.remove(instance(9).instanceId());

    Finding left = judged(two);

    assertEquals(1, left.instances().size());
    assertEquals(List.of(), left.evidence().differing());
    assertEquals("55210", left.row().get("port"));
  }

  private static Map<String, String> rowOn(String id, Finding found) {
    Map<String, String> row = new LinkedHashMap<>(found.row());
    found.sighting(id).ifPresent(sighting -> row.putAll(sighting.own()));
    return row;
  }

  private Finding judged(Map<String, String> ports) {
    int n = 0;
    for (Instance host : instances(12)) {
      List<Map<String, String>> rows = new ArrayList<>(List.of(listener("22", "sshd", "700")));
      String port = ports.get(host.instanceId());
      if (port != null) {
        rows.add(listener(port, "socat", "9" + n));
      }
      rig.observe(Observation.of(host, "listening_ports", hour.plusSeconds(180 + n++), rows));
    }
    hour = hour.plus(HOUR);
    rig.end(hour);
    List<Finding> found =
        rig.findings().stream().filter(f -> f.query().equals("listening_ports")).toList();
    assertTrue(!found.isEmpty(), "no finding");
    return found.get(found.size() - 1);
  }

  private static Map<String, String> listener(String port, String name, String pid) {
    return row(
        "pid",
        pid,
        "port",
        port,
        "protocol",
        "6",
        "address",
        "0.0.0.0",
        "name",
        name,
        "path",
        "/usr/bin/" + name);
  }
}
