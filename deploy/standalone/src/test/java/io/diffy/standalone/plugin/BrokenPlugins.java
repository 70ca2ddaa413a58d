package io.diffy.standalone.plugin;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import java.util.List;

/** Plugins as they should not be, and one that is as it should. */
public final class BrokenPlugins {
  private BrokenPlugins() {}

  static PluginInfo target(String slug) {
    return new PluginInfo(
        PluginKind.TARGET, slug, "Test\u001b[2J", "1.0", "Mallory", "Clears \u202ethe screen.");
  }

  /** As it should. */
  public static final class Good implements TargetPlugin {
    @Override
    public PluginInfo info() {
      return target("test-good");
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      return List.of();
    }
  }

  /** Another one of the same name. */
  public static final class SameSlug implements TargetPlugin {
    @Override
    public PluginInfo info() {
      return target("test-good");
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      return List.of();
    }
  }

  /** Its constructor throws. */
  public static final class Throwing implements TargetPlugin {
    public Throwing() {
      throw new IllegalStateException("no licence");
    }

    @Override
    public PluginInfo info() {
      return target("test-throwing");
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      return List.of();
    }
  }

  /** Its slug can't be typed. */
  public static final class BadSlug implements TargetPlugin {
    @Override
    public PluginInfo info() {
      return target("Bad Slug");
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      return List.of();
    }
  }

  /** It says it is something else. */
  public static final class OtherKind implements TargetPlugin {
    @Override
    public PluginInfo info() {
      return new PluginInfo(PluginKind.PAYLOAD, "test-other", "Test", "1.0", "Mallory", "None.");
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      return List.of();
    }
  }
}
