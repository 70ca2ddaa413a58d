package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night's logs of osqueryd as a responder gets them: twelve hosts that answer hourly from 19:00
 * to 04:00, under a pack of the house that says 15 minutes. web-05 runs a backdoor from 22:00 on,
 * web-07 has a cron line from 02:00 on, web-09 says nothing after 02:00.
 */
final class OsquerydReplayTest {
  private static final int HOSTS = 12;
  private static final Instant EVENING = Instant.parse("2026-11-28T19:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path pack;

  @BeforeEach
  void writePack() throws IOException {
    pack =
        Files.writeString(
            folder.resolve("house.conf"),
            """
            {"queries": {
              "running": {"query": "SELECT * FROM processes;", "interval": 900,
                "diffy": {"identity": ["name", "path"], "severity": 3}},
              "crontab": {"query": "SELECT command, path FROM crontab;", "interval": 900,
                "diffy": {"identity": ["command", "path"], "severity": 3}}}}
            """);
  }

  @Test
  void namesOfAnyPackAndDelimiterAreTheQueriesOfTheGivenPackAndTheIntervalIsThatOfTheData()
      throws IOException {
    for (String prefix :
        List.of(
            "pack_house_", "pack_night shift_", "pack/Global/", "pack:ir:", "pack__a_b__", "")) {
      Path logs = logs("logs of " + prefix.replace('/', ' '), prefix);

      Cli replay = Cli.diffy("replay", logs.toString(), "--pack", pack.toString());

      assertEquals(ExitCode.FINDINGS, replay.exitCode(), prefix + replay.err());
      assertTrue(
          replay
              .err()
              .contains("answers come every 60 min, the pack says 15 min (crontab, running)"),
          prefix + replay.err());
      assertFalse(replay.err().contains("not in the pack"), prefix + replay.err());
      assertFinds(replay, "running", "crontab");
    }
  }

  @Test
  void queriesThatNoPackDescribesAreSaidOnceAndWhatChangesByItselfIsNotComparedEvenSo()
      throws IOException {
    Path logs = logs("logs", "ask_");

    Cli replay = Cli.diffy("replay", logs.toString(), "--pack", pack.toString());

    assertEquals(ExitCode.FINDINGS, replay.exitCode(), replay::err);
    assertTrue(
        replay
            .err()
            .contains(
                "diffy: 2 queries are not in the pack house (ask_crontab, ask_running): judged by"
                    + " default rules"),
        replay::err);
    assertFinds(replay, "ask_running", "ask_crontab");
  }

  @Test
  void theOrderAndTheFormOfTheFilesMakeNoDifference() throws IOException {
    Path logs = logs("logs", "pack_house_");
    List<String> files;
    try (Stream<Path> all = Files.list(logs)) {
      files = all.map(Path::toString).sorted().toList();
    }
    List<String> reversed = new ArrayList<>(files);
    Collections.reverse(reversed);
    reversed.add(files.get(3));

    byte[] whole = events("a", logs.toString());
    assertTrue(whole.length > 0);
    assertArrayEquals(whole, events("b", files.toArray(String[]::new)));
    assertArrayEquals(whole, events("c", reversed.toArray(String[]::new)));
    assertArrayEquals(whole, events("d", logs + "/web-0*.log", logs + "/*.log"));
    assertArrayEquals(whole, events("e", "--input", files.get(0), logs.toString()));
  }

  @Test
  void differencesAreRebuiltInWhateverOrderRotatedFilesAreNamed() throws IOException {
    List<String> older = new ArrayList<>();
    List<String> newer = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      older.add(changed(host, 0, 0, "added", "root", "/bin/sh"));
      older.add(changed(host, 0, 0, "added", "old", "/bin/sh"));
      newer.add(changed(host, 3600, 1, "removed", "old", "/bin/sh"));
      if (host == 4) {
        newer.add(changed(host, 3600, 1, "added", "dba", "/bin/bash"));
      }
    }
    Path one = Files.write(folder.resolve("osqueryd.results.log.1"), older);
    Path two = Files.write(folder.resolve("osqueryd.results.log"), newer);

    byte[] inOrder = events("a", one.toString(), two.toString());
    assertTrue(new String(inOrder, UTF_8).contains("\"dba\""), () -> new String(inOrder, UTF_8));
    assertArrayEquals(inOrder, events("b", two.toString(), one.toString()));
    assertFalse(new String(inOrder, UTF_8).contains("truncated"));
  }

