package io.diffy.plugins.file;

import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import io.diffy.plugins.file.JsonLines.Line;
import io.diffy.schemas.GroupKey;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Deploys listed in a file, which a deploy pipeline appends to: one JSON object a line with {@code
 * group} and {@code at}, and {@code key} (the group's name when it is not there), {@code version}
 * and {@code reason}. Settings: {@code file}.
 */
public final class FileInventoryPlugin implements InventoryPlugin {
  private static final Set<String> FIELDS = Set.of("group", "key", "version", "at", "reason");

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(this, "file", "File", "The deploys a file lists.").reading("file");
  }

  @Override
  public List<Deploy> poll(Instant since, PluginContext context) {
    Path file =
        PluginSettings.of(this, context)
            .path("file")
            .orElseThrow(
                () ->
                    new PluginFailure(
                        "plugin.file.file is not set; it is the file that lists the deploys"));
    return JsonLines.read(file, FIELDS).stream()
        .map(FileInventoryPlugin::deploy)
        .filter(deploy -> !deploy.at().isBefore(since))
        .sorted(Comparator.comparing(Deploy::at))
        .toList();
  }

  private static Deploy deploy(Line line) {
    GroupKey group = GroupKey.parse(line.required("group"));
    String key = line.text("key");
    String reason = line.text("reason");
    return new Deploy(
        group,
        key.isEmpty() ? group.asg() : key,
        line.text("version"),
        time(line),
        reason.isEmpty() ? "listed in " + line.file().getFileName() : reason);
  }

  private static Instant time(Line line) {
    try {
      return Instant.parse(line.required("at"));
    } catch (DateTimeException e) {
      throw line.wrong("\"at\" is no time like 2026-11-20T03:10:00Z");
    }
  }
}
