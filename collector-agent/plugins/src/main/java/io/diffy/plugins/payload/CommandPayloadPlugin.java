package io.diffy.plugins.payload;

import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import java.util.regex.Pattern;

/**
 * Runs a shell command of the person's choice. Settings: {@code command}; {@code name} of the query
 * its observations answer, {@code command} when not set; {@code format}: {@code lines}, {@code
 * json}, or {@code auto}; {@code query-seconds}.
 */
public final class CommandPayloadPlugin implements PayloadPlugin {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private final String tools;

  public CommandPayloadPlugin() {
    this(Script.TOOLS);
  }

  CommandPayloadPlugin(String tools) {
    this.tools = tools;
  }

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this, "command", "Command", "Runs a shell command; its lines are the rows.")
        .reading("command", "name", "format", "query-seconds", "total-seconds");
  }

  @Override
  public Payload make(Order order, PluginContext context) {
    PluginSettings settings = PluginSettings.of(this, context);
    PayloadLimits limits = PayloadLimits.of(settings);
    String command = settings.required("command", "the shell command to run on the instances");
    String name = settings.text("name").isEmpty() ? "command" : settings.text("name");
    if (!NAME.matcher(name).matches()) {
      throw settings.wrong("name", "1 to 100 letters, digits, dots, dashes and underscores");
    }
    CommandRows format =
        switch (settings.text("format")) {
          case "lines" -> CommandRows.LINES;
          case "json" -> CommandRows.JSON;
          case "auto", "" -> CommandRows.AUTO;
          default -> throw settings.wrong("format", "lines, json or auto");
        };
    try {
      String script =
          Script.begin(order.runId(), limits, tools)
              .part("command.sh")
              .call("command_line", '"' + name + '"', command)
              .end();
      return new CommandPayload(order.runId(), order.incidentId(), name, format, limits, script);
    } catch (IllegalArgumentException e) {
      throw new PluginFailure("plugin.command.command " + e.getMessage() + "; correct it", e);
    }
  }
}
