package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.diffy.schemas.Coverage;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Files that the fuzzer wrote, and that broke a table once. */
class StrangeFilesTest {

  @Test
  void memoryWithoutANumber() throws IOException {
    try (FakeHost host = FakeHost.complete()) {
      host.write("/proc/meminfo", "MemTotal:e00\n");
      assertEquals(
          "[{physical_memory=0}]",
          host.ask("SELECT physical_memory FROM system_info").rows().toString());
    }
  }

  @Test
  void aHomeOfManySlashes() throws IOException {
    try (FakeHost host = FakeHost.complete()) {
      String slashes = "/".repeat(1 << 20);
      host.write("/etc/passwd", "mallory:x:7:7::" + slashes + "x:/bin/sh\n");
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () ->
              assertEquals(
                  Coverage.OK, host.ask("SELECT uid, key FROM authorized_keys").coverage()));
    }
  }
}
