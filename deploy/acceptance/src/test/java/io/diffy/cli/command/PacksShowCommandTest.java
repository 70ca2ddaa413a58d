package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.cli.TypedCommands;
import io.diffy.schemas.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes or takes a pack learns what each of its queries costs the host. */
final class PacksShowCommandTest extends TypedCommands {
  private static final String PACK =
      """
      {"queries": {
        "names": {"query": "SELECT address, hostnames FROM etc_hosts;", "interval": 900,
                  "diffy": {"techniques": ["T1565.001"]}},
        "printers": {"query": "SELECT * FROM cups_jobs;", "interval": 3600}}}
      """;

  @TempDir private Path folder;
  private String pack;
  private String root;

  @BeforeEach
  void aHostOfTwoNames() throws Exception {
    pack = Files.writeString(folder.resolve("my.conf"), PACK).toString();
    root = Files.createDirectories(folder.resolve("root/etc")).getParent().toString();
    Files.writeString(folder.resolve("root/etc/hosts"), "127.0.0.1 localhost\n192.0.2.1 db\n");
  }

  @Test
  void eachQuerySaysWhatItCostsHowOftenItIsAskedAndWhatAnswers() {
    assertEquals(0, run(Map.of(), "packs", "show", pack, "--root", root, "--rounds", "2"));

    List<String> lines = out.toString(UTF_8).lines().toList();
    assertTrue(lines.get(0).startsWith("QUERY"), lines.get(0));
    assertTrue(
        lines.get(1).matches("names +15 min +[0-9.,]+ +[0-9.,]+ +2 +[0-9.,]+ +8"), lines.get(1));
    assertEquals("    T1565.001 · etc_hosts", lines.get(2));
    assertTrue(out.toString(UTF_8).contains("osquery only (cups_jobs)"));
    assertTrue(out.toString(UTF_8).contains("error: no such table: cups_jobs"));
  }

  @Test
  void aProgramReadsTheSameAsJson() throws Exception {
    assertEquals(0, run(Map.of(), "packs", "show", pack, "--root", root, "--format", "json"));

    JsonNode first = Json.tree(out.toByteArray()).get(0);
    assertEquals("names", first.get("query").asText());
    assertEquals(2, first.get("rows").asInt());
    assertEquals(8, first.get("rows_per_hour").asInt());
    assertTrue(first.get("warm_cpu_ms").asDouble() >= 0);
  }

  @Test
  void theDeepPackIsKnownByItsWord() throws Exception {
    assertEquals(0, run(Map.of(), "osquery", "config", "--pack", "deep"));

    assertTrue(Json.tree(out.toByteArray()).get("schedule").has("web_roots"));
  }

  @Test
  void whoMistypesAPacksWordIsToldTheWords() {
    assertEquals(3, run(Map.of(), "packs", "show", "tirage"));

    assertTrue(
        err.toString(UTF_8)
            .contains(
                "can't use the pack: there is no file tirage; the shipped packs are triage and deep"));
  }
}
