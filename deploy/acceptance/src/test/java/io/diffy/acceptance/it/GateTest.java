package io.diffy.acceptance.it;

import static io.diffy.acceptance.it.DeployedVersions.CLEAN;
import static io.diffy.acceptance.it.DeployedVersions.FIREWALL;
import static io.diffy.acceptance.it.DeployedVersions.SUDO_FOR_ALL;
import static io.diffy.acceptance.it.DeployedVersions.UPGRADED;
import static io.diffy.acceptance.it.DeployedVersions.answers;
import static io.diffy.acceptance.it.DeployedVersions.findings;
import static io.diffy.acceptance.it.DeployedVersions.fresh;
import static io.diffy.acceptance.it.DeployedVersions.with;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.listener;
import static io.diffy.schemas.TestObservations.plus;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.registry.TestFleet;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code diffy gate}: launch version 8 is deployed, and compared with what clean instances of
 * version 7 answered, on a cluster that runs.
 */
final class GateTest {
  @TempDir private static Path folder;
  private static DiffyProcess up;

  @BeforeAll
  static void theBaselinesOfVersionsSixAndSeven() throws Exception {
    up = DiffyProcess.start(folder, "up", "--port", "0", "--partitions", "2", "--data", data());
    up.awaitLine("Ready.");
    // Version 6 had the line that is rogue since it was taken out.
    keepBaseline(
        "six.ndjson",
        answers(
            List.of(instance(1, "6", "ami-0a6")),
            with("crontab", plus(CLEAN_CRON, ROGUE_CRON), CLEAN),
            THREE_AM));
    keepBaseline("seven.ndjson", answers(List.of(instance(3), instance(4)), CLEAN, FOUR_AM));
  }

  @AfterAll
  static void stop() {
    up.close();
  }

  @Test
  void whatEveryFreshInstanceHasAndTheBaselineHasNotFailsItAndMayBeAccepted() throws Exception {
    Path fresh =
        file(
            "rogue.ndjson",
            answers(fresh(2), with("crontab", plus(CLEAN_CRON, ROGUE_CRON), UPGRADED), FOUR_AM));
    Path found = folder.resolve("out/rogue-findings.ndjson");
    Path junit = folder.resolve("out/rogue.xml");
    Path sarif = folder.resolve("out/rogue.sarif");

    Cli rogue =
        gate(
            fresh,
            "--output",
            found.toString(),
            "--junit",
            junit.toString(),
            "--sarif",
            sarif.toString());

    assertEquals(ExitCode.FINDINGS, rogue.exitCode(), rogue::err);
    assertTrue(
        rogue
            .out()
            .contains(
                "2 fresh instances (launch version 8) against the baseline (launch version 7) of 2 instances"),
        rogue.out());
    assertTrue(rogue.out().contains("5 of 5 queries compared."), rogue.out());
    assertTrue(rogue.out().contains("/etc/cron.d/.sync"), rogue.out());
    assertTrue(rogue.out().contains("1 changed (ignored)"), rogue.out());
    assertTrue(rogue.out().contains("Failed: " + WEB_PROD + ": 1 finding, 0 gaps."), rogue.out());
    Finding line = findings(Files.readString(found)).get(0);
    assertEquals(fresh(2), line.instances());
    assertTrue(Files.readString(junit).contains("failures=\"1\""), Files.readString(junit));
    assertEquals(
        line.uid(),
        Json.mapper()
            .readTree(Files.readString(sarif))
            .at("/runs/0/results/0/partialFingerprints/primaryLocationLineHash")
            .asText());

    // Version 6 is known to have the line.
    Cli againstSix = gate(fresh, "--against", "6");
    assertEquals(ExitCode.NOTHING_FOUND, againstSix.exitCode(), againstSix::out);
    assertTrue(againstSix.out().contains("Passed: " + WEB_PROD), againstSix.out());

    // The live cluster was only read.
    Cli live = Cli.diffy("findings", "--data", data());
    assertEquals(ExitCode.FAILURE, live.exitCode());
    assertTrue(live.err().contains("nothing was judged here yet"), live.err());

    Cli accepted =
        Cli.diffy(
            "accept",
            line.uid(),
            "--finding",
            found.toString(),
            "--reason",
            "new sync job",
            "--scope",
            "cohort",
            "--data",
            data());
    assertEquals(ExitCode.NOTHING_FOUND, accepted.exitCode(), accepted::err);
    Cli again = gate(fresh);
    assertEquals(ExitCode.NOTHING_FOUND, again.exitCode(), again::out);
  }

  @Test
  void aPortARuleAndASetUserIdProgramFailItEachAndPackagesDoNot() throws Exception {
    Map<String, List<Map<String, String>>> bad =
        with(
            "listening_ports",
            plus(CLEAN_LISTENERS, ROGUE_LISTENER),
            with("iptables", FIREWALL.subList(0, 1), with("suid_bin", SUDO_FOR_ALL, UPGRADED)));

    Cli failed = gate(file("bad.ndjson", answers(fresh(1), bad, FOUR_AM)), "--format", "ndjson");

    assertEquals(ExitCode.FINDINGS, failed.exitCode(), failed::err);
    assertEquals(
        Set.of(
            "listening_ports unexpected",
            "iptables missing",
            "suid_bin changed",
            "deb_packages changed"),
        findings(failed.out()).stream()
            .map(f -> f.query() + " " + f.kind().word())
            .collect(toSet()));
    assertTrue(failed.err().contains("3 findings, 0 gaps"), failed.err());

    Cli passed = gate(file("upgraded.ndjson", answers(fresh(1), UPGRADED, FOUR_AM)));
    assertEquals(ExitCode.NOTHING_FOUND, passed.exitCode(), passed::out);
  }

