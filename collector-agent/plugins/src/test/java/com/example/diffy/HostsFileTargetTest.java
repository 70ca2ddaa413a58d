package com.example.diffy;

import io.diffy.plugin.TargetPlugin;
import io.diffy.plugin.kit.TargetPluginContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

class HostsFileTargetTest extends TargetPluginContract {
  @Override
  protected TargetPlugin plugin() {
    try {
      Files.writeString(folder.resolve("hosts"), "10.0.0.2 web-2\n10.0.0.1 web-1\n10.0.0.3 db-1\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HostsFileTarget();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("file", folder.resolve("hosts").toString());
  }

  @Override
  protected TargetPlugin.Query known() {
    return new TargetPlugin.Query("web", "", "");
  }

  @Override
  protected TargetPlugin.Query unknown() {
    return new TargetPlugin.Query("batch", "", "");
  }
}
