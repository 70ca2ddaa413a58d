package io.diffy.registry;

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

  /** Finds nobody. */
  abstract static class Nobody implements TargetPlugin {
    private final String slug;

    Nobody(String slug) {
      this.slug = slug;
    }

    @Override
    public PluginInfo info() {
      return target(slug);
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      return List.of();
    }
  }

  /** As it should. */
  public static final class Good extends Nobody {
    public Good() {
      super("test-good");
    }
  }

  /** Another one of the same name. */
  public static final class SameSlug extends Nobody {
    public SameSlug() {
      super("test-good");
    }
  }

  /** Its constructor throws. */
  public static final class Throwing extends Nobody {
    public Throwing() {
      super("test-throwing");
      throw new IllegalStateException("no licence");
    }
  }

  /** Its slug can't be typed. */
  public static final class BadSlug extends Nobody {
    public BadSlug() {
      super("Bad Slug");
    }
  }

  /** It says it is something else. */
  public static final class OtherKind extends Nobody {
    public OtherKind() {
      super("test-other");
    }

    @Override
    public PluginInfo info() {
      return new PluginInfo(PluginKind.PAYLOAD, "test-other", "Test", "1.0", "Mallory", "None.");
    }
  }
}
