package io.diffy.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.Cli;
import io.diffy.replay.Zipped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which hosts have a row, or had it. */
final class SearchCommandTest {
  private static final String SHA = "ab".repeat(32);
  private static final String EVIL =
      "{\"path\":\"/tmp/x\",\"sha256\":\"" + SHA + "\",\"name\":\"x\"}";
  private static final String GOOD = "{\"path\":\"/usr/bin/y\",\"sha256\":\"\",\"name\":\"y\"}";

  @TempDir Path folder;

  private final List<String> lines = new ArrayList<>();
  private Path night;

  @BeforeEach
  void aNight() throws IOException {
    answer("web", "web-1", "01:00", "ok", GOOD);
    answer("web", "web-1", "02:00", "ok", EVIL);
    answer("web", "web-1", "03:00", "ok", EVIL);
    answer("web", "web-2", "01:00", "ok", EVIL);
    answer("web", "web-2", "02:00", "ok", GOOD);
    answer("db", "db-1", "02:00", "ok", EVIL);
    answer("db", "db-1", "03:00", "truncated", "");
    answer("db", "db-2", "03:00", "ok", GOOD);
    night = Files.write(folder.resolve("night.ndjson"), lines);
  }

  @Test
  void hostsThatHaveItAndHostsThatHadItAreTold() {
    Cli found = search("--row", "path=/tmp/x");
    assertEquals(1, found.exitCode(), found::err);
    assertRow(found, "web +web-1 +files +2026-11-20 02:00 +2026-11-20 03:00 +2 +yes");
    assertRow(found, "web +web-2 +files +2026-11-20 01:00 +2026-11-20 01:00 +1 +gone");
    assertRow(found, "db +db-1 +files +2026-11-20 02:00 +2026-11-20 02:00 +1 +yes");
    assertFalse(found.out().contains("db-2"), found.out());
    assertTrue(found.out().contains("Found on 3 hosts of 2 groups."), found.out());
    assertTrue(found.out().contains("8 answers of 4 hosts were searched"), found.out());
    assertTrue(found.out().contains("1 of them were cut or failed"), found.out());
  }

  @Test
  void theOrderOfTheLinesMakesNoDifference() throws IOException {
    String inOrder = search("--row", "path=/tmp/x", "--format", "ndjson").out();
    Collections.reverse(lines);
    Files.write(night, lines);
    assertEquals(inOrder, search("--row", "path=/tmp/x", "--format", "ndjson").out());
  }

  @Test
  void allThatIsAskedForMustBeInOneRow() {
    assertEquals(1, search("--row", "path=/tmp/*", "--row", "name=x").exitCode());
    assertEquals(0, search("--row", "path=/tmp/*", "--row", "name=y").exitCode());
    assertEquals(1, search("--row", "*=/tmp/x").exitCode());
    assertEquals(1, search("--hash", SHA.toUpperCase(Locale.ROOT)).exitCode());
    assertEquals(0, search("--hash", "cd".repeat(16)).exitCode());
  }

  @Test
  void notFoundSaysWhatWasSearched() {
    Cli none =
        search("--row", "path=/tmp/nothing", "--group", "web", "--since", "2026-11-20T01:30");
    assertEquals(0, none.exitCode(), none::err);
    assertTrue(none.out().startsWith("Not found.\n"), none.out());
    assertTrue(
        none.out()
            .contains(
                "3 answers of 2 hosts were searched, given from 2026-11-20T02:00:00Z to 2026-11-20T03:00:00Z."),
        none.out());
  }

  @Test
  void whatCouldNotBeSearchedIsNotCalledNotFound() throws IOException {
    assertEquals(3, search("--row", "path=x", "--group", "wbe").exitCode());
    assertEquals(3, search("--row", "path=x", "--since", "2027-01-01").exitCode());
    Cli column = search("--row", "pth=/tmp/x");
    assertEquals(3, column.exitCode());
    assertTrue(column.err().contains("did you mean path?"), column.err());
    Files.writeString(night, "syslog line\n");
    assertEquals(3, search("--row", "path=x").exitCode());
    assertEquals(2, search("--row", "path").exitCode());
    assertEquals(2, search("--hash", "12").exitCode());
    assertEquals(2, Cli.diffy("search").exitCode());
  }

  @Test
  void whatIsLostIsSaidAndIsNoWholeAnswer() throws IOException {
    byte[] whole = Zipped.zip(Files.readAllBytes(night));
    Path cut = Files.write(folder.resolve("cut.gz"), Zipped.concat(whole, Zipped.zip("{")));
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), whole.length + 5));
    for (String row : List.of("path=/tmp/x", "path=/tmp/nothing")) {
      Cli lost = Cli.diffy("search", "--row", row, "--input", cut.toString());
      assertEquals(3, lost.exitCode(), lost::out);
      assertTrue(lost.err().contains("cut.gz is damaged at byte "), lost.err());
    }
    Files.writeString(folder.resolve("other.log"), "a line of something else\n");
    Cli beside = Cli.diffy("search", "--row", "path=/tmp/nothing", "--input", folder.toString());
    assertEquals(3, beside.exitCode(), beside::out);
    assertTrue(beside.out().startsWith("Not found in what could be read.\n"), beside.out());
    assertTrue(beside.err().contains("other.log: the one line could not be read"), beside.err());
  }

  @Test
  void severalFilesMayBeGzippedOrOsquerydsLogs() throws IOException {
    Path zipped = folder.resolve("more.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(Files.readAllBytes(night));
    }
    Path log =
        Files.writeString(
            folder.resolve("osqueryd.snapshots.log"),
            "{\"snapshot\":[{\"path\":\"/tmp/x\"}],\"action\":\"snapshot\",\"name\":\"mine\","
                + "\"hostIdentifier\":\"edge-1\",\"unixTime\":1795140000,\"numerics\":false}\n");
    Cli found =
        Cli.diffy("search", "--row", "path=/tmp/x", "--input", zipped.toString(), log.toString());
    assertEquals(1, found.exitCode(), found::err);
    assertTrue(found.out().contains("edge-1"), found.out());
    assertTrue(found.out().contains("Found on 4 hosts"), found.out());
  }

  @Test
  void noTextOfAHostIsObeyedAsAFormula() throws IOException {
    answer("web", "=cmd", "01:00", "ok", EVIL);
    Files.write(night, lines);
    Cli found = search("--row", "path=/tmp/x", "--format", "csv");
    assertTrue(found.out().contains("web,'=cmd,files,"), found.out());
  }

  private Cli search(String... arguments) {
    List<String> all = new ArrayList<>(List.of("search", "--input", night.toString()));
    all.addAll(List.of(arguments));
    return Cli.diffy(all.toArray(String[]::new));
  }

  private void answer(String group, String host, String time, String coverage, String row) {
    lines.add(
        "{\"asg\":\"%s\",\"instance_id\":\"%s\",\"query\":\"files\",\"collected_at\":\"2026-11-20T%s:00Z\",\"coverage\":\"%s\",\"rows\":[%s]}"
            .formatted(group, host, time, coverage, row));
  }

  private static void assertRow(Cli cli, String pattern) {
    assertTrue(
        cli.lines().stream().anyMatch(line -> line.strip().matches(pattern)),
        pattern + "\n" + cli.out());
  }
}
