package io.diffy.aws;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.TargetPlugin;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was asked for, with the account and region taken out of a group's full key.
 *
 * @param name of an Auto Scaling Group, or {@code tag=value}
 */
record TargetKey(String account, String region, String name) {
  private static final Pattern FULL =
      Pattern.compile("([0-9]{12}):([a-z]{2,}(?:-[a-z]+)+-[0-9]+):(.+)", Pattern.DOTALL);

  static TargetKey of(TargetPlugin.Query query) {
    Matcher full = FULL.matcher(query.key());
    if (!full.matches()) {
      return new TargetKey(query.account(), query.region(), query.key());
    }
    return new TargetKey(
        agreed("account", full.group(1), query.account()),
        agreed("region", full.group(2), query.region()),
        full.group(3));
  }

  private static String agreed(String what, String inKey, String beside) {
    if (!beside.isEmpty() && !beside.equals(inKey)) {
      throw new PluginFailure(
          "the key says " + what + " " + inKey + ", the option says " + beside + ": give one");
    }
    return inKey;
  }
}
