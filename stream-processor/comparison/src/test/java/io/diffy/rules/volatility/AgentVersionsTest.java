package io.diffy.rules.volatility;

import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.detection.Fleet;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.volatility.AgentVersions.OtherVersion;
import io.diffy.schemas.packfile.TriagePack;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Nine agents of one version and two of another, in whose answers nothing else differs. */
class AgentVersionsTest {
  private static final List<Map<String, String>> USERS =
      List.of(user("root", "0"), user("web", "33"), user("deploy", "1001"));
  private static final Map<String, String> INTRUDER = user("sysd", "0");

  @Test
  void rowsInOtherColumnsAreReadAsThePeersWriteThem() {
    assertRead("without shell", user -> without(user, "shell"));
    assertRead("with is_hidden, type", user -> with(with(user, "type", ""), "is_hidden", "0"));
    assertRead(
        "without shell and with login_shell",
        user -> with(without(user, "shell"), "login_shell", user.get("shell")));
    // What names a thing may be what is lacking.
    assertRead("without uid, username", user -> without(without(user, "uid"), "username"));
  }

  @Test
  void anotherSpellingOfTheSameFactIsNoOtherFact() {
    assertRead("in another spelling", user -> with(user, "shell", "SH"));
    assertRead("in another spelling", user -> with(user, "uid", "0" + user.get("uid")));
    assertRead(
        "in another spelling", user -> with(without(user, "shell"), "SHELL", user.get("shell")));
    assertRead("in another spelling", user -> with(user, "locked", "false"));
    assertRead("in another spelling", user -> with(user, "locked", ""));
  }

  @Test
  void aRowTooManyIsLeftOver() {
    Fleet fleet = peers();
    fleet.with(instance(11), all(plus(USERS, INTRUDER), user -> without(user, "shell")));

    long[] items = fleet.versions().others().iterator().next().items();

    assertEquals(4, items.length);
    assertEquals(1, Arrays.stream(items).filter(i -> isNobodyElses(fleet, i)).count());
  }

  @Test
  void otherFactsInAllRowsAreAChange() {
    assertEquals(0, others(user -> with(user, "shell", "/dev/shm/sh")).size());
    assertEquals(0, others(user -> with(user, "uid", "0")).size());
  }

  @Test
  void whoSharesARowWithMostIsOfTheirVersion() {
    Fleet fleet =
        peers().with(instance(11), plus(all(USERS, u -> without(u, "shell")), USERS.get(0)));

    assertEquals(0, fleet.versions().others().size());
  }

  @Test
  void twoRowsSayTooLittle() {
    Fleet fleet = new Fleet(rules());
    fleet.with(1, 10, USERS.subList(0, 2));
    fleet.with(instance(11), all(USERS.subList(0, 2), user -> without(user, "shell")));

    assertEquals(0, fleet.versions().others().size());
  }

  private static void assertRead(String manner, UnaryOperator<Map<String, String>> otherwise) {
    List<OtherVersion> others = others(otherwise);
    assertEquals(List.of(manner, manner), others.stream().map(OtherVersion::manner).toList());
    assertEquals(List.of(3, 3), others.stream().map(other -> other.read().length).toList());
  }

  private static List<OtherVersion> others(UnaryOperator<Map<String, String>> otherwise) {
    Fleet fleet = peers();
    fleet.with(11, 12, all(USERS, otherwise));
    return List.copyOf(fleet.versions().others());
  }

  private static Fleet peers() {
    return new Fleet(rules()).with(1, 10, USERS);
  }

  private static boolean isNobodyElses(Fleet fleet, long item) {
    return fleet.row(item).get("username").equals("sysd");
  }

  private static QueryRules rules() {
    return QueryRules.of(TriagePack.load().queries().get("users"));
  }

  private static Map<String, String> user(String name, String uid) {
    return row(
        "username", name, "uid", uid, "directory", "/home/" + name, "shell", "sh", "locked", "0");
  }

  private static List<Map<String, String>> all(
      List<Map<String, String>> rows, UnaryOperator<Map<String, String>> otherwise) {
    return rows.stream().map(otherwise).toList();
  }

  private static Map<String, String> without(Map<String, String> row, String column) {
    Map<String, String> changed = new LinkedHashMap<>(row);
    changed.remove(column);
    return changed;
  }

  private static Map<String, String> with(Map<String, String> row, String column, String text) {
    Map<String, String> changed = new LinkedHashMap<>(row);
    changed.put(column, text);
    return changed;
  }
}
