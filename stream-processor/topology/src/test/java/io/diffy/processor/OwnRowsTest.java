package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.WhatWasSeen;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many hosts that each have a root key that nobody else has are one finding. */
class OwnRowsTest extends FortyHostsTest {
  private static final int ATTACKED = 12;

  @Test
  void itSaysHowManyAndShowsOne() {
    Finding all = attackedHosts();

    assertEquals(ATTACKED, all.instances().size());
    assertEquals(
        "12 of 40 instances each have a row here that hardly anybody else has; this is one of them",
        all.reason());
    assertTrue(all.row().get("key").startsWith("AAAAevil"), all.row()::toString);
    assertEquals(List.of("key"), all.evidence().differing());
    assertEquals(
        ATTACKED,
        all.instances().stream()
            .map(host -> all.sighting(host.instanceId()).orElseThrow().own())
            .map(own -> own.getOrDefault("key", all.row().get("key")))
            .filter(key -> key.startsWith("AAAAevil"))
            .distinct()
            .count(),
        "each host's own key");
  }

  @Test
  void whileNothingChangesItSaysNothing() {
    String uid = attackedHosts().uid();

    assertEquals(Optional.empty(), next(uid, n -> keys(n, ATTACKED, "")));
  }

  @ParameterizedTest
  @CsvSource({"13, ", "20, ", "25, ", "3, ROW_GONE", "0, ROW_GONE"})
  void itGoesOnWithMoreHostsAndEndsWhenEachIsToldByItself(int later, CloseReason reason) {
    String uid = attackedHosts().uid();
    Optional<Finding> now = next(uid, n -> keys(n, later, ""));

    assertEquals(Optional.ofNullable(reason), now.flatMap(Finding::closeReason));
    assertEquals(
        Optional.of(later).filter(n -> n >= ATTACKED),
        now.filter(Finding::isOpen).map(f -> f.instances().size()));
  }

  @ParameterizedTest
  @CsvSource({"'', false", "more, true"})
  void whoAcceptsItAcceptsTheseRowsAndNoOther(String otherKey, boolean open) {
    Finding all = attackedHosts();
    rig.accept(
        new ExceptionRule(
            all.uid(),
            all.group(),
            About.finding(all, "").as(WhatWasSeen.of(all, all.instances())),
            Reach.GROUP,
            new Accepted("known", "alice", FOUR_AM.plusSeconds(200)),
            Optional.empty()));
    Optional<Finding> now = next(all.uid(), n -> keys(n, ATTACKED, n == 3 ? otherKey : ""));

    assertEquals(open, now.orElseThrow().isOpen(), now::toString);
  }

  private Finding attackedHosts() {
    judge("authorized_keys", n -> keys(n, ATTACKED, ""));
    return accused().get(0);
  }

  /** What became of a finding an hour later. */
  private Optional<Finding> next(String uid, IntFunction<List<Map<String, String>>> rows) {
    hour("authorized_keys", FOUR_AM, rows);
    rig.end(FIVE_AM);
    return rig.findings().stream().filter(f -> f.uid().equals(uid)).reduce((a, b) -> b);
  }

  private static List<Map<String, String>> keys(int n, int attacked, String more) {
    return n < attacked
        ? List.of(key("AAAAops"), key("AAAAevil" + (char) ('a' + n) + more))
        : List.of(key("AAAAops"));
  }

  private static Map<String, String> key(String key) {
    return row("username", "root", "uid", "0", "key", key, "key_file", "/root/.ssh/keys");
  }
}
