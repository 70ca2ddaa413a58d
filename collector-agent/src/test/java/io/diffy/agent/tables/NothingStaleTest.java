package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffy.agent.collect.QueryAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a source keeps from one round to the next hides nothing that changed meanwhile. */
class NothingStaleTest {
  private static final Clock AN_HOUR_LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  private FakeHost host;
  private BuiltInSource source;

  @BeforeEach
  void aHostThatWasAskedBefore() throws IOException {
    host = FakeHost.complete();
    source = new BuiltInSource(host.root(), QueryLimits.DEFAULT, AN_HOUR_LATER);
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void aProgramThatBecomesSetUidInAFolderThatStaysAsItWas() throws IOException {
    host.write("/usr/bin/find", "not really find");
    String all = "SELECT path FROM suid_bin WHERE path LIKE '/usr/%'";
    FileTime before = Files.getLastModifiedTime(host.path("/usr/bin"));
    assertEquals("[{path=/usr/bin/passwd}]", answer(all));

    Files.setAttribute(host.path("/usr/bin/find"), "unix:mode", 0104755);

    assertEquals(before, Files.getLastModifiedTime(host.path("/usr/bin")));
    assertEquals("[{path=/usr/bin/find}, {path=/usr/bin/passwd}]", answer(all));
  }

  @Test
  void aPackageDatabaseOfTheSameSizeAndTime() throws IOException {
    String all = "SELECT name, version FROM deb_packages WHERE name = 'adduser'";
    Path status = host.path("/var/lib/dpkg/status");
    FileTime before = Files.getLastModifiedTime(status);
    assertEquals("[{name=adduser, version=3.134}]", answer(all));

    host.write("/var/lib/dpkg/new", Files.readString(status).replace("3.134", "3.999"));
    Files.move(host.path("/var/lib/dpkg/new"), status, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(status, before);

    assertEquals("[{name=adduser, version=3.999}]", answer(all));
  }

  @Test
  void aFileOfTheSameSizeAndTimeInEveryTableOfAQuery() throws IOException {
    String all = "SELECT f.size, f.mtime, h.sha256 FROM file f JOIN hash h USING (path)";
    String crontab = all + " WHERE f.path LIKE '/etc/cront%'";
    FileTime before = Files.getLastModifiedTime(host.path("/etc/crontab"));
    Map<String, String> clean = source.ask(FakeHost.query(crontab)).rows().get(0);

    String text = Files.readString(host.path("/etc/crontab"));
    Files.writeString(host.path("/etc/crontab"), text.replace("run-parts", "run-farts"));
    Files.setLastModifiedTime(host.path("/etc/crontab"), before);

    Map<String, String> dirty = source.ask(FakeHost.query(crontab)).rows().get(0);
    assertEquals(clean.get("size") + clean.get("mtime"), dirty.get("size") + dirty.get("mtime"));
    assertEquals(false, clean.get("sha256").equals(dirty.get("sha256")));
  }

  @Test
  void aProgramThatGetsACapability() throws Exception {
    Path folder = Files.createDirectories(Path.of("target").toAbsolutePath().resolve("programs"));
    Path program = folder.resolve("true");
    Files.copy(Path.of("/bin/true"), program, StandardCopyOption.REPLACE_EXISTING);
    BuiltInSource own = new BuiltInSource(Path.of("/"), QueryLimits.DEFAULT, AN_HOUR_LATER);
    String all = "SELECT key FROM extended_attributes WHERE path = '" + program + "'";
    assumeTrue(own.ask(FakeHost.query(all)).error().isEmpty(), "there is no getcap here");
    assertEquals(List.of(), own.ask(FakeHost.query(all)).rows());

    Path link = folder.resolveSibling("link");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, folder);
    assumeTrue(isRun("chown", "-h", "1000", link.toString()), "needs root");
    assumeTrue(isRun("chmod", "700", program.toString()));
    String both = all + " OR path = '" + link.resolve("true") + "'";
    assertEquals(QueryAnswer.ok(List.of()), own.ask(FakeHost.query(both)), "a user's link");

    assumeTrue(isRun("setcap", "cap_net_raw+ep", program.toString()), "needs root");

    assertEquals("[{key=security.capability}]", own.ask(FakeHost.query(all)).rows().toString());
  }

  /** What a query rules out is not even looked at, and what only resembles it is. */
  @Test
  void whatIsNotRuledOutThoughItsNameBeginsAlike() throws IOException {
    host.write("/etc/app/conf.d/x", "");
    host.write("/etc/app/conf-old/x", "");
    assertEquals(
        "[{path=/etc/app/conf-old/x}]",
        answer(
            "SELECT path FROM file WHERE path LIKE '/etc/app/%%' AND type != 'directory'"
                + " AND path NOT LIKE '/etc/app/conf.d/%' AND path NOT LIKE '/etc/app/conf_d/y%'"));
  }

  private String answer(String sql) {
    return source.ask(FakeHost.query(sql + " ORDER BY 1")).rows().toString();
  }

  private static boolean isRun(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
