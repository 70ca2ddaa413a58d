package io.diffy.aws.ssm;

import io.diffy.plugin.CollectionPlugin.Listener;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A collector as a process, to be killed. Arguments: its state folder, how many instances, then
 * {@code key=value} settings.
 */
final class KilledCollector {
  private KilledCollector() {}

  public static void main(String[] args) {
    Map<String, String> settings = new TreeMap<>();
    for (String setting : List.of(args).subList(2, args.length)) {
      String[] pair = setting.split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    List<Target> targets =
        IntStream.rangeClosed(1, Integer.parseInt(args[1]))
            .mapToObj(number -> SsmTest.target(ScriptedSsm.id(number)))
            .toList();
    new SsmCollection()
        .collect(
            new Order(SsmTest.RUN, "", targets, new TestPayload(), Duration.ofMinutes(5)),
            new Silent(),
            new PluginContext(
                settings,
                Path.of(args[0]),
                Clock.systemUTC(),
                System.out::println,
                PluginContext.Stop.NEVER))
        .forEach(result -> System.out.println(result.instanceId() + " " + result.outcome()));
  }

  private static final class Silent implements Listener {
    @Override
    public void done(InstanceResult result) {}

    @Override
    public void progress(int done, int asked) {}
  }
}
