package com.example.diffy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/plugins.md} shows the code that is tried here. */
class PluginsPageTest {
  @Test
  void thePageShowsThePluginAndItsTest() throws IOException {
    String page = Files.readString(Path.of("../../docs/plugins.md"));
    for (String name : List.of("HostsFileTarget", "HostsFileTargetTest")) {
      String source =
          Files.readString(Path.of("src/test/java/com/example/diffy/" + name + ".java"));
      assertTrue(page.contains("```java\n" + source.stripTrailing() + "\n```"), name);
    }
  }
}
