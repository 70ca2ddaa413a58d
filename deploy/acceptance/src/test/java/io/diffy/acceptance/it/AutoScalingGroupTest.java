package io.diffy.acceptance.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy new analysis} of an Auto Scaling Group, all of it real but AWS itself. */
final class AutoScalingGroupTest {
  private static final String SECRET = "secret-key-of-the-tests";
  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "AKIATESTKEYOFNOBODY0", "aws.secretAccessKey", SECRET);

  @TempDir private Path folder;
  private ScriptedAws aws;

  @BeforeEach
  void start() throws IOException {
    CREDENTIALS.forEach(System::setProperty);
    aws = ScriptedAws.start();
    Map<String, String> config = new TreeMap<>(aws.settings());
    config.put("plugin.osquery.path", ScriptedHosts.on(aws, folder).osqueryi().toString());
    List<String> lines = new ArrayList<>();
    config.forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(folder.resolve("config"), lines);
    Files.writeString(
        folder.resolve("cron.conf"),
        "{\"queries\":{\"crontab\":{\"query\":\"SELECT * FROM crontab;\",\"interval\":3600}}}");
  }

  @AfterEach
  void stop() {
    aws.close();
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  @Test
  void theOddHostIsFoundWhoDidNotAnswerIsNamedAndNoSecretIsSent() {
    Cli analysis = analyse("--incident-id", "INC-7 '; $(reboot)");

    assertEquals(ExitCode.FINDINGS, analysis.exitCode(), analysis.out() + analysis.err());
    assertTrue(analysis.out().startsWith("7 to be asked of 8 described."), analysis::out);
    assertTrue(
        analysis.out().contains("Terminating:Wait: is being ended: i-00000008"), analysis::out);
    assertTrue(analysis.out().contains("6 of 7 answered"), analysis::out);
    assertTrue(analysis.out().contains("i-00000005 not managed"), analysis::out);
    assertTrue(analysis.out().contains(ScriptedHosts.ROGUE), analysis::out);
    assertTrue(analysis.out().contains("i-00000003"), analysis::out);
    List<Call> sent = aws.calls("ssm", "SendCommand");
    assertEquals(1, sent.size());
    assertTrue(sent.get(0).json().path("Comment").asText().contains("INC-7"), sent::toString);
    assertTrue(
        aws.calls().stream().noneMatch(call -> call.text().contains(SECRET)), "a secret was sent");
  }

  @Test
  void anOsqueryiThatIsBrokenOnEveryHostIsNoCleanAnswer() throws IOException {
    Files.writeString(
        folder.resolve("osqueryi"),
        "#!/bin/sh\necho 'Error: no such table: crontab' >&2; exit 1\n");

    Cli analysis = analyse();

    assertEquals(ExitCode.FAILURE, analysis.exitCode(), analysis.out() + analysis.err());
    assertTrue(analysis.out().contains("6 of 7 answered"), analysis::out);
    assertTrue(
        analysis.out().contains("Nothing was judged: 0 of 1 query answered by anybody: "),
        analysis::out);
    assertTrue(analysis.out().contains("no such table: crontab"), analysis::out);
    assertFalse(analysis.out().contains("Nothing found"), analysis::out);
  }

  @Test
  void aDryRunAsksAwsWhoIsThereAndSendsNothing() {
    Cli dry = analyse("--dry-run");

    assertEquals(ExitCode.NOTHING_FOUND, dry.exitCode(), dry::err);
    assertTrue(dry.out().startsWith("7 to be asked of 8 described."), dry::out);
    assertTrue(dry.out().contains("Collection ssm:"), dry::out);
    assertTrue(dry.out().contains("i-00000001"), dry::out);
    assertEquals(List.of(), aws.calls("ssm", "SendCommand"));
    assertFalse(Files.exists(folder.resolve("data/broker")));
  }

  private Cli analyse(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "new",
                "analysis",
                "123456789012:us-east-1:web-prod",
                "--target-plugin",
                "auto-scaling",
                "--data",
                folder.resolve("data").toString(),
                "--config",
                folder.resolve("config").toString(),
                "--pack",
                folder.resolve("cron.conf").toString()));
    arguments.addAll(List.of(more));
    return Cli.diffy(arguments.toArray(String[]::new));
  }
}
