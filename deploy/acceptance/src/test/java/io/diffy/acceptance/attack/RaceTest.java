package io.diffy.acceptance.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.text.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user puts a link to root's secret where a file of his was looked at: what is opened is what was
 * looked at, or nothing.
 */
class RaceTest {
  private static final int MALLORY = 4242;
  private static final int LOOKS = 600;

  @TempDir Path folder;
  private Path home;
  private Path secrets;

  /** One change of what lies there. */
  private interface Swap {
    void swap() throws IOException;
  }

  @BeforeEach
  void aSecretOfRoots() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    secrets = Files.createDirectory(folder.resolve("secrets"));
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwx------"));
    Path secret = Files.writeString(secrets.resolve("file"), "secret");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    home = mallorys(Files.createDirectory(folder.resolve("home")));
    mallorys(Files.createDirectory(home.resolve("in")));
    mallorys(Files.writeString(home.resolve("in/file"), "his own"));
  }

  @Test
  void aFileThatBecomesALink() throws Exception {
    Path own = mallorys(Files.writeString(home.resolve("own"), "his own"));
    seen(
        () -> {
          Path link = home.resolve("link");
          mallorys(Files.createSymbolicLink(link, secrets.resolve("file")));
          Files.move(link, home.resolve("in/file"), StandardCopyOption.ATOMIC_MOVE);
          Files.createLink(home.resolve("again"), own);
          Files.move(
              home.resolve("again"), home.resolve("in/file"), StandardCopyOption.ATOMIC_MOVE);
        });
  }

  @Test
  void aFolderThatBecomesALink() throws Exception {
    Path link = mallorys(Files.createSymbolicLink(home.resolve("link"), secrets));
    seen(
        () -> {
          Files.move(home.resolve("in"), home.resolve("aside"));
          Files.move(link, home.resolve("in"));
          Files.move(home.resolve("in"), link);
          Files.move(home.resolve("aside"), home.resolve("in"));
        });
  }

  @Test
  void aLinkThatLeadsElsewhere() throws Exception {
    Path own = mallorys(Files.writeString(home.resolve("own"), "his own"));
    seen(
        () -> {
          for (Path target : Set.of(own, secrets.resolve("file"))) {
            Path link = home.resolve("link");
            mallorys(Files.createSymbolicLink(link, target));
            Files.move(link, home.resolve("in/file"), StandardCopyOption.ATOMIC_MOVE);
          }
        });
  }

  private void seen(Swap change) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger changes = new AtomicInteger();
    Thread mallory =
        new Thread(
            () -> {
              try {
                for (; !over.get(); changes.incrementAndGet()) {
                  change.swap();
                }
              } catch (IOException e) {
                changes.set(-1);
              }
            });
    mallory.start();
    BuiltInSource source = new BuiltInSource(Path.of("/"));
    String sql = "SELECT sha256 FROM hash WHERE path = '%s'".formatted(home.resolve("in/file"));
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < LOOKS; i++) {
      for (Map<String, String> row : source.ask(PackQuery.of("q", sql, 3600)).rows()) {
        seen.add(row.get("sha256"));
      }
    }
    over.set(true);
    mallory.join();
    assertTrue(changes.get() > LOOKS / 10, () -> "a race: " + changes);
    seen.remove("");
    assertEquals(Set.of(hash("his own")), seen);
    assertFalse(seen.contains(hash("secret")));
  }

  private static String hash(String text) {
    return Hashing.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Path mallorys(Path file) throws IOException {
    Files.setAttribute(file, "unix:uid", MALLORY, LinkOption.NOFOLLOW_LINKS);
    return file;
  }
}
