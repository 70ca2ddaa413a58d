package io.diffy.aws.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Handler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A collector process that gets SIGKILL, and the next one with the same run id. */
@Execution(ExecutionMode.CONCURRENT)
class KillTest extends SsmTest {
  private final AtomicReference<Process> process = new AtomicReference<>();

  @BeforeEach
  void inRealTime() {
    ssm = new ScriptedSsm(aws, Clock.systemUTC()).fleet(60);
  }

  @Test
  void killedAfterAllIsSentTheNextStartFinishesTheSameCommands() throws Exception {
    aws.on("ssm", "ListCommandInvocations", this::killing);

    assertEquals(137, run().exitCode());
    aws.on("ssm", "ListCommandInvocations", ssm::listInvocations);
    assertFinishes();
    assertTrue(calls("ListCommands").isEmpty(), "both ids were on the disk");
  }

  /** SSM took the second command, and its answer never came. */
  @Test
  void killedWhileSendingTheNextStartFindsTheCommandAndSendsNoneTwice() throws Exception {
    aws.on(
        "ssm",
        "SendCommand",
        Handler.firstly(
            1,
            ssm::send,
            call -> {
              ssm.send(call);
              return killing(call);
            }));

    assertEquals(137, run().exitCode());
    aws.on("ssm", "SendCommand", ssm::send);
    assertFinishes();
  }

  private void assertFinishes() throws Exception {
    Ended next = run();
    assertEquals(0, next.exitCode(), next.output());
    assertEquals(60, next.output().lines().filter(line -> line.endsWith(" SUCCESS")).count());
    assertEquals(2, calls("SendCommand").size(), "of both processes");
    assertEquals(2, ssm.commands.size());
  }

  /** Kills the process that waits for this very answer. */
  private Answer killing(Call call) {
    process.get().destroyForcibly();
    try {
      process.get().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Answer.error(400, "Nobody", "hears this: " + call.operation());
  }

  private record Ended(int exitCode, String output) {}

  private Ended run() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name :
        List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.disableEc2Metadata")) {
      command.add("-D" + name + "=" + System.getProperty(name));
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            KilledCollector.class.getName(),
            state.toString(),
            "60"));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    process.set(new ProcessBuilder(command).redirectErrorStream(true).start());
    String output = new String(process.get().getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.get().waitFor(), output);
  }
}
