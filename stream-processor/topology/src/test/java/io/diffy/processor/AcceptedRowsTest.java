package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.WhatWasSeen;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.Triage;
import io.diffy.schemas.Triage.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * An exception covers what was seen: a cache on port 6379 of web-prod, and what stands there next.
 */
class AcceptedRowsTest extends WebProdTest {
  private static final Instance HOST_4 = instance(4);
  private static final Instance HOST_7 = instance(7);
  private static final Map<String, String> REDIS = port("/usr/bin/redis-server", "101");
  private static final Map<String, String> BACKDOOR =
      port("/tmp/.x/redis-server --backdoor", "102");

  private final Map<Instance, Map<String, String>> shown = new HashMap<>();
  private final Set<Instance> silent = new HashSet<>();
  private Instant hour = THREE_AM;

  @Test
  void aBackdoorBehindAnAcceptedPortIsTold() {
    shown.put(HOST_4, REDIS);
    Finding found = only(judged());
    rig.accept(rule(found, Scope.INSTANCE, HOST_4, Optional.empty()));
    assertAccepted(judged());

    shown.put(HOST_4, BACKDOOR);
    Finding back = only(judged());

    assertEquals(found.uid(), back.uid());
    assertTrue(back.isOpen());
    assertEquals(BACKDOOR, back.row());
    assertTrue(
        back.reason()
            .contains(
                "accepted on 2026-11-20 as path \"/usr/bin/redis-server\", now"
                    + " \"/tmp/.x/redis-server --backdoor\""),
        back::reason);
    assertEquals(REDIS, back.thing().orElseThrow().acceptedAs());
  }

  @Test
  void whatAnAcceptedThingBecameIsOneEventAndItsNextChangeAnUpdate() {
    shown.put(HOST_4, REDIS);
    rig.accept(rule(only(judged()), Scope.INSTANCE, HOST_4, Optional.empty()));
    assertAccepted(judged());

    shown.put(HOST_4, BACKDOOR);
    Finding back = only(judged());
    assertEquals(List.of("path"), columns(back));
    assertFalse(back.reason().contains("; changed: "), back::reason);
    assertEquals(Optional.empty(), back.sighting(HOST_4.instanceId()).orElseThrow().returned());
    assertEquals(List.of(), judged());

    shown.put(HOST_4, port("/tmp/.x/redis-server --quiet", "103"));
    Finding next = only(judged());
    assertEquals(Activity.UPDATE, next.activity());
    assertEquals(BACKDOOR.get("path"), next.changes().get(0).old());
    assertTrue(next.reason().contains("; changed: path from "), next::reason);
    assertTrue(next.reason().contains("; accepted on 2026-11-20 as path "), next::reason);
  }

  @Test
  void theRowThatMostHostsShowIsTheFindingsOwnAndEachOtherOneStandsBesideIt() {
    shown.put(HOST_4, BACKDOOR);
    shown.put(HOST_7, REDIS);
    shown.put(instance(8), REDIS);

    Finding found = only(judged());

    assertEquals(REDIS, found.row());
    assertEquals(
        List.of(Map.of(), BACKDOOR),
        found.thing().orElseThrow().items().stream().map(ShownItem::row).toList());
    assertEquals(REDIS, WhatWasSeen.of(found, List.of(HOST_7)).row());
    assertEquals(BACKDOOR, WhatWasSeen.of(found, List.of(HOST_4)).row());
  }

  @Test
  void whatChangesByItselfDoesNotOpenItAgain() {
    shown.put(HOST_4, REDIS);
    rig.accept(rule(only(judged()), Scope.INSTANCE, HOST_4, Optional.empty()));
    assertAccepted(judged());

    shown.put(HOST_4, port("/usr/bin/redis-server", "30999"));
    assertEquals(List.of(), judged());
  }

