package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens to a run that was interrupted, and to one that is stopped. */
class ResumeTest extends SsmTest {

  /** Ends a thread like a crash: nothing in the plugin catches it. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aCrashWhileWaitingIsFinishedWithoutSendingAnything() {
    ssm.fleet(60);
    crashesWhileWaiting();

    Map<Integer, InstanceResult> results = collect();

    assertTrue(results.values().stream().allMatch(r -> r.outcome() == InstanceOutcome.SUCCESS));
    assertEquals(60, results.size());
    assertEquals(2, calls("SendCommand").size());
    assertTrue(notes.get(0).endsWith("2 of its commands are sent, it is finished"), notes.get(0));
  }

  /**
   * The moment that no file can cover: SSM has the command, and its id was not written yet. The
   * state on the disk is then the one before the answer.
   */
  @Test
  void aCrashBetweenSendingAndWritingFindsTheCommandByItsComment() throws IOException {
    ssm.fleet(60);
    ssm.invisible = Duration.ofSeconds(5);
    ssm.commandPageSize = 1;
    List<byte[]> states = new ArrayList<>();
    aws.on("ssm", "SendCommand", call -> sentAfterKeeping(call, states));
    crashesWhileWaiting();
    Files.write(state.resolve("runs").resolve(RUN + ".json"), states.get(1));

    Map<Integer, InstanceResult> results = collect();

    assertTrue(results.values().stream().allMatch(r -> r.outcome() == InstanceOutcome.SUCCESS));
    assertEquals(2, calls("SendCommand").size(), "the second command is found, not sent again");
    assertTrue(
        calls("ListCommands").stream().anyMatch(call -> call.json().has("NextToken")),
        "found on its second page");
  }

  private Answer sentAfterKeeping(Call call, List<byte[]> states) {
    try {
      states.add(Files.readAllBytes(state.resolve("runs").resolve(RUN + ".json")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return ssm.send(call);
  }

  @Test
  void aCrashBetweenTwoCommandsSendsOnlyTheOther() {
    ssm.fleet(60);
    aws.on(
        "ssm",
        "SendCommand",
        call -> {
          Answer answer = ssm.send(call);
          stop = () -> true;
          return answer;
        });
    collect();
    stop = () -> false;
    aws.on("ssm", "SendCommand", ssm::send);
    done.clear();

    collect();

    assertEquals(2, ssm.commands.size());
    assertEquals(60, ssm.commands.values().stream().mapToInt(sent -> sent.ids().size()).sum());
  }

  @Test
  void aFinishedRunThatIsAskedForAgainGivesTheSameAnswers() {
    ssm.fleet(3);
    ssm.host(2).fails(1, "no");
    Map<Integer, InstanceResult> first = collect();
    done.clear();

    Map<Integer, InstanceResult> second = collect();

    assertEquals(first.get(1).observations(), second.get(1).observations());
    assertEquals(first.get(2).reason(), second.get(2).reason());
    assertEquals(1, ssm.commands.size());
  }

  @Test
  void stoppingCancelsWhatIsUnfinishedAndKeepsWhatAnswered() {
    ssm.fleet(2);
    ssm.host(2).goes(1, "InProgress", "InProgress");
    stop = () -> time.sinceStart().toSeconds() > 10;

    Map<Integer, InstanceResult> results = collect();

    assertOutcome(InstanceOutcome.SUCCESS, "", results.get(1));
    assertEquals(InstanceOutcome.CANCELLED, results.get(2).outcome());
    assertEquals(1, calls("CancelCommand").size());
    assertEquals(
        "[\"" + ScriptedSsm.id(2) + "\"]",
        calls("CancelCommand").get(0).json().path("InstanceIds").toString());
  }

  @Test
  void oneRunIsNotCollectedTwiceAtOnce() {
    ssm.fleet(1);
    try (RunJournal other = RunJournal.open(state, RUN, time.instant())) {
      assertFalse(other.isBegun());
      PluginFailure failure = assertThrows(PluginFailure.class, this::collect);
      assertEquals(
          "run " + RUN + " is being collected already; wait for its end", failure.getMessage());
    }
  }

  @Test
  void aFileThatIsNoRunIsNamed() throws IOException {
    ssm.fleet(1);
    Files.createDirectories(state.resolve("runs"));
    Files.writeString(state.resolve("runs").resolve(RUN + ".json"), "{\"version\":1}");

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertTrue(failure.getMessage().contains(RUN + ".json can't be read"), failure.getMessage());
    assertTrue(calls("SendCommand").isEmpty());
  }

  private void crashesWhileWaiting() {
    Pause crash =
        (wait, asked) -> {
          throw new Crash();
        };
    assertThrows(
        Crash.class, () -> new SsmCollection(crash).collect(order(), listener(), context()));
    done.clear();
    notes.clear();
  }
}
