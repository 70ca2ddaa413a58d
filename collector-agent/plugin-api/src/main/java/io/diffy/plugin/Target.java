package io.diffy.plugin;

import io.diffy.schemas.Instance;
import java.util.Objects;

/**
 * An instance that belongs to what was asked for.
 *
 * @param instance the instance with everything known of it: account, region, image, launch version
 * @param lifecycle its state in the words of its cloud, such as {@code InService}; empty when it
 *     has none
 * @param skipped why it is not to be asked; empty when it is to be asked
 */
public record Target(Instance instance, String lifecycle, String skipped) {

  public Target {
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(lifecycle, "lifecycle");
    Objects.requireNonNull(skipped, "skipped");
  }

  /** One to be asked. */
  public static Target of(Instance instance, String lifecycle) {
    return new Target(instance, lifecycle, "");
  }

  public boolean collectable() {
    return skipped.isEmpty();
  }
}
