package io.diffy.plugins.file;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.kit.PersistencePluginContract;
import java.util.Map;

class ZippedFilePersistenceContractTest extends PersistencePluginContract {
  @Override
  protected PersistencePlugin plugin() {
    return new FilePersistencePlugin();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("gzip", "true", "folder", folder.resolve("elsewhere").toString());
  }
}
