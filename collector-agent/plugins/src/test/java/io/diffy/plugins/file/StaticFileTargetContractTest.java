package io.diffy.plugins.file;

import io.diffy.plugin.TargetPlugin;
import io.diffy.plugin.kit.TargetPluginContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

class StaticFileTargetContractTest extends TargetPluginContract {
  @Override
  protected TargetPlugin plugin() {
    try {
      Files.writeString(
          folder.resolve("hosts.ndjson"),
          """
          {"asg":"web","instance_id":"i-2"}
          {"asg":"web","instance_id":"i-1","skipped":"in maintenance"}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StaticFileTargetPlugin();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("file", folder.resolve("hosts.ndjson").toString());
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
