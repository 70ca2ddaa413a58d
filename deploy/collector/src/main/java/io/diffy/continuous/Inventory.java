package io.diffy.continuous;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.registry.PluginCalls;
import io.diffy.registry.PluginContexts;
import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Deploys whose baselines are still to be taken, looked for in the background. Which ones are taken
 * the baselines topic says: there is one of this group whose cohort has the launch version.
 */
final class Inventory implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final InventoryPlugin plugin;
  private final PluginContexts contexts;
  private final Cluster cluster;
  private final Terms terms;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread one = new Thread(work, "inventory");
            one.setDaemon(true);
            return one;
          });
  private Instant next = Instant.MIN;
  private Future<List<Deploy>> looking;

  /**
   * When to look, and for what.
   *
   * @param every how long between two looks
   * @param since how long ago a deploy may be
   * @param instances of each cohort a baseline is taken from
   */
  record Terms(Duration every, Duration since, int instances) {}

  /**
   * @param plugin asked by nobody else
   */
  Inventory(InventoryPlugin plugin, PluginContexts contexts, Cluster cluster, Terms terms) {
    this.plugin = plugin;
    this.contexts = contexts;
    this.cluster = cluster;
    this.terms = terms;
  }

  String slug() {
    return plugin.info().slug();
  }

  int instances() {
    return terms.instances();
  }

  /**
   * What was found since the last call, the oldest first; looks again when it is time. From one
   * thread.
   *
   * @throws CommandFailure when it could not be looked; the next call goes on
   */
  List<Deploy> fresh(Instant now) {
    if (looking == null && !now.isBefore(next)) {
      next = now.plus(terms.every());
      looking = thread.submit(() -> look(now.minus(terms.since())));
    }
    if (looking == null || !looking.isDone()) {
      return List.of();
    }
    Future<List<Deploy>> done = looking;
    looking = null;
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new CommandFailure("inventory: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Whether its baseline is still to be taken: it may have been while this look was waiting. */
  boolean isMissing(Deploy deploy) {
    return !taken().contains(key(deploy));
  }

  private List<Deploy> look(Instant since) {
    List<Deploy> deploys =
        PluginCalls.call(plugin, () -> plugin.poll(since, contexts.of(plugin.info())));
    if (deploys.isEmpty()) {
      return List.of();
    }
    Set<List<String>> taken = taken();
    return deploys.stream().filter(deploy -> !taken.contains(key(deploy))).toList();
  }

  private Set<List<String>> taken() {
    Set<List<String>> taken = new HashSet<>();
    TopicReader.readAll(
        cluster,
        cluster.topics().baselines(),
        baseline ->
            taken.add(List.of(baseline.group().toString(), baseline.cohort().launchVersion())));
    return taken;
  }

  private static List<String> key(Deploy deploy) {
    return List.of(deploy.group().toString(), deploy.version());
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      // Kafka's client would tell of an interruption as of an error.
      if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
