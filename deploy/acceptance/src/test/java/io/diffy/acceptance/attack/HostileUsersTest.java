package io.diffy.acceptance.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Local users without any right against an agent that runs as root in 64 MiB. Needs root and mount
 * namespaces.
 */
class HostileUsersTest {
  private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHonest honest@bastion\n";
  private static final int FORKS = 300;

  /** Each user: how the keys come to be, as that user, in the home. */
  private static final List<String> USERS =
      List.of(
          "honest|printf '" + KEY.strip() + "\\n' >.ssh/authorized_keys",
          "sparse|truncate -s 17M .ssh/authorized_keys",
          "many|yes 'ssh-rsa AAAA m' | head -n 80000 >.ssh/authorized_keys",
          "kmsg|ln -s /proc/kmsg .ssh/authorized_keys",
          "shadow|ln -s /etc/shadow .ssh/authorized_keys",
          "neighbour|ln -s ../../honest/.ssh/authorized_keys .ssh/authorized_keys",
          "parent|rm -r .ssh; ln -s ../honest/.ssh .ssh",
          "zero|ln -s /dev/zero .ssh/authorized_keys",
          "fifo|mkfifo .ssh/authorized_keys",
          "loop|ln -s authorized_keys .ssh/authorized_keys",
          "big|mkdir files && cd files && i=0; while [ $i -lt 6 ]; do i=$((i+1)); truncate -s 3M $i; done; truncate -s 5M x",
          "full|mkdir files && cd files && i=0; while [ $i -lt 6 ]; do i=$((i+1)); mkdir $i; (cd $i && seq -f f%.0f 4000 | xargs touch); done",
          "hung|true",
          "dotfiles|printf '" + KEY.strip() + "\\n' >keys; ln -s ../keys .ssh/authorized_keys",
          "types|printf 'ssh-evil AAAA x\\nssh-rsa AAAAgood x\\n' >.ssh/authorized_keys");

  @TempDir static Path folder;

  private static final List<Process> RUNNING = new ArrayList<>();
  private static JsonNode keys;
  private static JsonNode processes;
  private static JsonNode hashes;
  private static JsonNode files;

