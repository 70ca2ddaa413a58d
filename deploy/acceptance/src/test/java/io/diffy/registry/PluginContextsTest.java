package io.diffy.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.service.CommandContext;
import io.diffy.settings.Settings;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginContextsTest {
  private static final String PACKAGE = "s3://diffy-packages/osquery.tar.gz";
  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "AKIATESTKEYOFNOBODY0", "aws.secretAccessKey", "secret-of-nobody");

  private Map<String, String> environment = Map.of();

  @TempDir private Path folder;

  @BeforeEach
  void login() {
    CREDENTIALS.forEach(System::setProperty);
  }

  @AfterEach
  void logout() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  @Test
  void aPayloadGetsThePackageOfABucketAsASignedAddress() throws IOException {
    String url = given(PluginKind.PAYLOAD, "osquery").get("url");

    assertTrue(url.startsWith("https://diffy-packages.s3."), url);
    assertTrue(url.contains("/osquery.tar.gz?") && url.contains("X-Amz-Signature="), url);
  }

  @Test
  void otherSettingsAreGivenAsTheyStand() throws IOException {
    assertEquals("0a0b", given(PluginKind.PAYLOAD, "osquery").get("sha256"));
    assertEquals(PACKAGE, given(PluginKind.PERSISTENCE, "shelf").get("url"));
  }

  @Test
  void bothFormsOfAVariableReachThePlugin() throws IOException {
    environment = Map.of("DIFFY_PLUGIN_SHELF_SHA_256", "one", "DIFFY_PLUGIN_SHELF_URL", "two");
    assertEquals("one", given(PluginKind.PERSISTENCE, "shelf").get("sha-256"));
    environment = Map.of("DIFFY_PLUGIN_SHELF_SHA__256", "old");
    assertEquals("old", given(PluginKind.PERSISTENCE, "shelf").get("sha-256"));
  }

  private Map<String, String> given(PluginKind kind, String slug) throws IOException {
    Path config =
        Files.write(
            folder.resolve("config"),
            List.of(
                "aws.region=eu-west-1",
                "plugin.osquery.url=" + PACKAGE,
                "plugin.osquery.sha256=0a0b",
                "plugin.shelf.url=" + PACKAGE));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    CommandContext shell =
        new CommandContext(
            Screen.plain(nowhere, nowhere),
            Settings.read(environment, Optional.of(config)),
            Clock.systemUTC(),
            EmbeddedBroker.STARTER);
    return PluginContexts.of(shell, folder)
        .of(
            new PluginInfo(kind, slug, "Any", "1", "nobody", "For a test.")
                .reading("url", "sha256", "sha-256"))
        .settings();
  }
}