  @Test
  void whoFallsSilentAfterTheChangeIsNotClosedAsAccepted() {
    shown.put(HOST_4, REDIS);
    rig.accept(rule(only(judged()), Scope.INSTANCE, HOST_4, Optional.empty()));
    assertAccepted(judged());
    shown.put(HOST_4, BACKDOOR);
    assertTrue(only(judged()).isOpen());

    silent.add(HOST_4);
    judged();
    List<Finding> events = judged();

    assertFalse(
        events.stream().anyMatch(f -> f.closeReason().equals(Optional.of(CloseReason.ACCEPTED))),
        events::toString);
  }

  @Test
  void anotherHostWithAnotherRowIsNotCovered() {
    shown.put(HOST_4, REDIS);
    shown.put(HOST_7, BACKDOOR);
    Finding found = only(judged());
    assertEquals(2, found.thing().orElseThrow().items().size());
    rig.accept(rule(found, Scope.INSTANCE, HOST_4, Optional.empty()));

    Finding left = only(judged());

    assertEquals(List.of(HOST_7), left.instances());
    assertEquals(BACKDOOR, left.row());
  }

  @Test
  void groupWideItReachesLaterHostsThatShowTheSameAndListsThem() {
    shown.put(HOST_4, REDIS);
    rig.accept(rule(only(judged()), Scope.GROUP, HOST_4, Optional.empty()));
    assertAccepted(judged());

    shown.put(HOST_7, REDIS);
    assertEquals(List.of(), judged());
    Hidden hidden = hidden().get(0);
    assertEquals(2, hidden.hosts());
    assertEquals(List.of(HOST_4.instanceId(), HOST_7.instanceId()), hidden.instances());

    shown.put(HOST_7, BACKDOOR);
    assertEquals(List.of(HOST_7), only(judged()).instances());
  }

  @Test
  void anExceptionOfAnOlderVersionCoversAnyAttributes() {
    shown.put(HOST_4, REDIS);
    Finding found = only(judged());
    rig.accept(
        new ExceptionRule(
            "old",
            found.group(),
            About.finding(found, ""),
            Reach.GROUP,
            new Accepted("known", "alice", FOUR_AM),
            Optional.empty()));
    assertAccepted(judged());

    shown.put(HOST_4, BACKDOOR);
    assertEquals(List.of(), judged());
    assertEquals(List.of(found.uid()), hidden().stream().map(Hidden::findingUid).toList());
  }

  @Test
  void whenItExpiresItSaysSo() {
    shown.put(HOST_4, REDIS);
    Finding found = only(judged());
    rig.accept(rule(found, Scope.INSTANCE, HOST_4, Optional.of(hour.plus(HOUR).plusSeconds(1))));
    assertAccepted(judged());

    Finding back = only(judged());

    assertTrue(
        back.reason().endsWith("; what was accepted on 2026-11-20 has expired"), back::reason);
  }

  @Test
  void aSecondSilenceIsNotTheOneThatWasAccepted() {
    judged();
    silent.add(HOST_4);
    judged();
    List<Finding> events = judged();
    Finding gap =
        events.stream()
            .filter(f -> f.kind() == Kind.COVERAGE && f.isOpen())
            .findFirst()
            .orElseThrow();
    rig.accept(rule(gap, Scope.INSTANCE, HOST_4, Optional.empty()));
    silent.clear();
    judged();
    judged();
    silent.add(HOST_4);
    List<Finding> later = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      later.addAll(judged());
    }

