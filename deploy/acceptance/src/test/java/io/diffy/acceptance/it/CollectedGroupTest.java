package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.registry.TestFleet;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group asked through plugins, from the command line to the findings. */
final class CollectedGroupTest {
  @TempDir private Path folder;

  @BeforeEach
  void aFleet() throws IOException {
    TestFleet.install(plugins());
  }

  @Test
  void whoWasAskedIsSaidFirstWhoIsSilentIsNamedAndTheRestIsJudged() throws Exception {
    try (DiffyProcess up =
        DiffyProcess.start(folder, "up", "--port", "0", "--partitions", "2", "--data", data())) {
      up.awaitLine("Ready.");

      Cli baseline = onFleet("baseline", "--instances", "2");
      assertEquals(ExitCode.NOTHING_FOUND, baseline.exitCode(), baseline::err);
      assertTrue(baseline.out().startsWith("2 to be asked of 24 described."), baseline::out);
      assertTrue(
          baseline.out().contains("not asked: not chosen for the baseline: i-03, i-04"),
          baseline::out);
      assertTrue(baseline.out().contains("1 queries of 2 instance(s), version 1."), baseline::out);

      Cli analysis = onFleet("analysis", "--incident-id", "INC-7", "--persistence-plugin", "kafka");
      assertEquals(ExitCode.FINDINGS, analysis.exitCode(), analysis::err);
      assertTrue(analysis.out().startsWith("23 to be asked of 24 described."), analysis::out);
      assertTrue(analysis.out().contains("lifecycle Terminating:Wait: i-09"), analysis::out);
      assertTrue(analysis.out().contains("22 of 23 answered"), analysis::out);
      assertTrue(
          analysis.out().contains("i-07 agent offline: last heard of \\x1b[2J"), analysis::out);
      assertTrue(analysis.out().contains("What follows is partial"), analysis::out);
      assertTrue(analysis.out().contains(TestFleet.ROGUE), analysis::out);
      assertTrue(analysis.err().contains("Saved 46 answers with kafka"), analysis::err);

      List<Finding> again = findings(onFleet("analysis", "--format", "ndjson"));
      Finding rogue =
          again.stream().filter(f -> f.kind() == Kind.UNEXPECTED).findFirst().orElseThrow();
      assertEquals("i-03", rogue.instances().get(0).instanceId());
      assertEquals("INC-7", rogue.incidentId());
      assertTrue(
          again.stream()
              .filter(f -> f.kind() == Kind.COVERAGE && f.query().equals("crontab"))
              .anyMatch(f -> f.reason().contains("agent offline")),
          again::toString);

      Cli onlyPeers = onFleet("analysis", "--analysis-plugin", "cluster", "--format", "ndjson");
      assertTrue(
          findings(onlyPeers).stream()
              .allMatch(f -> f.kind() == Kind.COVERAGE || f.method() != Finding.Method.BASELINE),
          onlyPeers::out);
    }
  }

  @Test
  void anInventoryNamesTheGroupsAndOnlyTheNewVersionIsAsked() {
    Cli dry =
        Cli.diffy(
            withPlugins(
                List.of("new", "baseline", "--data", data(), "--dry-run"),
                "--inventory-plugin",
                "test-fleet"));

    assertEquals(ExitCode.NOTHING_FOUND, dry.exitCode(), dry::err);
    assertTrue(dry.out().startsWith("1 deploys in the last 1h."), dry::out);
    assertTrue(dry.out().contains("0 to be asked of 24 described."), dry::out);
    assertTrue(dry.out().contains("not asked: not of launch version 8: i-01"), dry::out);
  }

