package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Handler;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Target;
import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is sent, and how the states of instances become results. */
class SsmCollectionTest extends SsmTest {

  @Test
  void everyInstanceAnswersAndIsCountedOnce() {
    ssm.fleet(3);

    Map<Integer, InstanceResult> results = collect();

    for (InstanceResult result : results.values()) {
      assertOutcome(InstanceOutcome.SUCCESS, "", result);
      assertEquals(1, result.observations().size());
      assertEquals(ssm.hosts.get(result.instanceId()).stdout.length, result.bytes());
    }
    assertEquals("0 of 3", progress.get(0));
    assertEquals("3 of 3", progress.get(progress.size() - 1));
  }

  @Test
  void theCommandBoundsTimeAndErrorsAndNamesTheRun() {
    ssm.fleet(1);

    collect();

    JsonNode sent = calls("SendCommand").get(0).json();
    assertEquals("AWS-RunShellScript", sent.path("DocumentName").asText());
    assertEquals("100%", sent.path("MaxErrors").asText());
    assertEquals("50", sent.path("MaxConcurrency").asText());
    assertEquals(120, sent.path("TimeoutSeconds").asInt());
    assertEquals("[\"300\"]", sent.path("Parameters").path("executionTimeout").toString());
    assertEquals("diffy run-2026-11-20 1 INC-7", sent.path("Comment").asText());
    assertEquals(ScriptedSsm.BUCKET, sent.path("OutputS3BucketName").asText());
    assertEquals("diffy/runs/" + RUN, sent.path("OutputS3KeyPrefix").asText());
    List<String> lines = new ArrayList<>();
    sent.path("Parameters").path("commands").forEach(line -> lines.add(line.asText()));
    assertEquals(payload.script(), String.join("\n", lines));
  }

  @Test
  void aHostileIncidentIdIsOnlyACommentAndIsCut() {
    ssm.fleet(1);
    incident = "'; rm -rf / $(id)\n{{ssm:secret}}" + "x".repeat(200);

    collect();

    String comment = calls("SendCommand").get(0).json().path("Comment").asText();
    assertEquals(100, comment.length());
    assertTrue(comment.startsWith("diffy run-2026-11-20 1 ___rm_-rf_/___id____ssm:secret__xxx"));
    assertFalse(
        calls("SendCommand").get(0).json().path("Parameters").toString().contains("rm -rf"));
  }

  @Test
  void fiftyOneInstancesAreTwoCommands() {
    ssm.fleet(51);

    collect();

    List<Integer> sizes = new ArrayList<>();
    Set<String> ids = new TreeSet<>();
    calls("SendCommand")
        .forEach(
            call -> {
              sizes.add(call.json().path("InstanceIds").size());
              call.json().path("InstanceIds").forEach(id -> assertTrue(ids.add(id.asText())));
            });
    assertEquals(List.of(50, 1), sizes);
    assertEquals(ssm.hosts.keySet(), ids);
  }

  @Test
  void everyListIsReadToItsLastPage() {
    ssm.fleet(60);
    ssm.pageSize = 7;

    Map<Integer, InstanceResult> results = collect();

    assertTrue(results.values().stream().allMatch(r -> r.outcome() == InstanceOutcome.SUCCESS));
    assertEquals(9, calls("DescribeInstanceInformation").size());
  }

