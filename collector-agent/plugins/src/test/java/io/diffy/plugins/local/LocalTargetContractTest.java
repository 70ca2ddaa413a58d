package io.diffy.plugins.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.TargetPlugin;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.TargetPluginContract;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalTargetContractTest extends TargetPluginContract {
  @Override
  protected TargetPlugin plugin() {
    return new LocalTargetPlugin();
  }

  @Override
  protected TargetPlugin.Query known() {
    return new TargetPlugin.Query("web", "", "");
  }

  @Override
  protected TargetPlugin.Query unknown() {
    return new TargetPlugin.Query(" ", "", "");
  }

  @Test
  void theHostStandsForWhateverGroupItIsAskedFor() {
    Instance host =
        plugin()
            .find(
                new TargetPlugin.Query("web", "123", "us-east-1"),
                Contexts.of(folder, Map.of("instance-id", "i-0abc")))
            .get(0)
            .instance();

    assertEquals(new GroupKey("123", "us-east-1", "web"), host.group());
    assertEquals("i-0abc", host.instanceId());
  }
}
