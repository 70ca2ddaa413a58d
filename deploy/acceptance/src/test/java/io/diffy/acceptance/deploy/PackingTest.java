package io.diffy.acceptance.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files make the same archive and the same package, whoever packs them and when. */
final class PackingTest {
  private static final Path RELEASE = Path.of("..", "release").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @BeforeEach
  void anAgentsLayout() throws IOException {
    for (String file :
        List.of(
            "bin/diffy-agent",
            "lib/b.jar",
            "lib/a.jar",
            "etc/agent.properties",
            "systemd/diffy-agent.service")) {
      Path path = folder.resolve("layout").resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file, UTF_8);
    }
  }

  @Test
  void neitherTimesNorRightsNorZonesAreSeenInAnArchive() throws Exception {
    run("UTC", "archive", "layout", "one.tar.gz", "agent-1");
    touch();
    run("Pacific/Chatham", "archive", "layout", "two.tar.gz", "agent-1");
    assertArrayEquals(bytes("one.tar.gz"), bytes("two.tar.gz"));
  }

  @Test
  void aPackageIsTheSameEachTimeAndHoldsTheAgentWhereDebianHasIt() throws Exception {
    run("UTC", "agent/tree", "layout", "tree");
    run("UTC", "deb", "tree", "one.deb", "1.2.3");
    touch();
    run("Pacific/Chatham", "agent/tree", "layout", "tree");
    run("Pacific/Chatham", "deb", "tree", "two.deb", "1.2.3");
    assertArrayEquals(bytes("one.deb"), bytes("two.deb"));
    assertTrue(new String(bytes("one.deb"), UTF_8).startsWith("!<arch>\ndebian-binary   "));
    for (String there :
        List.of(
            "usr/lib/diffy-agent/lib/a.jar",
            "etc/diffy-agent/agent.properties",
            "lib/systemd/system/diffy-agent.service",
            "usr/bin/diffy-agent")) {
      assertTrue(
          Files.isSymbolicLink(folder.resolve("tree").resolve(there))
              || Files.exists(folder.resolve("tree").resolve(there)),
          there);
    }
  }

  private void touch() throws IOException {
    Path file = folder.resolve("layout/lib/a.jar");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(folder.resolve(file));
  }

  private void run(String zone, String script, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(RELEASE.resolve(script).toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("SOURCE_DATE_EPOCH", "1763683200");
    builder.environment().put("TZ", zone);
    Process process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
