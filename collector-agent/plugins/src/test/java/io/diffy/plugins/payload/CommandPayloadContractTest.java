package io.diffy.plugins.payload;

import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.kit.PayloadPluginContract;
import io.diffy.schemas.pack.Pack;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CommandPayloadContractTest extends PayloadPluginContract {
  @Override
  protected PayloadPlugin plugin() {
    return new CommandPayloadPlugin();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("command", "printf 'one\\ntwo\\n'");
  }

  @Override
  protected Pack pack() {
    return TestHost.pack();
  }
}
