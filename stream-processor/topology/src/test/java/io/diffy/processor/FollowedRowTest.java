package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Sighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A finding follows its row, and each of its hosts has its own times. */
class FollowedRowTest extends WebProdTest {
  private static final List<Map<String, String>> NOTHING_ODD = List.of();
  private int hour;

  @Test
  void anAccountThatBecomesRootIsAnUpdateWithTheOldAndTheNewUid() {
    hours(1, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));
    hours(1, host -> dbaOnAttacked(host, List.of(dba("0", "/bin/sh"))));
    hours(1, host -> dbaOnAttacked(host, List.of(dba("0", "/bin/sh"))));

    List<Finding> life = life();

    assertEquals(
        List.of(Activity.CREATE, Activity.UPDATE), life.stream().map(Finding::activity).toList());
    assertEquals(
        List.of(new AttributeChange("uid", "1005", "0", List.of(ATTACKED.instanceId()), 1)),
        life.get(1).changes());
    assertEquals("0", life.get(1).row().get("uid"), "what is shown is what was answered last");
    assertTrue(
        life.get(1)
            .reason()
            .endsWith("; changed: uid from \"1005\" to \"0\" on " + ATTACKED.instanceId()),
        life.get(1).reason());
    assertEquals(life.get(0).firstSeen(), life.get(1).firstSeen());
  }

  @Test
  void aSecondRowOfTheThingIsAChangeToo() {
    hours(1, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));
    hours(2, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"), dba("0", "/bin/sh"))));

    List<Finding> life = life();

    assertEquals(2, life.size(), life::toString);
    assertEquals(
        List.of(new AttributeChange("uid", "1005", "0, 1005", List.of(ATTACKED.instanceId()), 1)),
        life.get(1).changes());
    assertEquals("0", life.get(1).row().get("uid"), "the row that came");
    assertEquals(
        Map.of("uid", "0, 1005"), life.get(1).sighting(ATTACKED.instanceId()).orElseThrow().own());
  }

  @Test
  void valuesThatTwoRowsSwapAreAChange() {
    hours(
        1, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"), dba("1006", "/bin/false"))));
    hours(
        1, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/false"), dba("1006", "/bin/sh"))));

    assertEquals("(the row)", life().get(1).changes().get(0).column());
  }

  @Test
  void hostsThatDifferAreToldApart() {
    Instance other = instance(7);
    hours(1, host -> on(host, List.of(ATTACKED, other), dba("1005", "/bin/sh")));
    hours(
        1,
        host ->
            host.equals(other)
                ? List.of(dba("0", "/bin/sh"))
                : dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));

    Finding update = life().get(1);

    assertEquals(List.of(other.instanceId()), update.changes().get(0).instances());
    assertEquals("1005", update.row().get("uid"));
    assertEquals(Map.of("uid", "0"), update.sighting(other.instanceId()).orElseThrow().own());
    assertEquals(Map.of(), update.sighting(ATTACKED.instanceId()).orElseThrow().own());
  }

  @Test
  void whatStaysAsItIsSaysNothingMore() {
    hours(12, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));

    assertEquals(1, life().size());
  }

  @Test
  void aRowThatChangesAllTheTimeIsToldEightTimesADayAndThatIsSaid() {
    for (int n = 0; n < 24; n++) {
      String uid = String.valueOf(2000 + n);
      hours(1, host -> dbaOnAttacked(host, List.of(dba(uid, "/bin/sh"))));
    }

    List<Finding> life = life();

    assertEquals(9, life.size(), "found, and eight changes");
    assertTrue(
        life.get(8).reason().contains("it changed 8 times since 2026-11-20T05:00:00Z"),
        life.get(8).reason());
    hours(3, host -> dbaOnAttacked(host, List.of(dba("4000", "/bin/sh"))));
    List<Finding> next = life();
    assertEquals(1, next.size(), "the next day");
    assertEquals("2008", next.get(0).changes().get(0).old(), "what was told last");
    assertEquals("4000", next.get(0).row().get("uid"));
  }

  @Test
  void aHostThatJoinsLateHasItsOwnFirstTime() {
    Instance late = instance(7);
    hours(3, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));
    hours(1, host -> on(host, List.of(ATTACKED, late), dba("1005", "/bin/sh")));

    Finding joined = life().get(1);

    assertEquals(Optional.of(at(0, ATTACKED)), joined.firstSeenOn(ATTACKED.instanceId()));
    assertEquals(Optional.of(at(3, late)), joined.firstSeenOn(late.instanceId()));
    assertEquals(at(0, ATTACKED), joined.firstSeen(), "its first host's");
  }

  @Test
  void aHostThatComesBackKeepsItsFirstTimeAndSaysWhenItReturned() {
    Instance comes = instance(7);
    hours(1, host -> on(host, List.of(ATTACKED, comes), dba("1005", "/bin/sh")));
    hours(1, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));
    hours(1, host -> on(host, List.of(ATTACKED, comes), dba("1005", "/bin/sh")));

    assertEquals(
        new Sighting(
            comes.instanceId(),
            Optional.of(at(0, comes)),
            at(2, comes),
            Optional.of(at(2, comes)),
            Map.of()),
        life().get(2).sighting(comes.instanceId()).orElseThrow());
  }

  @Test
  void aFindingThatComesBackKeepsTheTimesOfItsHost() {
    hours(1, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));
    hours(1, host -> NOTHING_ODD);
    hours(1, host -> dbaOnAttacked(host, List.of(dba("0", "/bin/sh"))));

    Finding again = life().get(2);

    assertEquals(Optional.of(at(0, ATTACKED)), again.firstSeenOn(ATTACKED.instanceId()));
    assertEquals(
        Optional.of(at(2, ATTACKED)),
        again.sighting(ATTACKED.instanceId()).flatMap(Sighting::returned));
    assertEquals("1005", again.changes().get(0).old());
  }

  @Test
  void anotherTextOfAChangedThingSaysWhichItWas() {
    hours(1, host -> dbaOnAttacked(host, List.of()));
    hours(1, host -> List.of(deploy(host.equals(ATTACKED) ? "/bin/sh" : "/bin/false")));
    hours(1, host -> List.of(deploy(host.equals(ATTACKED) ? "/bin/zsh" : "/bin/false")));

    List<Finding> last =
        rig.findings().stream()
            .filter(f -> f.kind() == Kind.CHANGED && f.activity() == Activity.CREATE)
            .toList();

    assertEquals(2, last.size(), last::toString);
    assertEquals(
        List.of(
            new AttributeChange("shell", "/bin/sh", "/bin/zsh", List.of(ATTACKED.instanceId()), 1)),
        last.get(1).changes());
  }

  @Test
  void severityIsReadAnewFromTheRow() {
    hours(1, host -> dbaOnAttacked(host, List.of(dba("1005", "/bin/sh"))));
    hours(1, host -> dbaOnAttacked(host, List.of(dba("0", "/bin/sh"))));

    assertTrue(life().get(1).severity().compareTo(Severity.MEDIUM) > 0);
  }

  /** Ten hosts answer once an hour, each with two accounts and what it has beside them. */
  private void hours(int hours, Function<Instance, List<Map<String, String>>> odd) {
    for (int n = 0; n < hours; n++, hour++) {
      for (Instance host : instances(10)) {
        List<Map<String, String>> rows = new ArrayList<>();
        rows.add(user("root", "0", "/bin/bash"));
        rows.add(user("www-data", "33", "/usr/sbin/nologin"));
        rows.addAll(odd.apply(host));
        rig.observe(Observation.of(host, "users", at(hour, host), rows));
      }
      rig.end(THREE_AM.plus(HOUR.multipliedBy(hour + 1)).plusSeconds(180));
    }
  }

  private static Instant at(int hour, Instance host) {
    return THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(300 + instances(10).indexOf(host));
  }

  private List<Finding> life() {
    return rig.findings().stream().filter(f -> f.kind() == Kind.UNEXPECTED).toList();
  }

  private static List<Map<String, String>> dbaOnAttacked(
      Instance host, List<Map<String, String>> rows) {
    return host.equals(ATTACKED) ? rows : NOTHING_ODD;
  }

  private static List<Map<String, String>> on(
      Instance host, List<Instance> hosts, Map<String, String> row) {
    return hosts.contains(host) ? List.of(row) : NOTHING_ODD;
  }

  private static Map<String, String> dba(String uid, String shell) {
    return user("dba", uid, shell);
  }

  private static Map<String, String> deploy(String shell) {
    return user("deploy", "1001", shell);
  }

  private static Map<String, String> user(String name, String uid, String shell) {
    return row(
        "username", name, "uid", uid, "gid", "100", "directory", "/home/" + name, "shell", shell);
  }
}