  @Test
  void aLineAndAPortOfItsOwnOnEachFreshInstanceIsNoNoise() throws Exception {
    List<Observation> all = new ArrayList<>();
    Map<Instance, String> names =
        Map.of(fresh(3).get(0), "apple", fresh(3).get(1), "pear", fresh(3).get(2), "plum");
    names.forEach(
        (one, name) ->
            all.addAll(
                answers(
                    List.of(one),
                    with(
                        "crontab",
                        plus(CLEAN_CRON, cron("1", "*", "root", "/opt/" + name, "/etc/cron.d/x")),
                        with("listening_ports", plus(CLEAN_LISTENERS, portOf(name)), UPGRADED)),
                    FOUR_AM)));

    Cli failed = gate(file("each.ndjson", all));

    assertEquals(ExitCode.FINDINGS, failed.exitCode(), failed::err);
    assertTrue(failed.out().contains("6 findings"), failed.out());
  }

  private static Map<String, String> portOf(String name) {
    String port = Integer.toString(2000 + name.length() * 7 + name.charAt(1));
    return listener("0.0.0.0", port, "77", name, "/opt/" + name, "/opt/" + name);
  }

  @Test
  void withoutABaselineItSaysHowToTakeOne() throws Exception {
    Path fresh = file("fresh.ndjson", answers(fresh(1), CLEAN, FOUR_AM));
    Path mixed =
        file(
            "mixed.ndjson",
            answers(List.of(instance(1), instance(11, "8", "ami-0a8")), CLEAN, FOUR_AM));

    Cli none = Cli.diffy("gate", "db-prod", "--input", asDbProd(fresh), "--data", data());
    assertEquals(ExitCode.FAILURE, none.exitCode(), none::out);
    assertTrue(
        none.err()
            .contains(
                "take one of clean instances of the version before: diffy new baseline db-prod"),
        none.err());

    Cli other = Cli.diffy("gate", "web-prd", "--input", fresh.toString(), "--data", data());
    assertEquals(ExitCode.FAILURE, other.exitCode(), other::out);
    assertTrue(other.err().contains("did you mean web-prod"), other.err());

    Cli five = gate(fresh, "--against", "5");
    assertEquals(ExitCode.FAILURE, five.exitCode(), five::out);
    assertTrue(five.err().contains("but of: 6, 7"), five.err());

    Cli both = gate(mixed);
    assertEquals(ExitCode.FAILURE, both.exitCode(), both::out);
    assertTrue(both.err().contains("say which are fresh"), both.err());

    Cli usage = gate(fresh, "--min-severity", "awful");
    assertEquals(ExitCode.USAGE, usage.exitCode(), usage::err);
  }

  @Test
  void onlyFreshInstancesOfACollectedGroupAreAskedAndASilentOneIsAGap() throws Exception {
    TestFleet.install(folder.resolve("plugins"));
    Cli kept = Cli.diffy(onFleet("new", "baseline", "web", "--instance", "i-01"));
    assertEquals(ExitCode.NOTHING_FOUND, kept.exitCode(), kept::err);

    Cli clean = Cli.diffy(onFleet("gate", "web", "--instance", "i-02"));
    Cli rogueAndSilent = Cli.diffy(onFleet("gate", "web", "--instance", "i-03,i-07"));

    assertEquals(ExitCode.NOTHING_FOUND, clean.exitCode(), clean::out);
    assertTrue(clean.out().contains("1 to be asked of 24 described."), clean.out());
    assertTrue(
        clean.out().contains("not asked: not one of the fresh instances: i-01"), clean.out());
    assertEquals(ExitCode.FINDINGS, rogueAndSilent.exitCode(), rogueAndSilent::err);
    assertTrue(
        rogueAndSilent.out().contains("gap: crontab on i-07: error: agent offline"),
        rogueAndSilent.out());
    assertTrue(rogueAndSilent.out().contains(TestFleet.ROGUE), rogueAndSilent.out());
    assertTrue(rogueAndSilent.out().contains("1 finding, 1 gap."), rogueAndSilent.out());
  }

  private static String[] onFleet(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--data", data(), "--plugins", folder.resolve("plugins").toString()));
    for (String kind : List.of("target", "payload", "collection")) {
      arguments.addAll(List.of("--" + kind + "-plugin", "test-fleet"));
    }
    return arguments.toArray(String[]::new);
  }

  private static Cli gate(Path fresh, String... more) {
    return Cli.diffy(
        Stream.concat(
                Stream.of(
                    "gate", WEB_PROD.toString(), "--input", fresh.toString(), "--data", data()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static void keepBaseline(String name, List<Observation> answers) throws IOException {
    Cli kept =
        Cli.diffy(
            "new",
            "baseline",
            WEB_PROD.toString(),
            "--input",
            file(name, answers).toString(),
            "--data",
            data());
    assertEquals(ExitCode.NOTHING_FOUND, kept.exitCode(), kept::err);
  }

  private static Path file(String name, List<Observation> answers) throws IOException {
    return DeployedVersions.file(folder.resolve(name), answers);
  }

  private static String asDbProd(Path file) throws IOException {
    String text =
        Files.readString(file)
            .replace("\"asg\":\"web-prod\"", "\"asg\":\"db-prod\"")
            .replaceAll("\"(account|region)\":\"[^\"]*\",", "");
    return Files.writeString(folder.resolve("db.ndjson"), text).toString();
  }

  private static String data() {
    return folder.resolve("data").toString();
  }
}
