package io.diffy.continuous;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginJar;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any group is there and has two instances, of which {@code i-2} is offline. What is collected, and
 * by whom ({@code plugin.endless.who}), is written down. {@code plugin.endless.mode=slow}: nobody
 * answers before the run is stopped.
 */
public final class EndlessFleet {
  private static final List<Event> EVENTS = new ArrayList<>();

  private EndlessFleet() {}

  /** A run began or ended. */
  record Event(String who, String group, String runId, boolean begins) {}

  public static void install(Path plugins) throws IOException {
    String name = EndlessFleet.class.getName() + "$";
    PluginJar.write(plugins.resolve("t.jar"), TargetPlugin.class, List.of(name + "Anybody"));
    PluginJar.write(plugins.resolve("c.jar"), CollectionPlugin.class, List.of(name + "Runner"));
    PluginJar.write(plugins.resolve("p.jar"), PayloadPlugin.class, List.of(name + "Names"));
    synchronized (EVENTS) {
      EVENTS.clear();
    }
  }

  static List<Event> events() {
    synchronized (EVENTS) {
      return List.copyOf(EVENTS);
    }
  }

  private static void note(Event event) {
    synchronized (EVENTS) {
      EVENTS.add(event);
    }
  }

  private static PluginInfo endless(PluginKind kind) {
    return new PluginInfo(kind, "endless", "Endless", "1.0", "the tests", "Exists here only.")
        .reading("who", "mode");
  }

  /** Finds two instances of whatever it is asked for. */
  public static final class Anybody implements TargetPlugin {
    @Override
    public PluginInfo info() {
      return endless(PluginKind.TARGET);
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      return List.of(
          Target.of(instance(query.key(), "i-1"), ""), Target.of(instance(query.key(), "i-2"), ""));
    }

    private static Instance instance(String group, String id) {
      return new Instance(
          GroupKey.named(group), id, new Cohort("ami-1", "8", "m6i.large"), Address.UNKNOWN);
    }
  }

  /** Knows that version 8 of {@code web-01}, and of a group that is in no file, was deployed. */
  static final class Deploys implements InventoryPlugin {
    private static final AtomicInteger LOOKS = new AtomicInteger();

    static int looks() {
      return LOOKS.get();
    }

    @Override
    public PluginInfo info() {
      return endless(PluginKind.INVENTORY);
    }

    @Override
    public List<Deploy> poll(Instant since, PluginContext context) {
      LOOKS.incrementAndGet();
      return List.of(
          new Deploy(new GroupKey("", "", "web-01"), "web-01", "8", since, "deployed"),
          new Deploy(new GroupKey("", "", "other"), "other", "8", since, "deployed"));
    }
  }

  /** Asks nothing but the names of the queries. */
  public static final class Names implements PayloadPlugin {
    @Override
    public PluginInfo info() {
      return endless(PluginKind.PAYLOAD);
    }

    @Override
    public Payload make(PayloadPlugin.Order order, PluginContext context) {
      List<String> queries = order.pack().queries().keySet().stream().sorted().toList();
      return new Payload() {
        @Override
        public String script() {
          return "true";
        }

        @Override
        public List<String> queries() {
          return queries;
        }

        @Override
        public List<Observation> read(Instance instance, byte[] output, Instant at) {
          return queries.stream()
              .map(query -> Observation.of(instance, query, at, List.of(Map.of("name", query))))
              .toList();
        }
      };
    }
  }

  /** Takes a moment for each run. */
  public static final class Runner implements CollectionPlugin {
    @Override
    public PluginInfo info() {
      return endless(PluginKind.COLLECTION);
    }

    @Override
    public List<InstanceResult> collect(
        CollectionPlugin.Order order, Listener listener, PluginContext context) {
      String who = context.setting("who", "");
      String group = order.targets().get(0).instance().asg();
      boolean slow = context.setting("mode", "").equals("slow");
      note(new Event(who, group, order.runId(), true));
      do {
        pause();
      } while (slow && !context.stop().asked());
      note(new Event(who, group, order.runId(), false));
      List<InstanceResult> results = new ArrayList<>();
      for (Target target : order.targets()) {
        results.add(result(target, order, slow, context));
      }
      return results;
    }

    private static InstanceResult result(
        Target target, CollectionPlugin.Order order, boolean slow, PluginContext context) {
      if (slow) {
        return InstanceResult.without(target, InstanceOutcome.CANCELLED, "stopped");
      }
      if (target.instance().instanceId().equals("i-2")) {
        return InstanceResult.without(
            target, InstanceOutcome.AGENT_OFFLINE, "not heard of for an hour");
      }
      List<Observation> answers;
      try {
        answers = order.payload().read(target.instance(), new byte[0], context.clock().instant());
      } catch (BadOutput e) {
        throw new IllegalStateException(e);
      }
      return new InstanceResult(target, InstanceOutcome.SUCCESS, "", answers, 0, Duration.ZERO);
    }

    @Override
    public List<String> plan(CollectionPlugin.Order order, PluginContext context) {
      return List.of();
    }

    private static void pause() {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
