package io.diffy.cli.command;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.service.CommandContext;
import io.diffy.settings.judging.HostLimits;
import io.diffy.settings.judging.PinnedColumns;
import picocli.CommandLine;

/** All there are, in the order in which the help shows them. */
public final class CommandTree {
  private CommandTree() {}

  /** Adds them to the program. */
  public static void addTo(CommandLine program, CommandContext context) {
    DiffyConfig rules =
        DiffyConfig.shipped()
            .with(
                new EvaluationPolicy(
                    ShippedPacks.all(),
                    PinnedColumns.of(context.settings()),
                    HostLimits.of(context.settings()),
                    TrustPolicy.ANYBODY));
    ProcessorLauncher launcher = new ProcessorLauncher(rules);
    program
        .addSubcommand(new DemoCommand(context, launcher))
        .addSubcommand(new UpCommand(context, launcher))
        .addSubcommand(
            CommandGroup.of(
                    "new",
                    "Take a baseline, or analyse now.",
                    "(baseline|analysis)",
                    "say what is new: baseline or analysis")
                .addSubcommand(new BaselineCommand(context))
                .addSubcommand(new AnalysisCommand(context, rules)))
        .addSubcommand(
            CommandGroup.of(
                    "plugins",
                    "Show what can be plugged in.",
                    "list",
                    "say what to do with the plugins: list")
                .addSubcommand(new PluginsListCommand(context)))
        .addSubcommand(
            CommandGroup.of(
                    "packs",
                    "Look at packs of queries.",
                    "(check|show)",
                    "say what to do with the packs: check or show")
                .addSubcommand(new PacksCheckCommand(context))
                .addSubcommand(new PacksShowCommand(context)))
        .addSubcommand(new GateCommand(context, rules))
        .addSubcommand(new ReplayCommand(context, rules))
        .addSubcommand(new FindingsCommand(context))
        .addSubcommand(new HostsCommand(context))
        .addSubcommand(new SearchCommand(context))
        .addSubcommand(new StackCommand(context))
        .addSubcommand(new ExplainCommand(context))
        .addSubcommand(new LearntCommand(context))
        .addSubcommand(new AcceptCommand(context, rules))
        .addSubcommand(new TriageCommand(context))
        .addSubcommand(
            CommandGroup.of(
                    "baselines",
                    "Show, sign or withdraw the baselines of a group.",
                    "(list|sign|withdraw)",
                    "say what to do: list, sign or withdraw")
                .addSubcommand(new BaselinesListCommand(context))
                .addSubcommand(new BaselinesSignCommand(context))
                .addSubcommand(new BaselinesWithdrawCommand(context)))
        .addSubcommand(new AuditCommand(context))
        .addSubcommand(new AgentCommand(context))
        .addSubcommand(new CollectorCommand(context))
        .addSubcommand(
            CommandGroup.of(
                    "osquery",
                    "Serve stock osqueryd: its flags, its config, what lets hosts in.",
                    "(flags|config|enroll-secret)",
                    "say what: flags, config or enroll-secret")
                .addSubcommand(new OsqueryFlagsCommand(context))
                .addSubcommand(new OsqueryConfigCommand(context))
                .addSubcommand(EnrollSecretCommand.group(context)))
        .addSubcommand(new ProcessorCommand(context, launcher))
        .addSubcommand(new ConsoleCommand(context))
        .addSubcommand(new SinkCommand(context))
        .addSubcommand(new TopicsCommand(context))
        .addSubcommand(new DoctorCommand(context))
        .addSubcommand(new SettingsCommand(context));
  }
}
