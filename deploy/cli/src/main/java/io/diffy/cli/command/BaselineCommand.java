package io.diffy.cli.command;

import io.diffy.baseline.BaselineChecks;
import io.diffy.baseline.BaselineKeeper;
import io.diffy.baseline.CleanChoice;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.ondemand.AnswerOptions;
import io.diffy.ondemand.AnswerSource;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.CollectionOptions;
import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.registry.PluginCalls;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginOptions;
import io.diffy.registry.PluginRegistry;
import io.diffy.registry.SavedRun;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the answers of known clean instances, to compare with later. */
@Command(
    name = "baseline",
    description = "Keep what a known clean instance answers, to compare with later.")
final class BaselineCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private AnswerOptions answers;
  @Mixin private CollectionOptions collection;
  @Mixin private PluginOptions plugins;
  @Mixin private SignOptions sign;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP",
      description = "<account>:<region>:<asg>, or a plain name. Not with --inventory-plugin.")
  private String group = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who takes it. Default: the current user.")
  private String by = System.getProperty("user.name");

  @Option(
      names = "--instance",
      split = ",",
      paramLabel = "ID",
      description =
          "Of a collected group: the instances that are known to be clean; may be repeated.")
  private List<String> instances = List.of();

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Of a collected group: so many of each image, launch version and type, when none is named. Default: ${DEFAULT-VALUE}")
  private int perCohort;

  @Option(
      names = "--inventory-plugin",
      paramLabel = "SLUG",
      description =
          "Take the baselines of all groups that it knows to be deployed since --since, from instances of the new version.")
  private String inventory = "";

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      defaultValue = "1h",
      description = "How long ago a deploy may be. Default: ${DEFAULT-VALUE}")
  private String since;

  @Option(
      names = "--despite-findings",
      paramLabel = "REASON",
      description =
          "Take it though findings are open against these instances; the reason is kept with it.")
  private String despite = "";

  @Option(
      names = "--despite-peers",
      paramLabel = "REASON",
      description =
          "Take it though fewer than half of the group's hosts have some of what is in it; the"
              + " reason is kept with it.")
  private String despitePeers = "";

  private final CommandContext context;

  BaselineCommand(CommandContext context) {
    this.context = context;
  }

  /**
   * A group to take a baseline of.
   *
   * @param group as a person writes it
   * @param version only of instances of this launch version; empty: of any
   * @param runId of its collection
   */
  private record Wanted(String group, String version, String runId) {}

  @Override
  public Integer call() {
    requireOneSource();
    PluginRegistry known = plugins.load(context, clusterOptions.data());
    AnswerSource source =
        new AnswerSource(answers, collection, known, context, clusterOptions, context.screen());
    List<PersistencePlugin> persistence = source.persistence();
    List<Wanted> wanted =
        inventory.isEmpty()
            ? List.of(new Wanted(group, "", collection.runId(context)))
            : deployed(known.choose(InventoryPlugin.class, inventory), source.contexts());
    try (Progress progress = new Progress(context.screen())) {
      if (collection.dryRun()) {
        wanted.forEach(one -> source.dryRun(one.group(), one.runId(), clean(one), progress));
        context.say("Then baselines would be kept on %s.", clusterOptions.where());
        return ExitCode.NOTHING_FOUND;
      }
      List<CapturedAnswers> given = new ArrayList<>();
      wanted.forEach(one -> given.addAll(ask(one, source, progress)));
      if (answers.damaged()) {
        // What the clean host has and the file lost would be unexpected on every other host.
        throw new CommandFailure("no baseline was taken: a part of the input is lost");
      }
      boolean kept = given.isEmpty() || keep(given, persistence, source, progress);
      return kept && given.size() == wanted.size() ? ExitCode.NOTHING_FOUND : ExitCode.FAILURE;
    }
  }

  private boolean keep(
      List<CapturedAnswers> given,
      List<PersistencePlugin> persistence,
      AnswerSource source,
      Progress progress) {
    BaselineChecks checks =
        new BaselineChecks(
            despite, true, despitePeers, sign.signer(), context.clock(), collection.meant());
    try (Cluster cluster = Cluster.open(clusterOptions, context, progress)) {
      PluginContexts contexts = source.contexts().with(cluster, clusterOptions.topicPrefix());
      SavedRun saved = new SavedRun(persistence, contexts, context);
      BaselineKeeper keeper = new BaselineKeeper(cluster, by, saved, context.screen(), checks);
      for (CapturedAnswers one : given) {
        source.save(saved, one);
        progress.step("writing the baseline");
        keeper.keep(one);
        progress.idle();
      }
      return !saved.failed();
    }
  }

  /** One group that does not answer must not cost the others of an inventory their baseline. */
  private List<CapturedAnswers> ask(Wanted one, AnswerSource source, Progress progress) {
    try {
      return List.of(source.answers(one.group(), one.runId(), clean(one), progress));
    } catch (CommandFailure e) {
      if (inventory.isEmpty()) {
        throw e;
      }
      progress.idle();
      context.warn("no baseline of " + one.group() + ": " + e.getMessage());
      return List.of();
    }
  }

  private List<Wanted> deployed(InventoryPlugin plugin, PluginContexts contexts) {
    Duration since = UsageError.parse("--since", this.since, TimeText::span);
    List<Deploy> deploys =
        PluginCalls.call(
            plugin,
            () -> plugin.poll(context.clock().instant().minus(since), contexts.of(plugin.info())));
    context.say("%d deploys in the last %s.", deploys.size(), this.since);
    List<Wanted> wanted = new ArrayList<>();
    for (Deploy deploy : deploys) {
      GroupKey key = new GroupKey(deploy.group().account(), deploy.group().region(), deploy.key());
      context.say("%s at %s: %s", deploy.group(), deploy.at(), deploy.reason());
      String runId = collection.runId(context) + "-" + (wanted.size() + 1);
      wanted.add(new Wanted(key.toString(), deploy.version(), runId));
    }
    return wanted;
  }

  private CleanChoice clean(Wanted one) {
    return new CleanChoice(Set.copyOf(instances), perCohort, one.version());
  }

  private void requireOneSource() {
    if (group.isEmpty() == inventory.isEmpty()) {
      throw new UsageError("name a GROUP, or let --inventory-plugin name groups");
    }
    collection.require(group);
    if (!inventory.isEmpty() && !collection.chosen(group)) {
      throw new UsageError(
          "--inventory-plugin names groups that are collected: say --target-plugin too");
    }
  }
}
