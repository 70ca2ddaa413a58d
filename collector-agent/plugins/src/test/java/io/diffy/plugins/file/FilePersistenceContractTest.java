package io.diffy.plugins.file;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.kit.PersistencePluginContract;

class FilePersistenceContractTest extends PersistencePluginContract {
  @Override
  protected PersistencePlugin plugin() {
    return new FilePersistencePlugin();
  }
}
