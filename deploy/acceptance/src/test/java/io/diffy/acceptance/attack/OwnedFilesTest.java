package io.diffy.acceptance.attack;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffy.settings.OwnedFile;
import io.diffy.settings.Settings;
import io.diffy.settings.SettingsError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another user owns or may write is not loaded; keys that others may read neither. */
class OwnedFilesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aFileOfOurs() throws IOException {
    file = Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("file"), "a=b");
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
