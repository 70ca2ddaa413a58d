package io.diffy.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHostTest {
  private static final Instance GROUP_ONLY = Instance.named("web-prod", "");
  private static final String MACHINE_ID = "7a1f0f4c9d4e4b3a8c2d1e0f9a8b7c6d";

  @TempDir Path root;

  @Test
  void whatIsConfiguredWins() {
    assertEquals("i-42", identify(Instance.named("web-prod", "i-42")).instanceId());
  }

  @Test
  void ec2SaysItsInstanceIdOnTheBoard() throws IOException {
    write("sys/class/dmi/id/board_asset_tag", "i-0123456789abcdef0\n");
    write("etc/machine-id", MACHINE_ID);

    assertEquals("i-0123456789abcdef0", identify(GROUP_ONLY).instanceId());
  }

  @Test
  void cloudInitKnowsItToo() throws IOException {
    write("var/lib/cloud/data/instance-id", "i-0123456789abcdef1\n");

    assertEquals("i-0123456789abcdef1", identify(GROUP_ONLY).instanceId());
  }

  @Test
  void elsewhereItIsMadeFromMachineIdAndHostName() throws IOException {
    write("sys/class/dmi/id/board_asset_tag", "Not Specified\n");
    write("etc/machine-id", MACHINE_ID + "\n");
    write("etc/hostname", "web-1\n");
    String id = identify(GROUP_ONLY).instanceId();

    assertTrue(id.matches("m-[0-9a-f]{16}"), id);
    assertFalse(id.contains(MACHINE_ID.substring(0, 8)));
    assertEquals(id, identify(GROUP_ONLY).instanceId());

    write("etc/hostname", "clone-of-web-1\n");
    assertNotEquals(id, identify(GROUP_ONLY).instanceId());
  }

  @Test
  void withoutAMachineIdItIsTheHostName() throws IOException {
    write("etc/hostname", "web-1\n");

    assertEquals("web-1", identify(GROUP_ONLY).instanceId());
    assertEquals("web-1", identify(GROUP_ONLY).hostname());
    assertEquals("", identify(GROUP_ONLY).privateIp(), "another root has another address");
  }

  @Test
  void aHostNameWithOtherCharactersIsNotTaken() throws IOException {
    write("etc/hostname", "web\u001b[31m\n");

    assertEquals("localhost", identify(GROUP_ONLY).hostname());
  }

  @Test
  void thisHostHasAName() {
    Instance here = LocalHost.identify(GROUP_ONLY, Path.of("/"));

    assertFalse(here.instanceId().isBlank());
    assertFalse(here.hostname().isBlank());
    assertFalse(here.privateIp().startsWith("127."));
  }

  private Instance identify(Instance configured) {
    return LocalHost.identify(configured, root);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