  @Test
  void anUnchangedHostLogsNothingAndItsAnswerStandsBesideTheIntruders() throws IOException {
    List<String> log = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      log.add(changed(host, 0, 0, "added", "root", "/bin/sh"));
    }
    log.add(changed(4, 3 * 86_400, 1, "added", "/tmp/x", "/var/spool/cron/root"));
    Path file = Files.write(folder.resolve("osqueryd.results.log"), log);

    Cli replay = Cli.diffy("replay", file.toString(), "--pack", pack.toString());

    assertEquals(ExitCode.FINDINGS, replay.exitCode(), replay::err);
    assertTrue(replay.out().contains("1 of 12 instances has this"), replay::out);
    assertTrue(
        replay.err().contains("the last answers of 11 hosts still count, the oldest"), replay::err);

    log.set(HOSTS, changed(4, 30 * 86_400, 1, "added", "/tmp/x", "/var/spool/cron/root"));
    Files.write(file, log);
    Cli late = Cli.diffy("replay", file.toString(), "--pack", pack.toString());

    assertEquals(ExitCode.FAILURE, late.exitCode(), late::out);
    assertTrue(late.err().contains("can't be judged to the end (pack_house_crontab)"), late::err);
  }

  @Test
  void anAgentOfAnotherVersionIsNoChangeOfEachRow() throws IOException {
    List<String> log = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      ArrayNode rows = JSON.createArrayNode();
      for (String name : List.of("cron", "sshd", "nginx", "dbus")) {
        ObjectNode row = rows.addObject().put("name", name).put("path", "/usr/sbin/" + name);
        if (host % 6 != 0) {
          row.put("uid", "0");
        }
      }
      log.add(snapshot(host, EVENING.getEpochSecond(), "pack_house_running", rows));
    }
    Path file = Files.write(folder.resolve("osqueryd.snapshots.log"), log);

    Cli replay = Cli.diffy("replay", file.toString(), "--pack", pack.toString());

    assertEquals(ExitCode.NOTHING_FOUND, replay.exitCode(), replay::out);
    assertTrue(replay.out().contains("8 rows on 2 hosts (agent: all rows"), replay::out);
  }

  @Test
  void aPackIsCheckedQueryByQuery() {
    Cli check = Cli.diffy("packs", "check", pack.toString(), folder.resolve("none").toString());

    assertEquals(ExitCode.FAILURE, check.exitCode());
    assertTrue(check.err().contains("there is no file "), check::err);
    assertTrue(
        check.out().contains("house  running  yes    900 s  name, path     the usual"), check::out);
    assertTrue(check.out().contains("2 queries, 2 asked on Linux."), check::out);
  }

  @Test
  void theWindowIsOfTheDataAndItsEndIsInside() throws IOException {
    String logs = logs("logs", "pack_house_").toString();

    assertOddHosts(List.of("web-05"), logs, "--to", "01:00");
    assertOddHosts(List.of("web-05", "web-07"), logs, "--to", "2026-11-29 02:00");
    assertOddHosts(List.of("web-05", "web-07"), logs, "--to", "2026-11-29T03:00+01:00");
    assertOddHosts(List.of("web-05"), logs, "--to", "2026-11-28 22:00");
    assertOddHosts(List.of(), logs, "--to", "2026-11-28T21:59Z");
    assertOddHosts(List.of("web-05"), logs, "--from", "yesterday", "--to", "yesterday");
    assertOddHosts(List.of("web-05"), logs, "--to", "-4h");

    Cli later = Cli.diffy("replay", logs, "--pack", pack.toString(), "--from", "2026-11-29 02:00");
    assertTrue(later.out().contains("Open already at 2026-11-29 02:00:"), later::out);
    assertTrue(
        later.err().contains("answers from 2026-11-29 02:00 to the end (UTC)\n"), later::err);
    assertFalse(
        later.out().lines().anyMatch(l -> l.startsWith("  open since") && l.contains("web-07")),
        later::out);
    Cli none = Cli.diffy("replay", logs, "--from", "2027-01-01");
    assertEquals(ExitCode.FAILURE, none.exitCode());
    assertTrue(
        none.err().contains("there are answers from 2026-11-28 19:00 to 2026-11-29 04:00 (UTC)"),
        none::err);
  }

  @Test
  void whatIsCountedAddsUpToWhatIsShown() throws IOException {
    Path logs = logs("logs", "pack_house_");

    Cli replay = Cli.diffy("replay", logs.toString(), "--pack", pack.toString());

    long rows =
        replay.out().lines().filter(l -> l.matches("  [0-9]\\.[0-9]  .* [0-9a-f]{8}")).count();
    assertEquals(2, rows, replay::out);
    assertTrue(replay.err().contains("malformed; 2 findings, "), replay::err);
    assertTrue(
        replay.err().contains("; still open at the end: 2 findings, 3 gaps of coverage."),
        replay::err);
  }

  @Test
  void aGateTakesThePackOfTheHouseForALogToo() throws IOException {
    Path logs = logs("logs", "pack_house_");
    String[] gate = {
      "gate",
      "web",
      "--input",
      logs.resolve("web-05.log").toString(),
      "--baseline",
      logs.resolve("web-01.log").toString(),
      "--pack",
      pack.toString()
    };

    Cli judged = Cli.diffy(gate);

    assertEquals(ExitCode.FINDINGS, judged.exitCode(), () -> judged.out() + judged.err());
    assertTrue(judged.out().contains("name=kw path=/tmp/.x/kw"), judged::out);
    assertTrue(judged.out().contains("  high "), judged::out);
    assertFalse(judged.err().contains("not in the pack"), judged::err);
  }

  /** Without it nothing says that a slot is what is asked for, and that stamps differ. */
  @Test
  void anAnalysisJudgesByThePackOfTheHouse() throws IOException {
    Files.writeString(
        pack,
        """
        {"queries": {"slots": {"query": "SELECT * FROM slots;", "interval": 900,
          "diffy": {"identity": ["slot"], "volatile": ["stamp"], "severity": 3}}}}
        """);
    List<String> lines = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      ArrayNode rows = JsonNodeFactory.instance.arrayNode();
      for (int slot = 1; slot < 4; slot++) {
        rows.addObject()
            .put("slot", "s" + slot)
            .put("stamp", "x" + host * slot)
            .put("colour", host == 5 && slot == 2 ? "red" : "blue");
      }
      lines.add(snapshot(host, EVENING.getEpochSecond(), "pack_house_slots", rows));
    }
    Path log = Files.write(folder.resolve("slots.log"), lines);

    Cli judged =
        Cli.diffy(
            "new",
            "analysis",
            "web",
            "--input",
            log.toString(),
            "--pack",
            pack.toString(),
            "--data",
            folder.resolve("data").toString());

    assertEquals(ExitCode.FINDINGS, judged.exitCode(), () -> judged.out() + judged.err());
    assertTrue(judged.out().contains("slot=s2; colour: blue → red"), judged::out);
    assertTrue(judged.out().contains("  slots  changed  "), judged::out);
    assertTrue(
        judged.err().contains("the answers are of 2026-11-28 19:00 and before"), judged::err);
  }

  private void assertOddHosts(List<String> hosts, String logs, String... window) {
    List<String> arguments = new ArrayList<>(List.of("replay", logs, "--pack", pack.toString()));
    arguments.addAll(List.of(window));
    Cli replay = Cli.diffy(arguments.toArray(String[]::new));
    List<String> odd =
        replay
            .out()
            .lines()
            .filter(OsquerydReplayTest::isRanked)
            .map(line -> line.replaceAll("^ *[0-9]+ +(\\S+) .*", "$1"))
            .sorted()
            .toList();
    assertEquals(hosts, odd, () -> String.join(" ", window) + "\n" + replay.out() + replay.err());
    assertEquals(hosts.isEmpty() ? ExitCode.NOTHING_FOUND : ExitCode.FINDINGS, replay.exitCode());
  }

  private static boolean isRanked(String line) {
    return line.matches(" +[0-9]+  web-.*");
  }

  /** These two, one silent host, and nothing else. */
  private static void assertFinds(Cli replay, String processes, String crontab) {
    List<String> ranked = replay.out().lines().filter(OsquerydReplayTest::isRanked).toList();
    assertEquals(3, ranked.size(), replay::out);
    assertTrue(ranked.get(2).contains(" web-09 "), "the silent one is a lead: " + replay.out());
    assertTrue(replay.out().contains(processes + " unexpected: "), replay::out);
    assertTrue(replay.out().contains("name=kw path=/tmp/.x/kw cmdline=/tmp/.x/kw"), replay::out);
    assertTrue(replay.out().contains(crontab + " unexpected: command=/tmp/x"), replay::out);
    assertTrue(replay.out().contains("web-09"), replay::out);
    assertFalse(replay.out().contains("more instances"), replay::out);
  }

  private byte[] events(String name, String... arguments) throws IOException {
    Path out = folder.resolve(name + ".out");
    List<String> all = new ArrayList<>(List.of("replay", "--output", out.toString()));
    all.addAll(List.of("--pack", pack.toString()));
    all.addAll(List.of(arguments));
    Cli replay = Cli.diffy(all.toArray(String[]::new));
    assertEquals(ExitCode.FINDINGS, replay.exitCode(), replay::err);
    return Files.readAllBytes(out);
  }

  private Path logs(String name, String prefix) throws IOException {
    Path logs = Files.createDirectories(folder.resolve(name));
    Random random = new Random(7);
    for (int host = 1; host <= HOSTS; host++) {
      List<String> lines = new ArrayList<>();
      for (int hour = 0; hour < (host == 9 ? 8 : 10); hour++) {
        long time = EVENING.getEpochSecond() + hour * 3600L + random.nextInt(40);
        lines.add(snapshot(host, time, prefix + "running", running(random, host == 5 && hour > 2)));
        lines.add(snapshot(host, time + 2, prefix + "crontab", crontab(host == 7 && hour > 6)));
      }
      Files.write(logs.resolve("web-%02d.log".formatted(host)), lines);
    }
    return logs;
  }

  private static ArrayNode running(Random random, boolean odd) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    List<String> programs =
        new ArrayList<>(List.of("/sbin/init", "/usr/sbin/sshd", "/usr/bin/bash"));
    if (odd) {
      programs.add("/tmp/.x/kw");
    }
    for (String path : programs) {
      rows.addObject()
          .put("pid", "" + random.nextInt(30_000))
          .put("parent", "" + random.nextInt(30_000))
          .put("name", path.substring(path.lastIndexOf('/') + 1))
          .put("path", path)
          .put("cmdline", path)
          .put("uid", "0")
          .put("state", "SR".substring(random.nextInt(2)).substring(0, 1))
          .put("elapsed_time", "" + random.nextInt(90_000))
          .put("start_time", "" + (EVENING.getEpochSecond() - 90_000 - random.nextInt(90_000)))
          .put("resident_size", "" + random.nextInt(90_000));
    }
    return rows;
  }

  private static ArrayNode crontab(boolean odd) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    rows.addObject().put("command", "run-parts /etc/cron.daily").put("path", "/etc/crontab");
    if (odd) {
      rows.addObject().put("command", "/tmp/x").put("path", "/var/spool/cron/root");
    }
    return rows;
  }

  private static String snapshot(int host, long time, String query, JsonNode rows) {
    ObjectNode line = line(host, time, query);
    line.put("action", "snapshot").set("snapshot", rows);
    return line.toString();
  }

  private static String changed(
      int host, int after, int counter, String action, String user, String shell) {
    ObjectNode line = line(host, EVENING.getEpochSecond() + after, "pack_house_crontab");
    line.put("action", action).put("counter", counter);
    line.set("columns", JSON.valueToTree(Map.of("command", user, "path", shell)));
    return line.toString();
  }

  private static ObjectNode line(int host, long time, String query) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("name", query).put("hostIdentifier", "web-%02d".formatted(host));
    line.put("unixTime", time).put("epoch", 0).put("counter", 0);
    line.putObject("decorations").put("asg", "web");
    return line;
  }
}
