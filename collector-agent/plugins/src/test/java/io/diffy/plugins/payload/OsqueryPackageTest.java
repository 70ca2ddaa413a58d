package io.diffy.plugins.payload;

import static io.diffy.plugins.payload.TestHost.pack;
import static io.diffy.plugins.payload.TestHost.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Payload;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.kit.ShellRun;
import io.diffy.schemas.pack.Pack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An instance without osquery is brought one: checked, used, and gone again. */
@Execution(ExecutionMode.CONCURRENT)
class OsqueryPackageTest {
  private static final String SHELLS = "io.diffy.plugin.kit.ShellRun#shells";
  private static final String SIGNED =
      "https://packages.s3.amazonaws.com/osquery.tar.gz?X-Amz-Signature=5ec4e7&X-Amz-Expires=300";
  private static final Pack MOUNTS = pack(query("mounts", "SELECT path FROM mounts;"));
  private static final Map<String, String> ROOT = Map.of("path", "/");
  private static final String OSQUERYI = "#!/bin/sh\nprintf '[\\n  {\"path\":\"/\"}\\n]\\n'\n";

  /** As in osquery's packages: a program that is told by -S to be a shell, and a link to it. */
  private static final String OSQUERYD = OSQUERYI + "[ \"$1\" = -S ] || exit 1\n";

