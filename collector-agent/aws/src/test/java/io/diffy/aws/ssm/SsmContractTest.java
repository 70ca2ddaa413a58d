package io.diffy.aws.ssm;

import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.Target;
import io.diffy.plugin.kit.CollectionPluginContract;
import io.diffy.schemas.Instance;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every collection plugin must do, over a scripted SSM whose instances really run scripts. */
class SsmContractTest extends CollectionPluginContract {
  private ScriptedAws aws;
  private ScriptedSsm ssm;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    ssm = new ScriptedSsm(aws, Clock.systemUTC()).fleet(2);
    ssm.reallyRuns = true;
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Override
  protected CollectionPlugin plugin() {
    return new SsmCollection();
  }

  @Override
  protected Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(aws.settings());
    settings.put("aws.s3.bucket", ScriptedSsm.BUCKET);
    return settings;
  }

  @Override
  protected List<Target> targets() {
    return List.of(
        SsmTest.target(ScriptedSsm.id(1)),
        SsmTest.target(ScriptedSsm.id(2)),
        new Target(Instance.named("web", ScriptedSsm.id(3)), "Standby", "its state is Standby"));
  }

  @Override
  protected int sent() {
    return ssm.commands.size();
  }
}
