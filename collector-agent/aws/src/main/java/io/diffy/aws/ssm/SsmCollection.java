package io.diffy.aws.ssm;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Collects over SSM Run Command: the payload is sent to instances in batches of 50, runs there as
 * root, and leaves its output in S3. Nothing of ours is installed on the instances. Settings: see
 * {@link SsmSettings}.
 */
public final class SsmCollection implements CollectionPlugin {
  /** SSM replaces such text by a parameter of its store, which may be a secret. */
  private static final Pattern STORED = Pattern.compile("\\{\\{\\s*ssm", Pattern.CASE_INSENSITIVE);

  /** Of executionTimeout in AWS-RunShellScript. */
  private static final Duration MOST_PATIENCE = Duration.ofDays(2);

  private final Pause pause;

  public SsmCollection() {
    this(Pause.REAL);
  }

  SsmCollection(Pause pause) {
    this.pause = pause;
  }

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            "ssm",
            "SSM Run Command",
            "Runs the payload on EC2 instances through AWS Systems Manager; output comes through S3.")
        .reading(SsmSettings.KEYS);
  }

  @Override
  public List<InstanceResult> collect(Order order, Listener listener, PluginContext given) {
    check(order);
    PluginContext context = sayingOnce(given);
    SsmSettings settings = SsmSettings.of(context);
    try (RunJournal journal =
            RunJournal.open(context.state(), order.runId(), context.clock().instant());
        RunClients clients = new RunClients(order.runId(), context)) {
      RunContext session =
          new RunContext(order, settings, clients::ssm, clients::bucket, context, pause);
      return new SsmRunner(session, listener).collect(journal);
    }
  }

  /** What goes wrong at each look at a command is one thing. */
  private static PluginContext sayingOnce(PluginContext context) {
    Set<String> said = ConcurrentHashMap.newKeySet();
    Consumer<String> notes =
        line -> {
          if (said.add(line)) {
            context.notes().accept(line);
          }
        };
    return new PluginContext(
        context.settings(), context.state(), context.clock(), notes, context.stop());
  }

  @Override
  public List<String> plan(Order order, PluginContext context) {
    check(order);
    return DryRun.lines(
        order, SsmSettings.of(context), RunJournal.peek(context.state(), order.runId()));
  }

  private static void check(Order order) {
    if (!CommandComment.fits(order.runId())) {
      throw new PluginFailure(
          "the run id must be 1 to 60 letters, digits and dashes: " + MaskedText.of(order.runId()));
    }
    if (order.patience().toSeconds() < 1 || order.patience().compareTo(MOST_PATIENCE) > 0) {
      throw new PluginFailure("an instance may take from one second to two days");
    }
    if (STORED.matcher(order.payload().script()).find()) {
      throw new PluginFailure(
          "the payload's script holds \"{{ssm\", which SSM would replace by a stored parameter");
    }
  }
}
