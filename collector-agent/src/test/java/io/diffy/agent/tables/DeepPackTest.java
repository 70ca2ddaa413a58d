package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.text.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the deep pack finds on one host, without any peer. */
class DeepPackTest {
  private static final Map<String, PackQuery> DEEP =
      ShippedPacks.named("deep").orElseThrow().queries();

  private FakeHost host;

  @BeforeEach
  void aHostWhoseProgramsAreAsDpkgNotedThem() throws IOException {
    host = FakeHost.complete();
    host.write(
        "/var/lib/dpkg/info/nginx.md5sums",
        md5("not really nginx")
            + "  usr/sbin/nginx\n"
            + md5("a page")
            + "  usr/share/doc/nginx/page\n"
            + md5("gone")
            + "  usr/sbin/gone\n");
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void aCleanHostHasNoRows() {
    for (String query : List.of("changed_package_files", "hidden_modules", "hidden_processes")) {
      assertEquals(QueryAnswer.ok(List.of()), ask(query), query);
    }
  }

  @Test
  void aReplacedProgramIsNotWhatDpkgNoted() throws IOException {
    host.write("/usr/sbin/nginx", "not nginx at all");

    Map<String, String> row = ask("changed_package_files").rows().get(0);
    assertEquals("/usr/sbin/nginx", row.get("path"));
    assertEquals("nginx", row.get("package"));
    assertEquals("1.22.1-9+deb12u1", row.get("version"));
    assertEquals(md5("not nginx at all"), row.get("md5"));
  }

  /** Two packages may bring one path, where one of them moved the other's aside. */
  @Test
  void aFileThatWasMovedAsideIsLookedForWhereItLies() throws IOException {
    host.write("/usr/sbin/nginx", "the administrator's own")
        .write("/usr/sbin/nginx.distrib", "not really nginx")
        .write("/var/lib/dpkg/diversions", "/usr/sbin/nginx\n/usr/sbin/nginx.distrib\n:\n");

    assertEquals(QueryAnswer.ok(List.of()), ask("changed_package_files"));
  }

  @Test
  void aModuleThatIsNotOnTheListIsHidden() throws IOException {
    host.write("/sys/module/overlay/initstate", "live\n")
        .write("/sys/module/builtin/version", "1\n")
        .write("/sys/module/rk/initstate", "live\n")
        .write("/sys/module/rk/taint", "OE\n");

    assertEquals(
        List.of(Map.of("name", "rk", "state", "live", "taint", "OE")),
        ask("hidden_modules").rows());
  }

  @Test
  void programsOfTheSystemAndOfTheWebAreHashed() throws IOException {
    host.write("/var/www/html/shop/x.php", "<?php").write("/var/www/html/logo.png", "png");

    assertEquals(List.of("/var/www/html/shop/x.php"), paths("web_roots"));
    assertTrue(paths("system_programs").contains("/usr/sbin/nginx"));
  }

  @Test
  void anInitramfsIsNotHashedBecauseEachHostBuildsItsOwn() throws IOException {
    host.write("/boot/initrd.img-6.1.0", "built here").write("/boot/vmlinuz-6.1.0", "a kernel");

    QueryAnswer answer = ask("boot_files");
    assertEquals(Coverage.OK, answer.coverage());
    for (Map<String, String> row : answer.rows()) {
      assertEquals(row.get("path").contains("initrd"), row.get("sha256").isEmpty(), "" + row);
    }
    assertEquals(2, answer.rows().size());
  }

  @Test
  void thePasswordsStateIsShownAndNeverItsHash() {
    List<Map<String, String>> rows = host.ask("SELECT * FROM shadow").rows();

    assertEquals("active", rows.get(0).get("password_status"));
    assertEquals("y", rows.get(0).get("hash_alg"));
    assertEquals("locked", rows.get(1).get("password_status"));
    assertTrue(!rows.toString().contains("salt"), rows.toString());
  }

  private List<String> paths(String query) {
    return ask(query).rows().stream().map(row -> row.get("path")).toList();
  }

  private QueryAnswer ask(String query) {
    return new BuiltInSource(host.root()).ask(DEEP.get(query));
  }

  private static String md5(String text) {
    return HexFormat.of()
        .formatHex(Hashing.by("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
