package io.diffy.cli;

import io.diffy.cli.command.SettingsCommand;
import io.diffy.cluster.DataFolder;
import io.diffy.registry.PluginOptions;
import io.diffy.service.CommandContext;
import io.diffy.settings.KnownSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Refuses to run a command while something is set that nothing reads. */
record SettingsCheck(CommandLine commands, CommandContext context) {

  /** Help is always given, and so is the list of what there is. */
  void before(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    ParseResult called = last;
    boolean asked = called.isUsageHelpRequested() || called.isVersionHelpRequested();
    if (!asked && !(called.commandSpec().userObject() instanceof SettingsCommand)) {
      new KnownSettings(
              commands,
              () ->
                  PluginOptions.named(
                      path(called, "plugins").orElse(null),
                      path(called, "data").orElseGet(DataFolder::defaultPath)))
          .require(context.settings());
    }
  }

  /** By the flag, or as every command that has the option would be told. */
  private Optional<Path> path(ParseResult called, String key) {
    Path flag = called.matchedOptionValue("--" + key, null);
    Map<String, String> set = context.settings().values(Set.of(key));
    return Optional.ofNullable(flag).or(() -> Optional.ofNullable(set.get(key)).map(Path::of));
  }
}
