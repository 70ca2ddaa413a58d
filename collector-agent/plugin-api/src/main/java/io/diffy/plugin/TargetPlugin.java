package io.diffy.plugin;

import java.util.List;

/** Finds the instances behind a key. */
public interface TargetPlugin extends Plugin {

  /**
   * What a person asked for.
   *
   * @param key what the plugin knows instances by: the name of an Auto Scaling Group, {@code
   *     tag=value}, a file, a plain group name
   * @param account where to look; empty: where the credentials belong
   * @param region where to look; empty: the default one
   */
  record Query(String key, String account, String region) {}

  /**
   * All instances, those that can't be asked included, each once, in the order of their ids.
   *
   * @throws PluginFailure when they can't be found, or there is no such thing
   */
  List<Target> find(Query query, PluginContext context);
}
