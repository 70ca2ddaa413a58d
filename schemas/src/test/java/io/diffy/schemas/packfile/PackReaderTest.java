package io.diffy.schemas.packfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.pack.ColumnFormat;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.Platforms;
import io.diffy.schemas.pack.TableTrait;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackReaderTest {

  @TempDir Path folder;

  @Test
  void readsAPackAsOsqueryUsersWriteIt() throws IOException {
    Pack pack =
        read(
            """
            // Whole lines of comment are dropped,
            # in both spellings.
            {
              "platform": "linux",
              "discovery": ["SELECT pid FROM processes WHERE name = 'sshd'", 1, []],
              "queries": {
                "cron": {
                  "query": "SELECT command, path \\
                            FROM crontab;",
                  "interval": "900",
                  "snapshot": "true",
                  "removed": false,
                  "version": "5.0.0",
                  "shard": "50",
                  "platform": "posix",
                  "value": "persistence",
                  "oncall": "nobody",
                  "diffy": {
                    "identity": ["path", "command"],
                    "volatile": [],
                    "never_volatile": ["user"],
                    "techniques": ["T1053.003"],
                    "benign": ["a backup job"],
                    "severity": 3,
                    "colour": "ignored"
                  }
                }
              }
            }
            """);

    assertEquals("linux", pack.platform());
    assertEquals(List.of("SELECT pid FROM processes WHERE name = 'sshd'"), pack.discovery());
    PackQuery cron = pack.queries().get("cron");
    assertTrue(cron.sql().matches("SELECT command, path +FROM crontab;"), cron.sql());
    assertEquals(900, cron.intervalSeconds());
    assertEquals(new PackQuery.OsqueryTerms(true, false, "5.0.0", 50), cron.osquery());
    assertEquals("posix", cron.platform());
    assertEquals("persistence", cron.value());
    assertEquals(List.of("path", "command"), cron.identity());
    assertEquals(List.of(), cron.volatileColumns());
    assertEquals(List.of("user"), cron.neverVolatile());
    assertEquals(List.of("T1053.003"), cron.techniques());
    assertEquals(List.of("a backup job"), cron.benignCauses());
    assertEquals(3, cron.severity());
  }

  @Test
  void aQueryWithoutOurKeysWorksAsItIs() throws IOException {
    PackQuery query = query("{\"query\": \"SELECT * FROM processes\"}");

    assertEquals(3600, query.intervalSeconds());
    assertEquals(2, query.severity());
    assertEquals(PackQuery.OsqueryTerms.DEFAULT, query.osquery());
    assertTrue(query.volatileColumns().containsAll(List.of("pid", "start_time", "inode")));
    assertEquals(List.of(), query.identity());
  }

  @Test
  void aColumnThatIsNeverVolatileIsNotTakenForUsuallyVolatile() throws IOException {
    PackQuery query =
        query("{\"query\": \"SELECT 1\", \"diffy\": {\"never_volatile\": [\"inode\"]}}");

    assertTrue(query.volatileColumns().contains("pid"));
    assertFalse(query.volatileColumns().contains("inode"));
  }

  @Test
  void aPackSaysWhatItsTableAndColumnsAreLike() throws IOException {
    PackQuery query =
        query(
            "{\"query\": \"SELECT * FROM processes\", \"diffy\": {\"traits\": [\"deliberate\"],"
                + " \"columns\": {\"listen\": \"port\"}}}");

    assertEquals(Set.of(TableTrait.DELIBERATE), query.traits(), "not what the table is");
    assertEquals(Map.of("listen", ColumnFormat.PORT), query.formats());
    assertEquals(
        Set.of(TableTrait.NEVER_EMPTY), query("{\"query\": \"SELECT * FROM processes\"}").traits());
  }

  @Test
  void anErrorNamesFileLineQueryAndWhatToDo() {
    assertProblem(
        "{\"queries\": {\"cron\": {\"query\": \"SELECT 1\", \"diffy\":"
            + " {\"volatile\": [\"a\"], \"never_volatile\": [\"a\"]}}}}",
        "test.conf: line 1: query \"cron\": diffy.volatile and diffy.never_volatile both name a;"
            + " decide for one");
    assertProblem(
        "{\n\"queries\": {\n# one\n\n\"cron\": {\"query\": \"SELECT 1\", \"interval\": \"0\"}}}",
        "test.conf: line 5: query \"cron\": interval is 0; it must be a whole number from 1 to"
            + " 604800");
    assertProblem(
        "{\"queries\": {\"cron\": {\"interval\": 60}}}",
        "test.conf: line 1: query \"cron\": has no SQL; give it a \"query\" text");
    assertProblem(
        "{\"queries\": {\"a\": {\"query\": \"SELECT 1\"},\n \"a\": {\"query\": \"SELECT 2\"}}}",
        "test.conf: line 2: query \"a\": stands twice in this pack; the first counts");
    assertProblem(
        "{\"queries\": {\"a\": {\"query\": \"SELECT 1\", \"diffy\": {\"identity\": \"path\"}}}}",
        "test.conf: line 1: query \"a\": diffy.identity must be a list of texts");
    assertProblem(
        "{\"queries\": {\"a\": {\"query\": \"SELECT 1\", \"diffy\": {\"traits\": [\"big\"]}}}}",
        "test.conf: line 1: query \"a\": diffy.traits has big; it knows never_empty, software,"
            + " momentary, listening, lasting, deliberate, sparse");
    assertProblem(
        "{\"queries\": {\"a\": {\"query\": \"SELECT 1\", \"diffy\": {\"columns\": [\"pid\"]}}}}",
        "test.conf: line 1: query \"a\": diffy.columns must be an object {\"column\": \"format\"}");
    assertProblem(
        "{\"queries\": 7}",
        "test.conf: line 1: queries must be an object {\"name\": {\"query\": …}}");
    assertProblem("[]", "test.conf: line 1: is not a JSON object; a pack is {\"queries\": {…}}");
  }

  @Test
  void asInOsqueryWhatCantBeAskedIsLeftOutAndSaid() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("osquery.conf"),
            """
            {"schedule": {
              "users": {"query": "SELECT * FROM users;", "interval": "60", "platform": ["linux"]},
              "note": "who looks after it",
              "never": {"query": "SELECT 1;", "interval": 0},
              "mac": {"query": "SELECT * FROM launchd;", "platform": "darwin"}},
             "packs": {
               "own": {"version": "5.2.0", "queries": [{"name": "users", "query": "SELECT 1;"}]},
               "odd": 7,
               "*": "none/*.conf"},
             "decorators": {"load": ["SELECT 1;"]}}
            """);

    Packs packs = PackReader.readSome(config);

    Pack merged = packs.merged("all");
    assertEquals(List.of("users", "mac", "pack_own_users"), List.copyOf(merged.queries().keySet()));
    assertEquals("5.2.0", merged.queries().get("pack_own_users").osquery().version());
    assertEquals(
        List.of(
            config
                + ": line 3: query \"note\": is not an object; write {\"query\": \"SELECT …\","
                + " \"interval\": 3600}",
            config
                + ": line 4: query \"never\": interval is 0; it must be a whole number from 1 to"
                + " 604800",
            config + ": pack \"odd\" is neither an object nor a path; it is left out",
            config + ": no pack matches none/*.conf"),
        packs.warnings());
  }

  @Test
  void filesThatIncludeEachOtherAreAnError() throws IOException {
    Files.writeString(folder.resolve("b.conf"), "{\"packs\": {\"a\": \"a.conf\"}}");
    Path first = Files.writeString(folder.resolve("a.conf"), "{\"packs\": {\"b\": \"b.conf\"}}");

    MalformedPack problem = assertThrows(MalformedPack.class, () -> PackReader.read(first));

    assertTrue(problem.getMessage().contains("a.conf → b.conf → a.conf"), problem.getMessage());
  }

  @Test
  void readsThePacksOfFleet() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("fleet.yml"),
            """
            apiVersion: v1
            kind: pack
            spec:
              name: ir
              platform: linux
              queries:
              - {query: doors, name: doors, interval: 300, snapshot: true}
            ---
            kind: query
            spec: {name: doors, query: "SELECT port FROM listening_ports;", description: open}
            ---
            name: Servers
            queries:
            - {name: keys, query: SELECT 1, interval: 60, logging: differential_ignore_removals}
            - path: ../lib/queries.yml
            agent_options:
              config: {schedule: {who: {query: SELECT 2, interval: 90}}}
            """);

    Packs packs = PackReader.read(file);

    assertEquals(
        List.of("ir", "Global", "schedule"), packs.all().stream().map(Pack::name).toList());
    PackQuery doors = packs.all().get(0).queries().get("doors");
    assertEquals("SELECT port FROM listening_ports;", doors.sql());
    assertTrue(doors.osquery().snapshot());
    assertFalse(packs.all().get(1).queries().get("keys").osquery().removed());
    assertEquals(1, packs.warnings().size());
    assertTrue(packs.warnings().get(0).contains("../lib/queries.yml"), packs::toString);
  }

  @Test
  void aSyntaxErrorIsFoundBehindCommentsAndJoinedLines() {
    MalformedPack problem =
        assertThrows(
            MalformedPack.class,
            () ->
                read(
                    """
                    {
                    // comment
                    "queries": {"a": {"query": "x \\
                     y"}},
                    "oops" 1}\
                    """));

    assertTrue(
        problem.getMessage().startsWith("test.conf: line 5: not JSON: "), problem.getMessage());
  }

  @Test
  void hostileTextDoesNotReachAMessageWhole() {
    MalformedPack problem =
        assertThrows(
            MalformedPack.class,
            () -> read("{\"queries\": {\"\\u001b[2J" + "x".repeat(5000) + "\": {}}}"));

    assertTrue(problem.getMessage().length() < 300, problem.getMessage());
    assertFalse(problem.getMessage().contains("\u001b"));
  }

  @Test
  void aHugeFileIsRefused() {
    byte[] huge = new byte[PackReader.MAX_BYTES + 1];
    Arrays.fill(huge, (byte) ' ');

    MalformedPack problem =
        assertThrows(
            MalformedPack.class,
            () -> PackReader.readOne("test.conf", new ByteArrayInputStream(huge)));

    assertTrue(problem.getMessage().contains("split the pack"));
  }

  @Test
  void deepNestingIsRefused() {
    assertThrows(MalformedPack.class, () -> read("{\"x\":".repeat(1000)));
  }

  @Test
  void readsScheduleInlinePacksAndPacksByPath() throws IOException {
    Files.createDirectory(folder.resolve("packs"));
    Files.writeString(folder.resolve("packs/b.conf"), onePack("beta"));
    Files.writeString(folder.resolve("packs/a.conf"), onePack("alpha"));
    Path config = folder.resolve("osquery.conf");
    Files.writeString(
        config,
        """
        {
          "options": {"host_identifier": "uuid"},
          "schedule": {"uptime": {"query": "SELECT * FROM uptime", "interval": 60}},
          "packs": {
            "inline": %s,
            "renamed": "packs/a.conf",
            "*": "packs/*.conf",
            "gone": "packs/gone.conf"
          }
        }
        """
            .formatted(onePack("gamma")));

    Packs packs = PackReader.read(config);

    assertEquals(
        List.of("schedule", "inline", "renamed", "a", "b"),
        packs.all().stream().map(Pack::name).toList());
    assertEquals(1, packs.warnings().size());
    assertTrue(packs.warnings().get(0).contains("pack \"gone\": no file"));
  }

  @Test
  void wildcardsAreThoseOfOsquery() throws IOException {
    Files.createDirectories(folder.resolve("packs/sub"));
    for (String name : List.of("packs/a.conf", "packs/sub/b.conf", "packs/sub/c.json")) {
      Files.writeString(folder.resolve(name), onePack("q"));
    }
    for (Map.Entry<String, List<String>> each :
        Map.of(
                "packs/%.conf", List.of("a"),
                "packs/%%.conf", List.of("a", "b"),
                "packs/*/*", List.of("b", "c"),
                "packs/sub/[b]*", List.of("b"),
                // What is being read does not name itself.
                "%.conf", List.<String>of(),
                "packs/{a,x}.conf", List.of("a"))
            .entrySet()) {
      Path config =
          Files.writeString(
              folder.resolve("w.conf"), "{\"packs\": {\"*\": \"%s\"}}".formatted(each.getKey()));

      List<Pack> packs = PackReader.read(config).all();

      assertEquals(each.getValue(), packs.stream().map(Pack::name).toList(), each.getKey());
    }
  }

  @Test
  void readsWhatATeamsFileOfGitOpsNames() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.createDirectories(folder.resolve("teams"));
    Files.writeString(
        folder.resolve("lib/web.queries.yml"),
        "- name: Users\n  query: SELECT * FROM users\n  interval: 300\n  platform: linux\n");
    Files.writeString(
        folder.resolve("lib/options.yml"),
        """
        config:
          schedule: {up: {query: SELECT * FROM uptime, interval: 60}}
        overrides:
          platforms:
            linux: {schedule: {mods: {query: SELECT * FROM kernel_modules, interval: 60}}}
            darwin: {schedule: {apps: {query: SELECT * FROM apps, interval: 60}}}
        """);
    Path team =
        Files.writeString(
            folder.resolve("teams/web.yml"),
            """
            name: Web
            agent_options: {path: ../lib/options.yml}
            queries:
              - path: ../lib/web.queries.yml
              - paths: ../lib/*.none.yml
              - {name: Own, query: SELECT * FROM groups, interval: 60}
            """);

    Packs packs = PackReader.read(team);

    assertEquals(Set.of("Users", "Own", "up", "mods"), packs.merged("web").queries().keySet());
    assertEquals(300, packs.merged("web").queries().get("Users").intervalSeconds());
    assertEquals(List.of(team + ": no file ../lib/*.none.yml"), packs.warnings());

    Path loop = Files.writeString(folder.resolve("loop.yml"), "queries:\n  - path: loop.yml\n");
    MalformedPack cycle = assertThrows(MalformedPack.class, () -> PackReader.read(loop));
    assertTrue(cycle.getMessage().contains("includes itself: loop.yml → loop.yml"));
  }

  @Test
  void aFileOfWindowsIsReadOrSaysWhatItIs() throws IOException {
    Path marked = Files.writeString(folder.resolve("m.conf"), "\ufeff" + onePack("q"));
    Path wide =
        Files.writeString(folder.resolve("w.conf"), onePack("q"), StandardCharsets.UTF_16LE);

    assertEquals(Set.of("q"), PackReader.readOne(marked).queries().keySet());
    MalformedPack problem = assertThrows(MalformedPack.class, () -> PackReader.read(wide));
    assertTrue(problem.getMessage().contains("of UTF-16 make it"), problem.getMessage());
  }

  @Test
  void severalStatementsAreToldFromWhatOnlyLooksLikeThem() throws IOException {
    assertTrue(statements("SELECT 1; SELECT 2"));
    assertTrue(statements("SELECT 1 /* a */; -- b\\n SELECT 2;"));
    for (String one :
        List.of("SELECT ';'", "SELECT 'it''s;';", "SELECT 1; -- ; end", "SELECT 1;;")) {
      assertFalse(statements(one), one);
    }
  }

  private static boolean statements(String sql) throws IOException {
    return query("{\"query\": \"" + sql + "\"}").hasSeveralStatements();
  }

  @Test
  void aMessageQuotesEightyCharactersAndNoControl() throws IOException {
    String name = "a\\u0007" + "b".repeat(77);
    Path config =
        Files.writeString(
            folder.resolve("long.conf"), "{\"packs\": {\"%s\": \"gone.conf\"}}".formatted(name));

    String warning = PackReader.read(config).warnings().get(0);

    assertTrue(warning.contains("\"a\ufffd" + "b".repeat(77) + "\""), warning);
  }

  @Test
  void aPathThatIsNoneIsLeftOutAndNamed() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("odd.conf"),
            "{\"packs\": {\"inline\": %s, \"*\": \"comm{\", \"nul\": \"a\\u0000b\"}}"
                .formatted(onePack("gamma")));

    Packs packs = PackReader.read(config);

    assertEquals(List.of("inline"), packs.all().stream().map(Pack::name).toList());
    assertEquals(2, packs.warnings().size());
    assertTrue(packs.warnings().get(0).contains("pack \"*\": comm{ is no path"));
  }

  @Test
  void knowsWhichPlatformWordsIncludeLinux() {
    for (String linux : List.of("", "linux", "posix", "any", "all", "darwin,linux", "ubuntu")) {
      assertTrue(Platforms.includeLinux(linux), linux);
    }
    for (String other : List.of("darwin", "windows", "windows,darwin", "freebsd", "none")) {
      assertFalse(Platforms.includeLinux(other), other);
    }
  }

  private static void assertProblem(String text, String message) {
    MalformedPack problem = assertThrows(MalformedPack.class, () -> read(text));
    assertEquals(message, problem.getMessage());
  }

  private static PackQuery query(String keys) throws IOException {
    return read("{\"queries\": {\"q\": " + keys + "}}").queries().get("q");
  }

  private static String onePack(String query) {
    return "{\"queries\": {\"" + query + "\": {\"query\": \"SELECT 1\"}}}";
  }

  private static Pack read(String text) throws IOException {
    return PackReader.readOne(
        "test.conf", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
