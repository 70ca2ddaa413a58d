package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.replay.ReplayWindow;
import io.diffy.replay.TopicRange;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.AuditEntryCodec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.trust.TestKeys;
import io.diffy.service.CommandContext;
import io.diffy.settings.Settings;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands with which Anna and Ben decide, before the real processor. Mallory has no key. */
final class TrustAtWorkTest {
  private static final String GROUP = "123456789012:us-east-1:web-prod";

  @TempDir private Path folder;
  private Path config;

  @BeforeEach
  void keys() throws IOException {
    TestKeys.file(folder.resolve("anna.pem"), TestKeys.ANNA_PEM);
    TestKeys.file(folder.resolve("ben.pem"), TestKeys.BEN_PEM);
    Path keys = Files.write(folder.resolve("trusted.keys"), TestKeys.ANNA_AND_BEN);
    config =
        Files.writeString(
            folder.resolve("diffy.properties"), "trust.keys=" + keys + "\ntrust.signatures=2\n");
  }

  @Test
  void anExceptionNeedsTwoAndSoDoesItsEnd() throws Exception {
    Path findings = findings();
    String uid = finding(findings).uid().substring(0, 8);
    String id;
    try (DiffyProcess up = up()) {
      Cli proposed =
          trusted(
              "accept",
              uid,
              "--finding",
              findings.toString(),
              "--reason",
              "known job",
              "--scope",
              "everywhere",
              "--sign",
              key("anna"));
      assertTrue(proposed.out().startsWith("Nothing changes yet"), proposed::out);
      id = proposed.out().replaceFirst("(?s).*--countersign ([0-9a-f]+).*", "$1");
      assertTrue(list().out().startsWith("Nothing was accepted.\nWaits for"), list()::out);

      assertFails(
          "no longer the one", "accept", "--countersign", id, "--seen", "0", "--sign", key("ben"));
      assertTrue(countersign(id).out().contains("Signed as ben: in force."));
      assertInForce();

      Cli end = trusted("accept", "--remove", id, "--sign", key("anna"));
      assertTrue(end.out().contains("proposed to remove the exception"), end::out);
      diffy("accept", "--remove", id, "--by", "mallory");
      assertInForce();
      assertActions(
          List.of(Action.PROPOSED, Action.IN_FORCE, Action.PROPOSED, Action.REFUSED), onceEach());
      up.stop();
    }
    try (DiffyProcess again = up()) {
      assertInForce();
      assertTrue(countersign(id).out().contains("Signed as ben: in force."));
      assertTrue(list().out().contains("removed"), list()::out);
      assertActions(
          List.of(
              Action.PROPOSED, Action.IN_FORCE, Action.PROPOSED, Action.REFUSED, Action.WITHDRAWN),
          onceEach());
      again.stop();
    }
  }

  @Test
  void aWithdrawalNeedsTwoAndWhatWasWithdrawnDoesNotComeBack() throws Exception {
    Path clean = answers("clean.ndjson", List.of(cleanCron(instance(1), THREE_AM)));
    try (DiffyProcess up = up()) {
      trusted("new", "baseline", GROUP, "--input", clean.toString(), "--sign", key("anna"));
      sign();
      assertStates("in force");

      Cli proposed =
          trusted("baselines", "withdraw", GROUP, "--reason", "rebuilt", "--sign", key("anna"));
      assertTrue(proposed.out().contains("they stay in force: 1 of 2"), proposed::out);
      assertStates("in force", "proposed");
      sign();
      assertStates("withdrawn");
      assertFails("no baseline of", "baselines", "withdraw", GROUP, "--reason", "once more");

      // Without the list of keys the program writes what nobody obeys, as Mallory's would.
      diffy("new", "baseline", GROUP, "--input", clean.toString(), "--by", "mallory");
      assertStates("withdrawn", "refused");
      assertReplayObeys(List.of(1, 2));
      assertActions(
          List.of(
              Action.PROPOSED, Action.IN_FORCE, Action.PROPOSED, Action.WITHDRAWN, Action.REFUSED),
          onceEach());
      assertTheTrailHasATime();
      assertArchived();
      up.stop();
    }
  }

  private void assertTheTrailHasATime() {
    assertEquals(5, diffy("audit", "--from", "2001-01-01", "--format", "ndjson").lines().size());
    assertTrue(diffy("audit", "--to", "2001-01-01").out().startsWith("No entries."));
    assertEquals(
        ExitCode.USAGE, diffy("audit", "--from", "2002-01-01", "--to", "2001-01-01").exitCode());
    assertEquals(ExitCode.USAGE, diffy("audit", "--follow", "--to", "2030-01-01").exitCode());
    assertEquals(0, diffy("audit", "--group", "other", "--format", "ndjson").lines().size());
  }

  /** What is followed comes once. */
  @Test
  void theTrailCanBeFollowed() throws Exception {
    Path clean = answers("clean.ndjson", List.of(cleanCron(instance(1), THREE_AM)));
    try (DiffyProcess up = up();
        DiffyProcess follower =
            DiffyProcess.start(
                folder, "audit", "--follow", "--format", "ndjson", "--data", data())) {
      trusted("new", "baseline", GROUP, "--input", clean.toString(), "--sign", key("anna"));
      follower.awaitLine("{\"action\":\"proposed\"");
      sign();
      follower.awaitLine("{\"action\":\"in_force\"");
      follower.interrupt();
      assertEquals(List.of(), follower.awaitEnd());
      up.stop();
    }
  }

