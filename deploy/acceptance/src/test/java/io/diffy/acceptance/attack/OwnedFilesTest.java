package io.diffy.acceptance.attack;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffy.acceptance.it.Cli;
import io.diffy.console.http.LoginFile;
import io.diffy.console.http.TokenFile;
import io.diffy.host.HostOptions;
import io.diffy.service.InputFile;
import io.diffy.service.PemTls;
import io.diffy.settings.OwnedFile;
import io.diffy.settings.RedactionKey;
import io.diffy.settings.Settings;
import io.diffy.settings.SettingsError;
import io.diffy.settings.judging.TrustSettings;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What another user owns or may write is not loaded; keys that others may read neither. */
class OwnedFilesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aFileOfOurs() throws IOException {
    file =
        Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("file.jar"), "a=b");
    mode(file.getParent(), "rwx------");
    mode(file, "rw-------");
  }

  @Test
  void whatIsOursIsTaken() throws IOException {
    assertDoesNotThrow(() -> OwnedFile.require(file, true));
    mode(file, "rw-r--r--");
    assertDoesNotThrow(() -> OwnedFile.require(file, false));
  }

  @Test
  void whatOthersMayReadIsNoKey() throws IOException {
    mode(file, "rw-r--r--");
    refused(true, "its mode is 0644, so that others may read it; chmod 600 it");
  }

  @Test
  void whatOthersMayWriteIsRefused() throws IOException {
    mode(file, "rw----rw-");
    refused(false, "its mode is 0606, so that others may write it; chmod go-w it");
    assertThrows(SettingsError.class, () -> Settings.read(Map.of(), Optional.of(file)));
  }

  @Test
  void whatLiesWhereOthersMayPutAnotherIsRefused() throws IOException {
    mode(file.getParent(), "rwx----wx");
    refused(false, "its mode is 0703, so that others may write it; chmod go-w it");
  }

  @Test
  void whatAnotherUserOwnsIsRefused() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Files.setAttribute(file, "unix:uid", 4242);
    refused(false, "user 4242 owns it, and we run as user 0; chown it");
    Files.setAttribute(file, "unix:uid", 0);
    Files.setAttribute(file.getParent(), "unix:uid", 4242);
    refused(false, "user 4242 owns it, and we run as user 0; chown it");
  }

  @Test
  void aLinkCountsAsWhatItLeadsTo() throws IOException {
    mode(file, "rw----rw-");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThrows(FileSystemException.class, () -> OwnedFile.require(link, false));
  }

  /** Everything a person names that decides what is done, or in whose name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "config",
        "pack",
        "health token",
        "tokens",
        "login",
        "groups",
        "key of TLS",
        "redaction key",
        "trusted keys",
        "plugins",
        "osqueryi"
      })
  void whatOthersMayWriteIsNotLoaded(String what) throws IOException {
    mode(file, "rwx----w-");
    RuntimeException refusal = assertThrows(RuntimeException.class, () -> load(what));
    assertTrue(refusal.getMessage().contains("others may write it"), refusal.getMessage());
  }

  private void load(String what) {
    String name = file.toString();
    switch (what) {
      case "config" -> Settings.read(Map.of(), Optional.of(file));
      case "pack" -> InputFile.packOrShipped(file, line -> {});
      case "tokens" -> TokenFile.of(file, Clock.systemUTC());
      case "login" -> LoginFile.read(file);
      case "key of TLS" -> PemTls.server("--tls-key", folder, file, Optional.empty());
      case "redaction key" -> RedactionKey.of(settings("redaction.key-file", name));
      case "trusted keys" -> TrustSettings.of(settings("trust.keys", name));
      case "plugins" -> command("plugins", "list", "--plugins", file.getParent().toString());
      case "osqueryi" ->
          CommandLine.populateCommand(new HostOptions(), "--group", "web", "--osqueryi", name)
              .collection(Screen.plain(System.out, System.err));
      case "groups" -> command("collector", "--groups", name);
      case "health token" -> command(agent("--health-port", "1", "--health-token-file", name));
      default -> throw new IllegalArgumentException(what);
    }
  }

  private static Settings settings(String key, String value) {
    return Settings.read(
        Map.of("DIFFY_" + key.replace("-", "__").replace('.', '_').toUpperCase(Locale.ROOT), value),
        Optional.empty());
  }

  private static String[] agent(String... options) {
    List<String> all = new ArrayList<>(List.of("agent", "--group", "web", "--instance-id", "i-1"));
    all.addAll(List.of("--bootstrap-server", "127.0.0.1:1"));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  /** What a command says that ends at once. */
  private static void command(String... arguments) {
    Cli said = Cli.diffy(arguments);
    throw new IllegalStateException(said.out() + said.err());
  }

  private void refused(boolean secret, String why) {
    FileSystemException refusal =
        assertThrows(FileSystemException.class, () -> OwnedFile.require(file, secret));
    assertEquals(why, refusal.getReason());
    assertTrue(refusal.getFile().startsWith(folder.toString()));
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
