package io.diffy.acceptance.it;

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
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.registry.TestFleet;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.json.ObservationCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code diffy gate}: launch version 8 is deployed, and compared with what clean instances of
 * version 7 answered. The baseline is on a cluster that runs, or in a file.
 */
final class GateTest {
  private static final List<Map<String, String>> FIREWALL =
      List.of(
          row("chain", "INPUT", "target", "ACCEPT", "protocol", "6", "dst_port", "443"),
          row("chain", "OUTPUT", "target", "DROP", "protocol", "6", "dst_port", "25"));
  private static final List<Map<String, String>> SUDO =
      List.of(row("path", "/usr/bin/sudo", "permissions", "S", "username", "root"));
  private static final List<Map<String, String>> SUDO_FOR_ALL =
      List.of(row("path", "/usr/bin/sudo", "permissions", "S", "username", "nobody"));

  /** What version 7 answers. */
  private static final Map<String, List<Map<String, String>>> CLEAN =
      Map.of(
          "crontab", CLEAN_CRON,
          "listening_ports", CLEAN_LISTENERS,
          "iptables", FIREWALL,
          "suid_bin", SUDO,
          "deb_packages", packages("1.0"));

  /** What version 8 answers when all is well: ten packages are newer. */
  private static final Map<String, List<Map<String, String>>> UPGRADED =
      with("deb_packages", packages("1.1"), CLEAN);

  @TempDir private static Path folder;
  private static DiffyProcess up;

  @BeforeAll
  static void theBaselinesOfVersionsSixAndSeven() throws Exception {
    up = DiffyProcess.start(folder, "up", "--port", "0", "--data", data());
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
  void aGapFailsItUnlessGapsAreAllowed() throws Exception {
    List<Observation> withAGap =
        answers(fresh(2), UPGRADED, FOUR_AM).stream()
            .filter(
                o ->
                    !o.query().equals("iptables")
                        || !o.instance().equals(instance(12, "8", "ami-0a8")))
            .toList();
    Path fresh = file("gap.ndjson", withAGap);
    Path clean = file("clean.ndjson", answers(List.of(instance(3)), CLEAN, FOUR_AM));

    Cli failed = withoutKafka(fresh, clean);
    Cli allowed = withoutKafka(fresh, clean, "--allow-gaps");

    assertEquals(ExitCode.FINDINGS, failed.exitCode(), failed::out);
    assertTrue(failed.out().contains("4 of 5 queries compared."), failed.out());
    assertTrue(
        failed
            .out()
            .contains("gap: iptables on i-0000000000000012: error: the input holds no answer"),
        failed.out());
    assertEquals(ExitCode.NOTHING_FOUND, allowed.exitCode(), allowed::out);
    assertTrue(allowed.out().contains("not compared: iptables"), allowed.out());
    assertFalse(Files.exists(folder.resolve("unused")), "no Kafka was needed");
  }

  @Test
  void hostileTextReachesNoReportUnescaped() throws Exception {
    Map<String, String> hostile =
        cron(
            "*",
            "*",
            "root",
            "\u001b[2J]]><script>\u202e[x](http://evil.example)",
            "/etc/cron.d/\u0007");
    Path fresh =
        file(
            "hostile.ndjson",
            answers(fresh(1), with("crontab", plus(CLEAN_CRON, hostile), CLEAN), FOUR_AM));
    Path clean = file("clean-too.ndjson", answers(List.of(instance(3)), CLEAN, FOUR_AM));
    Path junit = folder.resolve("hostile.xml");
    Path sarif = folder.resolve("hostile.sarif");

    Cli failed =
        withoutKafka(fresh, clean, "--junit", junit.toString(), "--sarif", sarif.toString());

    assertEquals(ExitCode.FINDINGS, failed.exitCode(), failed::err);
    assertEquals(
        0,
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(junit.toFile())
            .getElementsByTagName("script")
            .getLength());
    String message =
        Json.mapper()
            .readTree(Files.readString(sarif))
            .at("/runs/0/results/0/message/text")
            .asText();
    for (String each : List.of(failed.out(), Files.readString(junit), message)) {
      assertTrue(each.contains("\\x1b[2J"), each);
      assertTrue(each.chars().noneMatch(c -> c == 0x1b || c == 0x202e || c == 7), each);
    }
    assertFalse(message.contains("]("), message);
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
    return gate(data(), fresh, more);
  }

  private static Cli withoutKafka(Path fresh, Path clean, String... more) {
    List<String> options = new ArrayList<>(List.of("--baseline", clean.toString()));
    options.addAll(List.of(more));
    return gate(folder.resolve("unused").toString(), fresh, options.toArray(String[]::new));
  }

  private static Cli gate(String data, Path fresh, String... more) {
    return Cli.diffy(
        Stream.concat(
                Stream.of("gate", WEB_PROD.toString(), "--input", fresh.toString(), "--data", data),
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

  private static List<Instance> fresh(int count) {
    return IntStream.rangeClosed(11, 10 + count)
        .mapToObj(n -> instance(n, "8", "ami-0a8"))
        .toList();
  }

  private static List<Observation> answers(
      List<Instance> instances, Map<String, List<Map<String, String>>> rows, Instant at) {
    List<Observation> answers = new ArrayList<>();
    instances.forEach(
        i -> rows.forEach((query, of) -> answers.add(Observation.of(i, query, at, of))));
    return answers;
  }

  private static Map<String, List<Map<String, String>>> with(
      String query, List<Map<String, String>> rows, Map<String, List<Map<String, String>>> others) {
    Map<String, List<Map<String, String>>> all = new HashMap<>(others);
    all.put(query, rows);
    return all;
  }

  private static List<Map<String, String>> packages(String version) {
    return IntStream.range(0, 10)
        .mapToObj(n -> row("name", "lib" + n, "version", version, "arch", "amd64"))
        .toList();
  }

  private static Path file(String name, List<Observation> answers) throws IOException {
    ObservationCodec codec = new ObservationCodec();
    return Files.write(
        folder.resolve(name),
        answers.stream().map(o -> new String(codec.encode(o), UTF_8)).toList());
  }

  private static String asDbProd(Path file) throws IOException {
    String text =
        Files.readString(file)
            .replace("\"asg\":\"web-prod\"", "\"asg\":\"db-prod\"")
            .replaceAll("\"(account|region)\":\"[^\"]*\",", "");
    return Files.writeString(folder.resolve("db.ndjson"), text).toString();
  }

  private static List<Finding> findings(String ndjson) throws MalformedRecord {
    List<Finding> findings = new ArrayList<>();
    for (String line : ndjson.lines().toList()) {
      findings.add(new FindingCodec().decode(line.getBytes(UTF_8)));
    }
    return findings;
  }

  private static String data() {
    return folder.resolve("data").toString();
  }
}