  @Test
  void whomSsmCannotAskIsNotSentAnything() {
    ssm.fleet(6);
    ssm.host(2).ping = "ConnectionLost";
    ssm.host(3).ping = "Inactive";
    ssm.host(4).managed = false;
    ssm.host(5).platform = "Windows";

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.AGENT_OFFLINE,
        "its SSM agent is not connected (ConnectionLost)",
        results.get(2));
    assertOutcome(
        InstanceOutcome.AGENT_OFFLINE, "its SSM agent is not connected (Inactive)", results.get(3));
    assertOutcome(
        InstanceOutcome.NOT_MANAGED,
        "SSM does not know it: no agent, no instance profile for SSM, or no way to SSM",
        results.get(4));
    assertOutcome(InstanceOutcome.SKIPPED, "its platform is Windows, not Linux", results.get(5));
    assertEquals(InstanceOutcome.SUCCESS, results.get(1).outcome());
    assertEquals(InstanceOutcome.SUCCESS, results.get(6).outcome());
    assertEquals(
        List.of(ScriptedSsm.id(1), ScriptedSsm.id(6)),
        ssm.commands.values().iterator().next().ids());
  }

  @Test
  void whoIsSkippedByItsLifecycleKeepsThatReason() {
    ssm.fleet(2);
    Target standby =
        new Target(Instance.named("web", ScriptedSsm.id(9)), "Standby", "its state is Standby");

    List<InstanceResult> results =
        new SsmCollection(time.pause())
            .collect(
                new Order(
                    RUN,
                    "",
                    List.of(standby, target(ScriptedSsm.id(1)), target("web-1'$(id)")),
                    payload,
                    order().patience()),
                listener(),
                context());

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(0));
    assertOutcome(InstanceOutcome.SKIPPED, "its state is Standby", results.get(1));
    assertOutcome(
        InstanceOutcome.NOT_MANAGED,
        "\"web-1'$(id)\" is no id that SSM could know",
        results.get(2));
  }

  @Test
  void anEmptyListRightAfterSendingIsNotTheEnd() {
    ssm.fleet(2);
    aws.on(
        "ssm",
        "ListCommandInvocations",
        Handler.firstly(
            2, Handler.always(Map.of("CommandInvocations", List.of())), ssm::listInvocations));

    assertEquals(InstanceOutcome.SUCCESS, collect().get(2).outcome());
  }

  @Test
  void aDelayedInstanceMaySucceedYet() {
    ssm.fleet(1);
    ssm.host(1).goes(1, "Delayed", "Delayed", 40, "Success", "Success");

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(1));
  }

  @Test
  void aWordThatNobodyKnowsIsAskedAgainUntilTheDeadline() {
    ssm.fleet(2);
    ssm.host(1).goes(1, "Hibernating", "Deep Sleep");
    ssm.host(2).goes(1, "Hibernating", "Deep Sleep", 60, "Success", "Success");

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(2));
    assertOutcome(
        InstanceOutcome.DEADLINE,
        "no answer within 450 s; the last state was: Hibernating, Deep Sleep",
        results.get(1));
    assertEquals(450, time.sinceStart().toSeconds());
  }

  @Test
  void eachWayToEndHasItsOwnOutcomeInBothSpellings() {
    ssm.fleet(9);
    ssm.host(1).goes(1, "TimedOut", "Execution Timed Out");
    ssm.host(2).goes(1, "TimedOut", "DeliveryTimedOut");
    ssm.host(3).goes(1, "Failed", "Undeliverable");
    ssm.host(4).goes(1, "Failed", "Terminated");
    ssm.host(5).goes(1, "Failed", "AccessDenied");
    ssm.host(6).goes(1, "Cancelled", "Cancelled");
    ssm.host(7).goes(1, "Failed", "Invalid Platform");
    ssm.host(8).fails(3, "osqueryi: \u001b[31mno such table\nx");

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.EXECUTION_TIMED_OUT,
        "it ran longer than 300 s (TimedOut, Execution Timed Out)",
        results.get(1));
    assertOutcome(
        InstanceOutcome.DELIVERY_TIMED_OUT,
        "it did not take the command within 120 s (TimedOut, DeliveryTimedOut)",
        results.get(2));
    assertOutcome(
        InstanceOutcome.UNDELIVERABLE,
        "SSM could not bring the command to it (Failed, Undeliverable)",
        results.get(3));
    assertOutcome(
        InstanceOutcome.TERMINATED,
        "SSM ended the command before it ran here (Failed, Terminated)",
        results.get(4));
    assertOutcome(
        InstanceOutcome.ACCESS_DENIED,
        "no policy allows to send it this command (Failed, AccessDenied)",
        results.get(5));
    assertOutcome(
        InstanceOutcome.CANCELLED, "the command was cancelled (Cancelled)", results.get(6));
    assertEquals(InstanceOutcome.UNDELIVERABLE, results.get(7).outcome());
    assertOutcome(
        InstanceOutcome.FAILED,
        "exit code 3: osqueryi: [31mno such table x (Failed)",
        results.get(8));
    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(9));
    assertEquals(1, calls("GetCommandInvocation").size(), "only the failed one is asked");
  }

  @Test
  void anInvocationThatDoesNotExistYetIsAskedAgain() {
    ssm.fleet(1);
    ssm.host(1).fails(7, "no disk");
    Handler notYet = call -> Answer.error(400, "InvocationDoesNotExist", "");
    aws.on("ssm", "GetCommandInvocation", Handler.firstly(2, notYet, ssm::getInvocation));

    assertOutcome(InstanceOutcome.FAILED, "exit code 7: no disk (Failed)", collect().get(1));
  }

  @Test
  void whoLeftAndWhoJoinedDuringTheRunIsNamed() {
    ssm.fleet(3);
    ssm.host(2).goes(1, "Failed", "Undeliverable");
    again = () -> List.of(target(ScriptedSsm.id(3)), target(ScriptedSsm.id(4)));

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(1));
    assertOutcome(
        InstanceOutcome.TERMINATED,
        "left the group during the run; before that: SSM could not bring the command to it"
            + " (Failed, Undeliverable)",
        results.get(2));
    assertOutcome(InstanceOutcome.SKIPPED, "joined the group during the run", results.get(4));
    assertTrue(
        notes.contains(
            "left the group during the run: " + ScriptedSsm.id(1) + ", " + ScriptedSsm.id(2)));
    assertTrue(notes.contains("joined the group during the run: " + ScriptedSsm.id(4)));
  }

  @Test
  void answersAreNotLostWhenTheTargetsCannotBeFoundAgain() {
    ssm.fleet(1);
    again =
        () -> {
          throw new IllegalStateException("no such group");
        };

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(1));
    assertTrue(notes.contains("who left or joined during the run is not known: no such group"));
  }

  @Test
  void aPlanSendsNothingAndSaysWhatWouldBeSent() {
    ssm.fleet(51);

    List<String> lines = new SsmCollection(time.pause()).plan(order(), context());

    assertTrue(aws.calls().isEmpty());
    assertEquals(
        "document AWS-RunShellScript, at once on 50, may take 300 s, delivery 120 s", lines.get(0));
    assertEquals("output to s3://diffy-output/diffy/runs/run-2026-11-20/", lines.get(4));
    assertTrue(
        lines
            .get(6)
            .endsWith(
                "SendCommand \"diffy run-2026-11-20 2 INC-7\" to 1 instances, those that have no"
                    + " agent left out: "
                    + ScriptedSsm.id(51)),
        lines.get(6));
  }
}
