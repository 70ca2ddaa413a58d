package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.AuditEntryCodec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.trust.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anna proposes a baseline, Ben signs it; Mallory, who may write to the topic, gets nowhere. */
final class TwoPersonsTest {
  private static final String GROUP = "123456789012:us-east-1:web-prod";

  @TempDir private Path folder;

  @Test
  void aBaselineIsInForceOnceTwoHaveSignedIt() throws Exception {
    Path anna = TestKeys.file(folder.resolve("anna.pem"), TestKeys.ANNA_PEM);
    Path ben = TestKeys.file(folder.resolve("ben.pem"), TestKeys.BEN_PEM);
    Path mallory = TestKeys.file(folder.resolve("mallory.pem"), TestKeys.MALLORY_PEM);
    Path clean = answers("clean.ndjson", cleanCron(instance(1), THREE_AM));
    Path rogue = answers("rogue.ndjson", rogueCron(instance(7), THREE_AM));
    try (DiffyProcess up =
        DiffyProcess.start(
            folder,
            "up",
            "--port",
            "0",
            "--partitions",
            "2",
            "--data",
            data(),
            "--config",
            config())) {
      up.awaitLine("Ready.");

      Cli proposed = baseline(clean, anna);
      assertTrue(proposed.out().contains("Not in force: 1 of 2 signatures: anna"), proposed::out);
      sign(ben);
      Cli poisoned = baseline(rogue, mallory);
      assertTrue(poisoned.out().contains("\"mallory\" is no trusted key"), poisoned::out);
      assertTrue(poisoned.out().contains("1 new and 0 gone since version 1"), poisoned::out);

      List<AuditEntry> trail = audit(3);
      assertEquals(
          List.of(Action.PROPOSED, Action.IN_FORCE, Action.REFUSED),
          trail.stream().map(AuditEntry::action).toList());
      assertEquals(List.of("anna", "ben"), trail.get(1).keys());
      assertEquals(trail.get(1).sha256(), trail.get(2).previous().orElseThrow().sha256());
    }
  }

  @Test
  void whatMostPeersLackIsNotTakenForNormalUnlessSomebodySaysWhy() throws Exception {
    Path three =
        answers(
            "three.ndjson",
            cleanCron(instance(1), THREE_AM),
            cleanCron(instance(2), THREE_AM),
            rogueCron(instance(3), THREE_AM));

    Cli refused = diffy("new", "baseline", GROUP, "--input", three.toString());
    assertEquals(ExitCode.FAILURE, refused.exitCode(), refused::out);
    assertTrue(refused.err().contains("(1 of 3 hosts)"), refused::err);

    Cli told =
        diffy("new", "baseline", GROUP, "--input", three.toString(), "--despite-peers", "canary");
    assertEquals(ExitCode.NOTHING_FOUND, told.exitCode(), told::err);
    assertTrue(told.out().contains("despite 1 rows that few peers have: canary"), told::out);
  }

  private Cli baseline(Path input, Path key) throws IOException {
    Cli taken =
        diffy(
            "new",
            "baseline",
            GROUP,
            "--input",
            input.toString(),
            "--sign",
            key.toString(),
            "--config",
            config());
    assertEquals(ExitCode.NOTHING_FOUND, taken.exitCode(), taken::err);
    return taken;
  }

  /** Looks, then signs what was looked at. */
  private void sign(Path key) throws IOException {
    Cli shown = diffy("baselines", "sign", GROUP, "--config", config());
    String seen = shown.out().replaceFirst("(?s).*--seen ([0-9a-f]+).*", "$1");
    Cli signed =
        diffy(
            "baselines",
            "sign",
            GROUP,
            "--seen",
            seen,
            "--sign",
            key.toString(),
            "--config",
            config());
    assertEquals(ExitCode.NOTHING_FOUND, signed.exitCode(), signed::err);
    assertTrue(signed.out().contains("as ben: in force."), signed::out);
  }

  /** The processor's transactions take a moment to be seen. */
  private List<AuditEntry> audit(int entries) throws InterruptedException, MalformedRecord {
    for (int attempt = 1; ; attempt++) {
      List<AuditEntry> trail = new ArrayList<>();
      for (String line : diffy("audit", "--group", GROUP, "--format", "ndjson").lines()) {
        trail.add(new AuditEntryCodec().decode(line.getBytes(UTF_8)));
      }
      if (trail.size() >= entries || attempt == 20) {
        return trail;
      }
      Thread.sleep(500);
    }
  }

  private Cli diffy(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data();
    return Cli.diffy(all);
  }

  private String config() throws IOException {
    Path keys = Files.write(folder.resolve("trusted.keys"), TestKeys.ANNA_AND_BEN);
    return Files.writeString(
            folder.resolve("diffy.properties"), "trust.keys=" + keys + "\ntrust.signatures=2\n")
        .toString();
  }

  private Path answers(String name, Observation... answers) throws IOException {
    String lines =
        Arrays.stream(answers)
            .map(answer -> new String(new ObservationCodec().encode(answer), UTF_8))
            .collect(Collectors.joining("\n", "", "\n"));
    return Files.writeString(folder.resolve(name), lines);
  }

  private String data() {
    return folder.resolve("data").toString();
  }
}
