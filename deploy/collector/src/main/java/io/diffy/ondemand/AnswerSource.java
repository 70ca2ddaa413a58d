package io.diffy.ondemand;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.Target;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.registry.SavedRun;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where answers come from: a file, a group that is collected through plugins, or this host.
 *
 * @param remarks where a collection is told of
 */
public record AnswerSource(
    AnswerOptions local,
    CollectionOptions collection,
    PluginRegistry plugins,
    CommandContext context,
    ClusterOptions cluster,
    Screen remarks) {

  /** Where what is answered is kept beside the topics. */
  public List<PersistencePlugin> persistence() {
    return collection.persistence(plugins);
  }

  /** For plugins that need no Kafka. */
  public PluginContexts contexts() {
    return PluginContexts.of(context, cluster.data());
  }

  /**
   * Asks, or reads.
   *
   * @param runId names it
   * @param choice leaves out of a collected group who is not to be asked
   */
  public CapturedAnswers answers(
      String group, String runId, UnaryOperator<List<Target>> choice, Progress progress) {
    return collects(group)
        ? collection(group, runId, choice, progress).collect(progress)
        : local.answers(GroupKey.parse(group), runId, collection, context, progress);
  }

  /** Says what {@link #answers} would do. */
  public void dryRun(
      String group, String runId, UnaryOperator<List<Target>> choice, Progress progress) {
    if (collects(group)) {
      collection(group, runId, choice, progress).dryRun(progress);
    } else {
      remarks.say("Dry run: nothing is asked.");
      remarks.say("Then " + local.plan(GroupKey.parse(group), collection.pack(), context) + ".");
    }
  }

  /** Keeps them beside the topics, where a person wants that. */
  public void save(SavedRun saved, CapturedAnswers answers) {
    answers
        .byGroup()
        .forEach(
            (group, of) ->
                saved.save(Shelf.RESULTS, group, answers.runId(), of, new ObservationCodec()));
  }

  /** Whether instances of the group are asked, which may take minutes. */
  public boolean collects(String group) {
    return collection.chosen(group) && !local.fromFile();
  }

  private GroupCollection collection(
      String group, String runId, UnaryOperator<List<Target>> choice, Progress progress) {
    PluginContexts contexts =
        collection.overTls()
            ? contexts().with(Cluster.existing(cluster, context, progress), cluster.topicPrefix())
            : contexts();
    return this.collection.collection(
        GroupKey.parse(group), runId, choice, plugins, contexts, new CollectionView(remarks));
  }
}
