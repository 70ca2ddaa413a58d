package io.diffy.plugins.payload;

import io.diffy.agent.collect.Redactor;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.text.Resource;
import java.util.regex.Pattern;

/** Puts a script together: values on top, what all payloads share, and calls of its functions. */
final class Script {
  /** Nothing of the instance's environment decides which programs run. */
  static final String TOOLS = "/usr/bin:/bin:/usr/sbin:/sbin";

  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final StringBuilder text = new StringBuilder("set -eu\numask 077\n");

  /**
   * A script that has everything but its calls.
   *
   * @param tools the folders of coreutils and the like, colons between them
   */
  static Script begin(String runId, PayloadLimits limits, String tools) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new PluginFailure(
          "the id of the run must be 1 to 64 letters, digits and dashes; choose another");
    }
    return new Script()
        .value("PATH", tools)
        .value("run_id", runId)
        .value("mask_key", Redactor.payloadKey())
        .value("query_seconds", Integer.toString(limits.querySeconds()))
        .value("total_seconds", Integer.toString(limits.totalSeconds()))
        .value("max_bytes", Integer.toString(limits.maxBytes()))
        .value("max_total", Integer.toString(limits.maxTotal()))
        .part("collect.sh");
  }

  /** Adds a part that ships beside this class. */
  Script part(String resource) {
    text.append(Resource.text(Script.class, resource));
    return this;
  }

  /** Adds the call of a function, each argument as one word. */
  Script call(String function, String... arguments) {
    text.append(function);
    for (String argument : arguments) {
      text.append(' ').append(Quoted.of(argument));
    }
    text.append('\n');
    return this;
  }

  String end() {
    return call("finish").text.toString();
  }

  private Script value(String name, String value) {
    text.append(name).append('=').append(Quoted.of(value)).append('\n');
    return this;
  }
}