    assertTrue(
        later.stream()
            .anyMatch(
                f -> f.uid().equals(gap.uid()) && f.isOpen() && f.instances().contains(HOST_4)),
        later::toString);
  }

  @Test
  void whoFellSilentIsAcceptedUntilItAnswersAndFallsSilentAgain() {
    judged();
    silent.add(HOST_4);
    Finding lead = silence(8);
    rig.accept(note(lead, State.INVESTIGATING, "being rebuilt"));
    assertEquals("being rebuilt", silence(1).triage().orElseThrow().note());
    rig.accept(rule(lead, Scope.INSTANCE, HOST_4, Optional.empty()));
    assertEquals(Optional.of(CloseReason.ACCEPTED), silence(1).closeReason());
    silent.clear();
    judged();
    judged();

    silent.add(HOST_4);
    Finding again = silence(8);

    assertEquals(lead.uid(), again.uid());
    assertTrue(again.isOpen());
  }

  private Finding silence(int hours) {
    List<Finding> events = new ArrayList<>();
    for (int n = 0; n < hours; n++) {
      events.addAll(judged());
    }
    return events.stream().filter(Finding::isSilence).reduce((a, b) -> b).orElseThrow();
  }

  private static List<String> columns(Finding finding) {
    return finding.changes().stream().map(AttributeChange::column).toList();
  }

  @Test
  void whatAPersonSaysIsAnEventAndAVerdictDoesNotOutliveTheRow() {
    shown.put(HOST_4, REDIS);
    Finding found = only(judged());
    rig.accept(note(found, State.FALSE_POSITIVE, "our cache"));

    Finding said = only(judged());
    assertEquals(Activity.UPDATE, said.activity());
    assertEquals(State.FALSE_POSITIVE, said.triage().orElseThrow().state());
    assertEquals("ben", said.triage().orElseThrow().assignee());
    assertEquals(List.of(), judged());

    shown.put(HOST_4, BACKDOOR);
    Finding changed = only(judged());
    assertEquals(State.NEW, changed.triage().orElseThrow().state());
    assertEquals("our cache", changed.triage().orElseThrow().note());
    assertEquals(List.of(), judged());
  }

  private List<Hidden> hidden() {
    List<Hidden> hidden = new ArrayList<>();
    rig.evaluations().stream()
        .filter(e -> e.query().equals("listening_ports"))
        .reduce((a, b) -> b)
        .ifPresent(last -> hidden.addAll(last.open().hidden()));
    return hidden;
  }

  /** The next hour of ten hosts, and what is said of it. */
  private List<Finding> judged() {
    int n = 0;
    for (Instance host : instances(10)) {
      n++;
      if (!silent.contains(host)) {
        List<Map<String, String>> rows = new ArrayList<>(List.of(sshd()));
        Optional.ofNullable(shown.get(host)).ifPresent(rows::add);
        rig.observe(Observation.of(host, "listening_ports", hour.plusSeconds(180 + n), rows));
      }
    }
    hour = hour.plus(HOUR);
    rig.end(hour);
    return rig.findings();
  }

  private static Finding only(List<Finding> events) {
    List<Finding> deviations = events.stream().filter(f -> f.kind().isDeviation()).toList();
    assertEquals(1, deviations.size(), events::toString);
    return deviations.get(0);
  }

  private static void assertAccepted(List<Finding> events) {
    assertEquals(Optional.of(CloseReason.ACCEPTED), only(events).closeReason());
  }

  private static ExceptionRule rule(
      Finding finding, Scope scope, Instance host, Optional<Instant> end) {
    return new ExceptionRule(
        "9c1f2d0e",
        finding.group(),
        About.finding(finding, "").as(WhatWasSeen.of(finding, List.of(host))),
        Reach.of(scope, host),
        new Accepted("our cache", "alice", finding.evaluatedAt()),
        end);
  }

  private static ExceptionRule note(Finding finding, State state, String words) {
    return new ExceptionRule(
        "triage-" + finding.uid(),
        finding.group(),
        About.finding(finding, ""),
        Reach.NOTHING,
        new Accepted(
            words, "anna", finding.evaluatedAt(), Optional.of(new Triage.Step(state, "ben"))),
        Optional.empty());
  }

  private static Map<String, String> sshd() {
    return Map.of(
        "address",
        "0.0.0.0",
        "port",
        "22",
        "protocol",
        "6",
        "family",
        "2",
        "name",
        "sshd",
        "path",
        "/usr/sbin/sshd",
        "pid",
        "1");
  }

  private static Map<String, String> port(String path, String pid) {
    return Map.of(
        "address",
        "127.0.0.1",
        "port",
        "6379",
        "protocol",
        "6",
        "family",
        "2",
        "name",
        "redis-server",
        "path",
        path,
        "pid",
        pid);
  }
}
