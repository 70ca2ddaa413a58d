package io.diffy.cli;

import io.diffy.agent.collect.Redactor;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.CommandTree;
import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.AccessTrouble;
import io.diffy.processor.runtime.ProcessorFailed;
import io.diffy.registry.UnknownPlugin;
import io.diffy.schemas.Triage;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.settings.RedactionKey;
import io.diffy.settings.Secrets;
import io.diffy.settings.Settings;
import io.diffy.settings.SettingsError;
import io.diffy.terminal.LogLines;
import io.diffy.terminal.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
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
    try {
      Settings settings = Settings.read(environment, configFile(environment, arguments));
      RedactionKey.of(settings).ifPresent(Redactor::keyed);
      CommandLine commands =
          diffy.commands(
              new CommandContext(screen, settings, Clock.systemUTC(), EmbeddedBroker.STARTER));
      return commands.execute(arguments);
    } catch (SettingsError e) {
      screen.warn(e.getMessage());
      return ExitCode.USAGE;
    } catch (LinkageError e) {
      // Kafka's classes refuse to load once the process is going down: that is no news at Ctrl-C.
      if (OnExit.stopping()) {
        return ExitCode.FAILURE;
      }
      throw e;
    }
  }

  /** Only reached without a command. */
  @Override
  public void run() {
    throw new ParameterException(commands, "a command is missing");
  }

  /** All commands, which print on the screen of this context. */
  CommandLine commands(CommandContext context) {
    Screen screen = context.screen();
    commands = new CommandLine(this);
    CommandTree.addTo(commands, context);
    // No field takes it: the file was read before, see configFile.
    commands
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--config")
                .type(Path.class)
                .paramLabel("FILE")
                .description("Java properties: option=value.")
                .scopeType(ScopeType.INHERIT)
                .build());
    commands
        .setDefaultValueProvider(context.settings())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Triage.State.class, Diffy::state)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Math.min(screen.width(), 120))
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi(screen)))
        .setOut(new PrintWriter(screen.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(screen.err(), true, StandardCharsets.UTF_8))
        .setExecutionStrategy(
            parsed -> {
              try {
                new SettingsCheck(commands, context).before(parsed);
              } catch (SettingsError e) {
                screen.warn(e.getMessage());
                return ExitCode.USAGE;
              }
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler(
            (e, arguments) ->
                usage(Complaint.of(e, context.settings()), e.getCommandLine(), screen))
        .setExecutionExceptionHandler(
            (e, command, parsed) ->
                e instanceof UsageError
                    ? usage(e.getMessage(), command, screen)
                    : failure(e, screen, context.settings().secrets()));
    return commands;
  }

  private static CommandLine.Help.Ansi ansi(Screen screen) {
    return screen.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
  }

  private static int usage(String complaint, CommandLine command, Screen screen) {
    screen.warn(complaint);
    screen.note("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private int failure(Exception e, Screen screen, Secrets secrets) {
    if (OnExit.stopping()) {
      // Whatever failed now failed because Ctrl-C takes the broker away.
      return ExitCode.FAILURE;
    }
    Optional<String> access =
        e instanceof CommandFailure ? Optional.empty() : AccessTrouble.sentence(e);
    screen.warn(secrets.hide(access.orElseGet(() -> sentence(e))));
    if (e instanceof UnknownPlugin || e instanceof SettingsError) {
      return ExitCode.USAGE;
    }
    if (verbose) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      screen.err().print(secrets.hide(trace.toString()));
    } else if (!(e instanceof CommandFailure || e instanceof ProcessorFailed) && access.isEmpty()) {
      screen.note("This should not happen; --verbose shows where it came from.");
    }
    return ExitCode.FAILURE;
  }

  private static String sentence(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Needed before the options can be parsed, because the file holds their defaults. */
  private static Optional<Path> configFile(Map<String, String> environment, String[] arguments) {
    for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
      if (arguments[i].equals("--config") && i + 1 < arguments.length) {
        return Optional.of(Path.of(arguments[i + 1]));
      }
      if (arguments[i].startsWith("--config=")) {
        return Optional.of(Path.of(arguments[i].substring("--config=".length())));
      }
    }
    return Optional.ofNullable(environment.get("DIFFY_CONFIG"))
        .filter(f -> !f.isEmpty())
        .map(Path::of);
  }

  /** What the jar's manifest says, and what runs it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Diffy.class.getPackage().getImplementationVersion();
      return new String[] {
        "diffy " + (version == null ? "(unpackaged)" : version),
        "Java " + System.getProperty("java.version") + ", Kafka " + AppInfoParser.getVersion()
      };
    }
  }

  /** As it is printed, with a space, and as people write such words. */
  private static Triage.State state(String text) {
    return Triage.State.valueOf(text.strip().toUpperCase(Locale.ROOT).replaceAll("[ -]", "_"));
  }
}