  private void assertReplayObeys(List<Integer> versions) throws IOException {
    Options options = new Options();
    new CommandLine(options).parseArgs("--data", data());
    Screen quiet = Screen.plain(System.out, System.err);
    CommandContext shell =
        new CommandContext(
            quiet,
            Settings.read(Map.of(), Optional.of(config)),
            Clock.systemUTC(),
            EmbeddedBroker.STARTER);
    try (Progress progress = new Progress(quiet);
        Cluster cluster = Cluster.open(options.cluster, shell, progress)) {
      ReplayWindow all = new ReplayWindow(Optional.empty(), Optional.empty(), Optional.empty());
      TopicRange range = new TopicRange(cluster);
      assertEquals(versions.size(), range.baselinesAsTheyCame(all).records().size(), "of a replay");
      assertEquals(List.of(), range.baselines(), "of a gate and a preview");
    }
  }

  private void assertArchived() throws IOException {
    Path archive = folder.resolve("archive");
    Path settings =
        Files.writeString(
            folder.resolve("sink.properties"), "plugin.file.archive-folder=" + archive);
    Cli sink =
        diffy("sink", "file", "--topic", "audit", "--until-end", "--config", settings.toString());
    assertEquals(ExitCode.NOTHING_FOUND, sink.exitCode(), sink::err);
    try (Stream<Path> files = Files.walk(archive)) {
      assertTrue(files.anyMatch(Files::isRegularFile), sink::err);
    }
  }

  private DiffyProcess up() throws Exception {
    DiffyProcess up =
        DiffyProcess.start(
            folder,
            "up",
            "--port",
            "0",
            "--partitions",
            // An exception for everywhere has an entry for each.
            "2",
            "--data",
            data(),
            "--config",
            config.toString());
    up.awaitLine("Ready.");
    return up;
  }

  private void assertInForce() {
    Cli listed = trusted("accept", "--list", "--format", "ndjson");
    assertEquals(1, listed.lines().size(), listed::out);
    assertFalse(listed.out().contains("\"removed\""), listed::out);
  }

  private Cli list() {
    return trusted("accept", "--list");
  }

  private void assertStates(String... states) {
    List<String> lines = trusted("baselines", "list", GROUP).lines();
    List<String> rows = lines.stream().filter(line -> line.startsWith("crontab")).toList();
    assertEquals(states.length, rows.size(), lines::toString);
    for (int n = 0; n < states.length; n++) {
      assertTrue(rows.get(n).contains(states[n]), lines::toString);
    }
  }

  /** Looks, then signs what was looked at. */
  private Cli countersign(String id) {
    Cli shown = trusted("accept", "--countersign", id);
    return trusted("accept", "--countersign", id, "--seen", seen(shown), "--sign", key("ben"));
  }

  private void sign() {
    Cli shown = trusted("baselines", "sign", GROUP);
    Cli signed = trusted("baselines", "sign", GROUP, "--seen", seen(shown), "--sign", key("ben"));
    assertTrue(signed.out().contains("as ben: in force."), signed::out);
  }

  private static String seen(Cli shown) {
    return shown.out().replaceFirst("(?s).*--seen ([0-9a-f]+).*", "$1");
  }

  /** An exception for everywhere has an entry for each partition. */
  private List<AuditEntry> onceEach() throws Exception {
    Thread.sleep(2000);
    List<AuditEntry> trail = new ArrayList<>();
    for (String line : diffy("audit", "--group", GROUP, "--format", "ndjson").lines()) {
      AuditEntry entry = entry(line);
      boolean again =
          trail.stream()
              .anyMatch(
                  one ->
                      one.sha256().equals(entry.sha256())
                          && one.action() == entry.action()
                          && one.cause().partition() != entry.cause().partition());
      if (!again) {
        trail.add(entry);
      }
    }
    return trail;
  }

  private static AuditEntry entry(String line) throws MalformedRecord {
    return new AuditEntryCodec().decode(line.getBytes(UTF_8));
  }

  private static void assertActions(List<Action> expected, List<AuditEntry> trail) {
    assertEquals(expected, trail.stream().map(AuditEntry::action).toList());
  }

  private void assertFails(String why, String... arguments) {
    Cli failed = run(true, arguments);
    assertEquals(ExitCode.FAILURE, failed.exitCode(), failed::out);
    assertTrue(failed.err().contains(why), failed::err);
  }

  private Cli trusted(String... arguments) {
    Cli ran = run(true, arguments);
    assertEquals(ExitCode.NOTHING_FOUND, ran.exitCode(), ran::err);
    return ran;
  }

  private Cli diffy(String... arguments) {
    return run(false, arguments);
  }

  private Cli run(boolean withKeys, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data()));
    if (withKeys) {
      all.addAll(List.of("--config", config.toString()));
    }
    return Cli.diffy(all.toArray(String[]::new));
  }

  private Path findings() throws IOException {
    Path input =
        answers(
            "night.ndjson",
            IntStream.rangeClosed(1, 12)
                .mapToObj(
                    n ->
                        n == 7
                            ? rogueCron(instance(n), THREE_AM)
                            : cleanCron(instance(n), THREE_AM))
                .toList());
    Path output = folder.resolve("findings.ndjson");
    Cli.diffy("replay", "--input", input.toString(), "--output", output.toString());
    return output;
  }

  private static Finding finding(Path file) throws IOException, MalformedRecord {
    return new FindingCodec().decode(Files.readAllLines(file).get(0).getBytes(UTF_8));
  }

  private Path answers(String name, List<Observation> answers) throws IOException {
    return Files.write(
        folder.resolve(name),
        answers.stream()
            .map(answer -> new String(new ObservationCodec().encode(answer), UTF_8))
            .toList());
  }

  private String key(String name) {
    return folder.resolve(name + ".pem").toString();
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  @Command
  private static final class Options {
    @Mixin private ClusterOptions cluster;
  }
}