  private static final List<String> TOOLS =
      List.of(
          "ar",
          "base64",
          "cat",
          "chmod",
          "cp",
          "date",
          "dpkg-deb",
          "gzip",
          "head",
          "mkdir",
          "mktemp",
          "nice",
          "rm",
          "mv",
          "sed",
          "sha256sum",
          "sleep",
          "tar",
          "timeout",
          "tr",
          "wc");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(SHELLS)
  void aCheckedPackageIsUnpackedUsedAndRemoved(String shell) throws Exception {
    for (Path osquery : List.of(tarball(), debian())) {
      assertEquals(List.of(ROOT), fetching("curl", osquery).answers(shell, MOUNTS).get(0).rows());
    }
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void wgetDoesAsWell(String shell) throws Exception {
    assertEquals(List.of(ROOT), fetching("wget", tarball()).answers(shell, MOUNTS).get(0).rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void whatIsNotWhatWasExpectedIsNotUnpacked(String shell) throws Exception {
    Path osquery = tarball();
    TestHost host = fetching("curl", osquery);
    Files.writeString(osquery, "something else");

    ShellRun run = ShellRun.of(shell, host.payload(MOUNTS).script(), folder);

    assertEquals(3, run.exit());
    assertEquals(
        "the SHA-256 of what was brought is not the expected one; nothing of it was unpacked\n",
        run.errors());
    assertEquals(List.of(), ShellRun.leftIn(folder));
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void whatCanNotBeBroughtIsSaidWithoutItsAddress(String shell) throws Exception {
    TestHost host = fetching("curl", tarball());
    Files.writeString(
        Path.of(host.tools()).resolve("curl"), "#!/bin/sh\ncat \"${9}\" >&2; exit 22\n");

    ShellRun run = ShellRun.of(shell, host.payload(MOUNTS).script(), folder);

    assertEquals(3, run.exit());
    assertEquals(
        "osquery is not installed, and could not be brought: exit code 22\n", run.errors());
    assertEquals(List.of(), ShellRun.leftIn(folder));
  }

  @Test
  void theAddressStandsOnNoCommandLine() throws Exception {
    fetching("curl", tarball()).answers("dash", MOUNTS);

    String arguments = Files.readString(folder.resolve("arguments"));
    assertTrue(arguments.contains("--proto =https"), arguments);
    assertFalse(arguments.contains("X-Amz-Signature"), arguments);
    assertEquals("url = \"" + SIGNED + "\"\n", Files.readString(folder.resolve("asked")));
  }

  @Test
  void noPersonSeesTheAddress() throws Exception {
    Payload payload = fetching("curl", tarball()).payload(MOUNTS);

    assertFalse(payload.shown().contains("X-Amz-Signature"));
    assertFalse(payload.toString().contains("X-Amz-Signature"));
    assertEquals(payload.script(), payload.shown().replace("(not shown)", SIGNED));
  }

  @Test
  void nothingIsInstalledUnchecked() {
    assertRefused(
        "plugin.osquery.url is set without plugin.osquery.sha256; nothing is installed unchecked,"
            + " so set the SHA-256 of the package",
        Map.of("url", SIGNED));
    assertRefused(
        "plugin.osquery.sha256 must be 64 hexadecimal digits, not \"$(id)\"; correct it",
        Map.of("url", SIGNED, "sha256", "$(id)"));
    for (String wrong :
        List.of("http://example.org/osquery.tar.gz", "https://x/\" -o /etc/x", "file:///etc/x")) {
      assertRefused(
          "plugin.osquery.url must be an address that begins with https://, without blanks or"
              + " quotes; correct it",
          Map.of("url", wrong, "sha256", "0".repeat(64)));
    }
  }

  @Test
  void anInstalledOsqueryIsPreferred() throws Exception {
    TestHost host = fetching("curl", tarball()).osqueryi("printf '[{\"path\":\"/installed\"}]'");

    assertEquals(List.of(Map.of("path", "/installed")), host.answers("dash", MOUNTS).get(0).rows());
    assertFalse(Files.exists(folder.resolve("asked")));
  }

  private void assertRefused(String reason, Map<String, String> settings) {
    TestHost host = new TestHost(folder, Script.TOOLS, settings);

    PluginFailure failure = assertThrows(PluginFailure.class, () -> host.payload(MOUNTS));

    assertEquals(reason, failure.getMessage());
  }

  /** A host with one program to download with, which gives it this file. */
  private TestHost fetching(String program, Path osquery) throws Exception {
    Path tools = folder.resolve("tools");
    if (!Files.exists(tools)) {
      TestHost.in(folder).withOnly(TOOLS);
    }
    Files.deleteIfExists(tools.resolve(program));
    String body =
        """
        echo "$*" >%1$s/arguments
        while [ $# -gt 0 ]; do
          case $1 in
            -K | -i) cp "$2" %1$s/asked ;;
            -o | -O) cp %2$s "$2" ;;
          esac
          shift
        done
        """
            .formatted(folder, osquery);
    Files.move(TestHost.in(folder).program(program, body), tools.resolve(program));
    String sha256 =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(osquery)));
    return new TestHost(folder, tools.toString(), Map.of("url", SIGNED, "sha256", sha256));
  }

  private Path tarball() throws IOException, InterruptedException {
    Path tree = osqueryTree();
    Path file = folder.resolve("osquery.tar.gz");
    run("tar", "-czf", file.toString(), "-C", tree.toString(), ".");
    return file;
  }

  private Path debian() throws IOException, InterruptedException {
    Path tree = osqueryTree();
    Files.createDirectories(tree.resolve("DEBIAN"));
    Files.writeString(
        tree.resolve("DEBIAN/control"),
        """
        Package: osquery
        Version: 5.0
        Architecture: all
        Maintainer: x <x@example.org>
        Description: a stand-in
        """,
        StandardCharsets.UTF_8);
    Path file = folder.resolve("osquery.deb");
    run("dpkg-deb", "--build", tree.toString(), file.toString());
    return file;
  }

  private Path osqueryTree() throws IOException {
    Path tree = folder.resolve("tree");
    Path program = tree.resolve("opt/osquery/bin/osqueryd");
    if (!Files.exists(program)) {
      Files.createDirectories(program.getParent());
      Files.createDirectories(tree.resolve("usr/bin"));
      Files.copy(TestHost.in(folder).program("osqueryd", OSQUERYD.substring(10)), program);
      program.toFile().setExecutable(true);
      Files.createSymbolicLink(
          tree.resolve("usr/bin/osqueryi"), Path.of("/opt/osquery/bin/osqueryd"));
    }
    return tree;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