  @BeforeAll
  static void attack() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    assumeTrue(
        run("unshare", "-m", "true").waitFor() == 0 && Files.exists(Path.of("/usr/bin/setpriv")),
        "needs mount namespaces and setpriv");
    run("chmod", "755", folder.toString()).waitFor();
    StringBuilder passwd = new StringBuilder("root:x:0:0:root:/root:/bin/sh\n");
    for (int i = 0; i < USERS.size(); i++) {
      String[] user = USERS.get(i).split("\\|", 2);
      Path home = folder.resolve(user[0]);
      passwd.append("%s:x:%d:%d::%s:/bin/sh\n".formatted(user[0], 4300 + i, 4300 + i, home));
      String script = "cd \"$0\" && mkdir .ssh && " + user[1];
      Files.createDirectories(home);
      run("chown", "%d:%d".formatted(4300 + i, 4300 + i), home.toString()).waitFor();
      assertEquals(0, as(4300 + i, "sh", "-c", script, home.toString()).waitFor(), user[0]);
    }
    Path users = Files.writeString(folder.resolve("passwd"), passwd);
    String forks =
        "i=0; while [ $i -lt "
            + FORKS
            + " ]; do sh -c 'sleep 60; :' \"$1\" & i=$((i+1)); done; wait";
    RUNNING.add(as(4302, "sh", "-c", forks, "sh", "a".repeat(100_000)));
    Thread.sleep(2500);
    ask(users);
  }

  private static void ask(Path users) throws Exception {
    ProcessBuilder agent =
        new ProcessBuilder(
            "unshare",
            "-m",
            "sh",
            "-c",
            "mount --bind \"$0\" /etc/passwd && { exec 3<>/dev/fuse && mount -i -t fuse -o "
                + "fd=3,rootmode=40000,user_id=0,group_id=0,allow_other none \"$HUNG\" || :; }; exec \"$@\"",
            users.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            AskTables.class.getName(),
            "SELECT * FROM authorized_keys",
            "SELECT pid, cmdline, cwd, uid FROM processes",
            "SELECT f.path, h.sha256 FROM file f LEFT JOIN hash h USING (path) WHERE f.path LIKE '%s/big/files/%%' OR f.path = '/etc/group'"
                .formatted(folder),
            "SELECT path FROM file WHERE path LIKE '%s/full/files/%%%%' OR path = '/etc/group'"
                .formatted(folder));
    agent.environment().put("HUNG", folder.resolve("hung").toString());
    Process running = agent.redirectError(Redirect.INHERIT).start();
    List<String> lines =
        new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertEquals(4, lines.size(), lines::toString);
    keys = Json.tree(lines.get(0).getBytes(StandardCharsets.UTF_8));
    processes = Json.tree(lines.get(1).getBytes(StandardCharsets.UTF_8));
    hashes = Json.tree(lines.get(2).getBytes(StandardCharsets.UTF_8));
    files = Json.tree(lines.get(3).getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void end() throws InterruptedException {
    for (Process process : RUNNING) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.waitFor(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void theKeysOfAllOthersAreJudged() {
    assertEquals("OK", keys.path("coverage").asText(), keys.path("error").asText());
    assertEquals(List.of("honest@bastion"), of("honest", "comment"));
    assertEquals(List.of("honest@bastion"), of("dotfiles", "comment"), "a link of one's own");
    assertEquals(List.of("ssh-rsa"), of("types", "algorithm"));
  }

  @Test
  void whatIsTooMuchIsARowOfItsOwn() {
    assertTrue(of("sparse", "comment").get(0).startsWith("(too long: only its start is listed"));
    assertEquals(1002, of("many", "comment").size());
  }

  @Test
  void rootFollowsNoUserElsewhere() {
    for (String user : List.of("kmsg", "shadow", "zero", "neighbour", "parent")) {
      List<String> told = of(user, "comment");
      assertEquals(1, told.size(), user);
      assertTrue(told.get(0).startsWith("(not read: "), user + told);
    }
    assertEquals(List.of(), of("fifo", "comment"));
    assertEquals(List.of(), of("loop", "comment"));
    assertTrue(keys.path("threads").asInt() <= 0, "nothing hangs");
  }

  @Test
  void aProcessCostsItsOwnRow() {
    assertEquals("OK", processes.path("coverage").asText(), processes.path("error").asText());
    long forked = 0;
    for (JsonNode row : processes.path("rows")) {
      forked += row.path("uid").asText().equals("4302") ? 1 : 0;
      assertTrue(row.path("cmdline").asText().length() < 10_000);
    }
    assertTrue(forked > FORKS, "all are seen: " + forked);
  }

  @Test
  void aHomeThatNeverAnswersHoldsUpItself() {
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse");
    List<String> told = of("hung", "comment");
    assertEquals(2, told.size());
    assertTrue(told.get(0).endsWith("does not answer: it was left out)"), told::toString);
  }

  @Test
  void bigFilesOfAUserTakeNobodysTime() {
    assertEquals("OK", hashes.path("coverage").asText(), hashes.path("error").asText());
    assertEquals(64, at(hashes, "/etc/group").path("sha256").asText().length());
    assertEquals("", at(hashes, folder + "/big/files/x").path("sha256").asText());
    assertEquals(8, hashes.path("rows").size(), "each file has its row");
    assertEquals(
        "",
        at(hashes, folder + "/big/files/6").path("sha256").asText(),
        "more than four times the longest");
  }

  @Test
  void theFilesOfAUserFillTheirShareOnly() {
    assertEquals("TRUNCATED", files.path("coverage").asText(), files.path("error").asText());
    String why = files.path("error").asText();
    assertTrue(why.contains("hold too many files"), why);
    assertEquals("/etc/group", at(files, "/etc/group").path("path").asText());
  }

  private static JsonNode at(JsonNode answer, String path) {
    for (JsonNode row : answer.path("rows")) {
      if (row.path("path").asText().equals(path)) {
        return row;
      }
    }
    return Json.mapper().missingNode();
  }

  private static List<String> of(String user, String column) {
    List<String> cells = new ArrayList<>();
    for (JsonNode row : keys.path("rows")) {
      if (row.path("key_file").asText().startsWith(folder + "/" + user + "/")) {
        cells.add(row.path(column).asText());
      }
    }
    return cells;
  }

  private static Process as(int uid, String... command) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid", "" + uid, "--regid", "" + uid, "--clear-groups"));
    all.addAll(List.of(command));
    return run(all.toArray(String[]::new));
  }

  private static Process run(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.DISCARD)
        .start();
  }
}
