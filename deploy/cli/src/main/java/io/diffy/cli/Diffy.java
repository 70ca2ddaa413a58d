package io.diffy.cli;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.CommandTree;
import io.diffy.cluster.AccessTrouble;
import io.diffy.processor.runtime.ProcessorFailed;
import io.diffy.program.Program;
import io.diffy.registry.UnknownPlugin;
import io.diffy.schemas.Triage;
import io.diffy.service.CommandContext;
import io.diffy.service.OnExit;
import io.diffy.settings.Settings;
import io.diffy.terminal.LogLines;
import io.diffy.terminal.Screen;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line: {@code diffy <command>}. */
@Command(
    name = "diffy",
    description = "Finds the odd host of a group of near-identical hosts.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Diffy.Version.class,
    footer = {
      "",
      "Exit codes: 0 nothing found that accuses a host, 1 findings, 2 wrong usage, 3 failure.",
      "Every option can also be set as DIFFY_<OPTION> in the environment or <option>=… in the"
          + " --config file;",
      "properties of Kafka's clients as DIFFY_KAFKA_<PROPERTY> or kafka.<property>=…."
    })
public final class Diffy implements Runnable {
  @Option(
      names = "--verbose",
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "Log more, and show where an error came from.")
  private boolean verbose;

  private CommandLine commands;

  Diffy() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    // Nothing here is written for a locale, and Kafka's clients break under a Turkish one.
    Locale.setDefault(Locale.ROOT);
    OnExit.endBy(Runtime.getRuntime()::halt);
    if (Stream.of(arguments).anyMatch(Set.of("up", "processor")::contains)) {
      // What a service goes through: rebalances, restoring, caught up, stopping.
      System.setProperty("org.slf4j.simpleLogger.log.io.diffy.processor.runtime", "info");
    }
    if (List.of(arguments).contains("--verbose")) {
      // Before the first logger exists; the properties file is the quiet default.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
      System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "warn");
      System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka.streams", "warn");
    }
    Screen process = Screen.ofProcess(environment);
    Screen screen = process.on(LogLines.over(process.out()), LogLines.over(process.err()));
    System.setErr(screen.err());
    System.exit(run(environment, screen, arguments));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Map<String, String> environment, Screen screen, String... arguments) {
    Diffy diffy = new Diffy();
    return new Program(screen, new Foreseen(), () -> diffy.verbose)
        .run(
            environment,
            settings -> diffy.commands(context(screen, settings)),
            settings -> new SettingsCheck(diffy.commands, context(screen, settings))::before,
            arguments);
  }

  private static CommandContext context(Screen screen, Settings settings) {
    return new CommandContext(screen, settings, Clock.systemUTC(), EmbeddedBroker.STARTER);
  }

  /** Only reached without a command. */
  @Override
  public void run() {
    throw new ParameterException(commands, "a command is missing");
  }

  /** All commands, which print on the screen of this context. */
  CommandLine commands(CommandContext context) {
    commands = new CommandLine(this);
    CommandTree.addTo(commands, context);
    return commands.registerConverter(Triage.State.class, Diffy::state);
  }

  /** What clusters, processors and plugins fail with. */
  private static final class Foreseen implements Program.Failures {
    @Override
    public Optional<String> sentence(Exception e) {
      return AccessTrouble.sentence(e);
    }

    @Override
    public boolean isForeseen(Exception e) {
      return e instanceof ProcessorFailed;
    }

    @Override
    public boolean isUsage(Exception e) {
      return e instanceof UnknownPlugin;
    }
  }

  /** What the jar's manifest says, and what runs it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return Program.version("diffy", Diffy.class);
    }
  }

  /** As it is printed, with a space, and as people write such words. */
  private static Triage.State state(String text) {
    return Triage.State.valueOf(text.strip().toUpperCase(Locale.ROOT).replaceAll("[ -]", "_"));
  }
}
