package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.WhatWasSeen;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A job of the hosts of web-prod whose command holds a key. The mask says that keys differ; who was
 * found or accepted with one shows another.
 */
class TextsBehindMasksTest extends WebProdTest {
  private static final Instance HOST_4 = instance(4);
  private static final String FIRST = "sync --key 5e1ab0c4d2f6";
  private static final String SECOND = "sync --key 77d0e19b3c5a";

  private final Map<String, String> commands = new TreeMap<>();
  private String everybodys = "";
  private Instant hour = THREE_AM;

  @Test
  void anotherKeyOfAnAcceptedJobIsTold() {
    commands.put(HOST_4.instanceId(), FIRST);
    accept(only(judged()));
    assertEquals(Optional.of(CloseReason.ACCEPTED), only(judged()).closeReason());
    assertEquals(List.of(), judged(), "the same key stays accepted");

    commands.put(HOST_4.instanceId(), SECOND);
    Finding back = only(judged());

    assertTrue(back.isOpen());
    assertTrue(
        back.reason().contains("as command \"" + FIRST + "\", now \"" + SECOND + "\""),
        back::reason);
    assertEquals(List.of(), judged(), "told once");
  }

  @Test
  void anotherKeyOfAnAcceptedAttributeIsTold() {
    everybodys = "sync --all";
    commands.put(HOST_4.instanceId(), FIRST);
    accept(only(judged()));
    assertEquals(Optional.of(CloseReason.ACCEPTED), only(judged()).closeReason());
    assertEquals(List.of(), judged(), "the same key stays accepted");

    commands.put(HOST_4.instanceId(), SECOND);

    assertTrue(only(judged()).isOpen());
    assertEquals(List.of(), judged(), "told once");
  }

  @Test
  void anotherKeyOfAFoundJobIsAnUpdate() {
    commands.put(HOST_4.instanceId(), FIRST);
    only(judged());
    assertEquals(List.of(), judged());

    commands.put(HOST_4.instanceId(), SECOND);
    Finding update = only(judged());

    assertEquals(FIRST, update.changes().get(0).old());
    assertEquals(SECOND, update.row().get("command"));
  }

  @Test
  void anotherKeyOfAFoundAttributeIsAnUpdate() {
    everybodys = "sync --all";
    commands.put(HOST_4.instanceId(), FIRST);
    only(judged());

    commands.put(HOST_4.instanceId(), SECOND);
    Finding update = only(judged());

    assertEquals(FIRST, update.changes().get(0).old());
    assertEquals(List.of(), judged());
  }

  @Test
  void theDigestOfARedactedSecretIsSuchAText() {
    commands.put(HOST_4.instanceId(), "sync --password <redacted:5e1ab0c4d2f60718>");
    accept(only(judged()));
    only(judged());

    commands.put(HOST_4.instanceId(), "sync --password <redacted:77d0e19b3c5a0719>");

    assertTrue(only(judged()).isOpen());
  }

  @Test
  void aKeyThatIsAnotherOneEachHourIsToldFiveTimesAndStaysAcceptedThen() {
    List<Finding> events = new ArrayList<>();
    Finding last = null;
    for (int n = 0; n < 12; n++) {
      commands.put(HOST_4.instanceId(), "sync --key 5e1ab0c4d2%02x".formatted(n + 16));
      events.addAll(judged());
      last = n == 7 ? events.get(events.size() - 1) : last;
    }

    assertEquals(1 + 5, events.size());
    assertTrue(last.reason().contains("command changes on its own and is not told again"));

    accept(last);
    assertEquals(Optional.of(CloseReason.ACCEPTED), only(judged()).closeReason());
    commands.put(HOST_4.instanceId(), SECOND);
    assertEquals(List.of(), judged());
    commands.put(HOST_4.instanceId(), "/tmp/" + SECOND);
    assertTrue(only(judged()).isOpen(), "the text around the mask is compared all the same");
  }

  @Test
  void hostsWithAKeyEachAreOneFindingThatSaysNothingWhileNothingChanges() {
    for (int n = 3; n < 5; n++) {
      commands.put(instance(n).instanceId(), "sync --key 5e1ab0c4d2%02x".formatted(n));
    }
    Finding found = only(judged());
    assertEquals(2, found.instances().size());
    assertEquals(2, found.thing().orElseThrow().items().size());
    assertEquals(List.of(), judged());
    assertEquals(List.of(), judged());
  }

  private void accept(Finding found) {
    rig.accept(
        new ExceptionRule(
            "9c1f2d0e",
            found.group(),
            About.finding(found, "").as(WhatWasSeen.of(found, List.of(HOST_4))),
            Reach.of(Scope.INSTANCE, HOST_4),
            new Accepted("our job", "alice", found.evaluatedAt()),
            Optional.empty()));
  }

  /** The next hour of ten hosts, and what is said of it. */
  private List<Finding> judged() {
    int n = 0;
    for (Instance host : instances(10)) {
      List<Map<String, String>> rows = new ArrayList<>(List.of(job("backup", "backup --nightly")));
      String command = commands.getOrDefault(host.instanceId(), everybodys);
      if (!command.isEmpty()) {
        rows.add(job("sync", command));
      }
      rig.observe(Observation.of(host, "own_jobs", hour.plusSeconds(180 + n++), rows));
    }
    hour = hour.plus(HOUR);
    rig.end(hour);
    return rig.findings().stream().filter(f -> f.query().equals("own_jobs")).toList();
  }

  private static Finding only(List<Finding> events) {
    assertEquals(1, events.size(), events::toString);
    return events.get(0);
  }

  private static Map<String, String> job(String name, String command) {
    return Map.of("name", name, "command", command);
  }
}