  @Test
  void aDryRunSaysWhatWouldBeSentWhereAndSendsNothing() {
    Cli dry = onFleet("analysis", "--dry-run", "--bootstrap-server", "127.0.0.1:1");

    assertEquals(ExitCode.NOTHING_FOUND, dry.exitCode(), dry::err);
    assertTrue(dry.out().contains("23 to be asked of 24 described."), dry::out);
    assertTrue(dry.out().contains("Dry run: nothing is sent."), dry::out);
    assertTrue(dry.out().contains("to i-01: cat /etc/crontab"), dry::out);
    assertTrue(dry.out().contains("judged on 127.0.0.1:1 by baseline, cluster"), dry::out);
    assertFalse(Files.exists(sent()));
  }

  @Test
  void nobodyAnsweringIsAFailure() throws IOException {
    Path config = folder.resolve("config");
    Files.writeString(config, "plugin.test-fleet.mode=deaf\n");

    Cli deaf = onFleet("analysis", "--config", config.toString());

    assertEquals(ExitCode.FAILURE, deaf.exitCode(), deaf::out);
    assertTrue(deaf.out().contains("0 of 23 answered"), deaf::out);
    assertTrue(deaf.err().contains("none of the 23 instances that were asked answered"), deaf::err);
  }

  @Test
  void whatCannotBeMeantIsWrongUsage() {
    assertUsage(onFleet("analysis", "--collection-plugin", "ssh"), "no collection plugin \"ssh\"");
    assertUsage(onFleet("analysis", "--incident-id", "a\nb"), "--incident-id");
    assertUsage(onFleet("analysis", "--run-id", "../x"), "--run-id");
    assertUsage(
        Cli.diffy("new", "analysis", "web", "--data", data(), "--region", "us-east-1"),
        "say --target-plugin too");
    assertUsage(
        Cli.diffy(
            withPlugins(
                List.of("new", "analysis", "123456789012:us-east-1:web", "--data", data()),
                "--region",
                "eu-west-1")),
        "the group says us-east-1");
  }

  @Test
  void stoppingCancelsWhatRunsThereAndSaysSo() throws Exception {
    Path config = folder.resolve("config");
    Files.writeString(config, "plugin.test-fleet.mode=slow\n");
    String[] arguments =
        arguments("analysis", "--run-id", "night-1", "--config", config.toString());
    try (DiffyProcess slow = DiffyProcess.start(folder, arguments)) {
      slow.awaitLine("Run night-1.");
      while (!Files.exists(sent())) {
        Thread.sleep(50);
      }
      slow.interrupt();
      List<String> rest = slow.awaitEnd();

      assertTrue(
          rest.stream().anyMatch(l -> l.startsWith("Stopped. Cancelled on 23 instances: i-01")),
          rest::toString);
      assertTrue(rest.get(rest.size() - 1).contains("--run-id night-1 goes on"), rest::toString);
    }
  }

  private static void assertUsage(Cli wrong, String why) {
    assertEquals(ExitCode.USAGE, wrong.exitCode(), wrong::err);
    assertTrue(wrong.err().contains(why), wrong::err);
  }

  private Cli onFleet(String what, String... more) {
    return Cli.diffy(arguments(what, more));
  }

  private String[] arguments(String what, String... more) {
    return withPlugins(List.of("new", what, "web", "--data", data()), more);
  }

  private String[] withPlugins(List<String> command, String... more) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--plugins", plugins().toString()));
    arguments.addAll(List.of("--target-plugin", "test-fleet", "--payload-plugin", "test-fleet"));
    if (!List.of(more).contains("--collection-plugin")) {
      arguments.addAll(List.of("--collection-plugin", "test-fleet"));
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static List<Finding> findings(Cli analysis) throws MalformedRecord {
    List<Finding> findings = new ArrayList<>();
    for (String line : analysis.lines()) {
      findings.add(new FindingCodec().decode(line.getBytes(UTF_8)));
    }
    return findings;
  }

  private Path sent() {
    return folder.resolve("data/plugin-state/collection-test-fleet/sent");
  }

  private Path plugins() {
    return folder.resolve("plugins");
  }

  private String data() {
    return folder.resolve("data").toString();
  }
}
