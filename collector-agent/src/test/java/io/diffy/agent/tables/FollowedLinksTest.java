package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may put another file where one lies. */
class FollowedLinksTest {
  private static final int STICKY_FOR_ALL = 041777;

  private final Set<Path> own = new HashSet<>();
  private FakeHost host;
  private Path file;

  @BeforeEach
  void aFileOfRootInATemporaryFolder() throws IOException {
    host = FakeHost.empty();
    host.write("/shared/of-root/file", "x");
    file = host.path("/shared/of-root/file");
    assumeTrue(Files.getAttribute(file, "unix:uid").equals(0), "needs root");
    assumeTrue(Files.getAttribute(Path.of("/tmp"), "unix:mode").equals(STICKY_FOR_ALL));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void whatIsRootsStaysRootsInAStickyFolder() throws IOException {
    share(STICKY_FOR_ALL);
    assertEquals(new FollowedLinks(file, false), follow(file));
    assertEquals(new FollowedLinks(file, false), follow(file)); // by what is known now
  }

  @Test
  void whatIsRootsCanBeReplacedInAFolderThatAnybodyMayChange() throws IOException {
    share(040777);
    assertEquals(true, follow(file).foreign());
    assertEquals(true, follow(file).foreign());
  }

  @Test
  void whatIsAnothersStaysAnothersInAStickyFolder() throws IOException {
    share(STICKY_FOR_ALL);
    Files.setAttribute(file, "unix:uid", 1000);
    assertEquals(true, follow(file).foreign());
    Files.setAttribute(file, "unix:uid", 0);
    Files.setAttribute(file.getParent(), "unix:uid", 1000);
    assertEquals(
        true,
        FollowedLinks.of(new Located("", file), new HashSet<>(), new PatientReader()).foreign());
  }

  @Test
  void aLinkIsSeenThoughItsFolderIsKnown() throws IOException {
    follow(file);
    Path link = Files.createSymbolicLink(file.resolveSibling("link"), file);
    assertEquals(file, follow(link).path());
    Files.setAttribute(link, "unix:uid", 1000, LinkOption.NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertEquals("refused", refused(link));
  }

  private void share(int mode) throws IOException {
    Files.setAttribute(host.path("/shared"), "unix:mode", mode);
  }

  private FollowedLinks follow(Path path) throws IOException {
    return FollowedLinks.of(new Located(path.toString(), path), own, new PatientReader());
  }

  private String refused(Path link) {
    try {
      return follow(link).path().toString();
    } catch (IOException e) {
      return "refused";
    }
  }
}
