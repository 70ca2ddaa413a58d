package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Handler;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sending each command once, whatever AWS answers. */
@Execution(ExecutionMode.CONCURRENT)
class SendingTest extends SsmTest {
  @ParameterizedTest
  @CsvSource({
    "400, ThrottlingException",
    "400, Throttling",
    "503, RequestLimitExceeded",
    "503, SlowDown"
  })
  void throttlingInEverySpellingIsWaitedFor(int status, String code) {
    ssm.fleet(2);
    Handler throttled = call -> Answer.error(status, code, "Rate exceeded");
    aws.on("ssm", "SendCommand", Handler.firstly(3, throttled, ssm::send));

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(2));
    assertEquals(4, calls("SendCommand").size());
    assertTrue(calls("ListCommands").isEmpty(), "what was throttled was not sent");
  }

  @Test
  void everyReadIsRetriedWhenThrottled() {
    ssm.fleet(2);
    ssm.host(1).fails(1, "no");
    aws.on("ssm", "DescribeInstanceInformation", Handler.throttledFirst(1, ssm::describe));
    aws.on("ssm", "ListCommandInvocations", Handler.throttledFirst(1, ssm::listInvocations));
    aws.on("ssm", "GetCommandInvocation", Handler.throttledFirst(1, ssm::getInvocation));

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(InstanceOutcome.FAILED, "exit code 1: no (Failed)", results.get(1));
    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(2));
  }

  @Test
  void aRefusedInstanceThatIsNamedIsLeftOutOfItsBatch() {
    ssm.fleet(50);
    ssm.host(17).refused = true;

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.UNDELIVERABLE,
        "SSM does not take it: InvalidInstanceId: Instances [[i-00000000000000011]] not in a valid"
            + " state",
        results.get(17));
    assertEquals(49, successes(results));
    assertEquals(1, ssm.commands.size());
  }

  @Test
  void refusedInstancesThatAreNotNamedAreFoundByHalves() {
    ssm.fleet(50);
    ssm.namesRefused = false;
    ssm.host(17).refused = true;
    ssm.host(42).refused = true;

    Map<Integer, InstanceResult> results = collect();

    assertEquals(48, successes(results));
    assertEquals(InstanceOutcome.UNDELIVERABLE, results.get(17).outcome());
    assertEquals(InstanceOutcome.UNDELIVERABLE, results.get(42).outcome());
    assertEquals(48, ssm.commands.values().stream().mapToInt(sent -> sent.ids().size()).sum());
  }

  @Test
  void anIdThatSsmCallsMalformedIsFoundByHalves() {
    ssm.fleet(4);
    aws.on(
        "ssm",
        "SendCommand",
        call ->
            call.text().contains(ScriptedSsm.id(3))
                ? Answer.error(
                    400, "ValidationException", "Value at 'instanceIds' failed: regular expression")
                : ssm.send(call));

    Map<Integer, InstanceResult> results = collect();

    assertEquals(InstanceOutcome.UNDELIVERABLE, results.get(3).outcome());
    assertEquals(3, successes(results));
  }

  @Test
  void aSendWithoutAnAnswerIsLookedForBeforeItIsSentAgain() {
    ssm.fleet(3);
    ssm.invisible = Duration.ofSeconds(1);
    AtomicInteger sends = new AtomicInteger();
    aws.on("ssm", "SendCommand", call -> lost(call, sends));

    Map<Integer, InstanceResult> results = collect();

    assertEquals(3, successes(results));
    assertEquals(1, ssm.commands.size(), "sent once");
    assertEquals(1, sends.get(), "not even tried twice");
  }

  /** It is done, and the answer is lost. */
  private Answer lost(Call call, AtomicInteger sends) {
    sends.incrementAndGet();
    ssm.send(call);
    return Answer.error(500, "InternalServerError", "");
  }

  @Test
  void aSendThatWasNeverDoneIsSentAgain() {
    ssm.fleet(3);
    Handler broken = call -> Answer.error(500, "InternalServerError", "");
    aws.on("ssm", "SendCommand", Handler.firstly(1, broken, ssm::send));

    assertEquals(3, successes(collect()));
    assertEquals(1, ssm.commands.size());
    assertTrue(time.sinceStart().toSeconds() >= 30, "a command may take 30 s to be listed");
  }

  @Test
  void whatMayHaveBeenSentIsNeverCalledNotSent() {
    ssm.fleet(2);
    aws.on("ssm", "SendCommand", call -> lost(call, new AtomicInteger()));
    aws.on(
        "ssm",
        "ListCommands",
        call -> Answer.error(400, "AccessDeniedException", "no ListCommands"));

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertEquals(
        "no answer came to a command, which may have been sent: AccessDeniedException: no"
            + " ListCommands; see docs/aws.md for the policy. The same run id (run-2026-11-20) looks"
            + " for it",
        failure.getMessage());
    assertTrue(notes.stream().noneMatch(note -> note.contains("not sent")), notes::toString);
    aws.on("ssm", "ListCommands", ssm::listCommands);
    done.clear();
    assertEquals(2, successes(collect()));
    assertEquals(1, ssm.commands.size());
  }

  @Test
  void soInARunOfSeveralCommands() {
    ssm.fleet(60);
    AtomicInteger sends = new AtomicInteger();
    aws.on(
        "ssm", "SendCommand", call -> sends.get() == 0 ? second(call, sends) : lost(call, sends));
    aws.on("ssm", "ListCommands", call -> Answer.error(503, "InternalServerError", "later"));
    settings.put("aws.max-attempts", "1");

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(
        InstanceOutcome.DEADLINE,
        "the command may have been sent, but no answer came: InternalServerError: later; try again"
            + " with the same run id",
        results.get(60));
    assertEquals(50, successes(results));
  }

  private Answer second(Call call, AtomicInteger sends) {
    sends.incrementAndGet();
    return ssm.send(call);
  }

  @Test
  void whenNothingCanBeSentTheRunFailsAndSaysWhatToDo() {
    ssm.fleet(2);
    aws.on(
        "ssm",
        "SendCommand",
        call -> Answer.error(400, "ExpiredTokenException", "The security token is expired"));

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertEquals(
        "no command was sent: ExpiredTokenException: The security token is expired;"
            + " renew the credentials and try again with the same run id",
        failure.getMessage());
    aws.on("ssm", "SendCommand", ssm::send);
    done.clear();
    assertEquals(2, successes(collect()));
  }

  @Test
  void expiredCredentialsWhileWaitingKeepWhatIsKnownAndTheRunCanBeFinished() {
    ssm.fleet(2);
    ssm.host(2).goes(1, "InProgress", "InProgress", 60, "Success", "Success");
    Handler expired = call -> Answer.error(400, "ExpiredTokenException", "expired");
    aws.on("ssm", "ListCommandInvocations", Handler.firstly(6, ssm::listInvocations, expired));

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(1));
    assertOutcome(
        InstanceOutcome.DEADLINE,
        "SSM could not be asked any more: ExpiredTokenException: expired;"
            + " the last state was: InProgress",
        results.get(2));
    aws.on("ssm", "ListCommandInvocations", ssm::listInvocations);
    done.clear();
    assertEquals(2, successes(collect()));
    assertEquals(1, ssm.commands.size());
  }

  @Test
  void aWrongClockIsNoMatterOfCredentials() {
    ssm.fleet(1);
    settings.put("aws.max-attempts", "1");
    aws.on(
        "ssm",
        "DescribeInstanceInformation",
        call ->
            Answer.error(
                400,
                "InvalidSignatureException",
                "Signature expired: 20261120T030000Z is now earlier than 20261120T050000Z"));

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertEquals(
        "SSM could not be asked: InvalidSignatureException: Signature expired: 20261120T030000Z is"
            + " now earlier than 20261120T050000Z; set the clock of this machine and try again with"
            + " the same run id",
        failure.getMessage());
  }

  @Test
  void whenSsmAnswersNowhereTheRunFailsBeforeAnythingIsSent() {
    ssm.fleet(2);
    aws.on(
        "ssm",
        "DescribeInstanceInformation",
        call -> Answer.error(400, "UnrecognizedClientException", "The security token is invalid"));

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertEquals(
        "SSM could not be asked: UnrecognizedClientException: The security token is invalid;"
            + " renew the credentials and try again with the same run id",
        failure.getMessage());
    assertTrue(calls("SendCommand").isEmpty());
  }

  private static long successes(Map<Integer, InstanceResult> results) {
    return results.values().stream().filter(r -> r.outcome() == InstanceOutcome.SUCCESS).count();
  }
}
