package io.diffy.program;

import io.diffy.agent.collect.Redactor;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.settings.RedactionKey;
import io.diffy.settings.Secrets;
import io.diffy.settings.Settings;
import io.diffy.settings.SettingsError;
import io.diffy.terminal.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What stands around the commands of every program of ours: where options come from, how it
 * complains, what it ends with.
 *
 * @param screen where it writes
 * @param failures what is told of failures that somebody foresaw
 * @param verbose whether a person wants to see where an error came from
 */
public record Program(Screen screen, Failures failures, BooleanSupplier verbose) {
  /** The command line, or a setting, can't be meant as it is. */
  public static final int USAGE = 2;

  /** It could not do its job. */
  public static final int FAILURE = 3;

  /** Beside those that every program has. */
  public interface Failures {
    /** A sentence instead of the failure's own; empty: its own. */
    Optional<String> sentence(Exception e);

    /** Whether the failure's own sentence says it all. */
    boolean isForeseen(Exception e);

    /** Whether the person has to word the call in another way. */
    boolean isUsage(Exception e);

    /** None beside them. */
    Failures NONE =
        new Failures() {
          @Override
          public Optional<String> sentence(Exception e) {
            return Optional.empty();
          }

          @Override
          public boolean isForeseen(Exception e) {
            return false;
          }

          @Override
          public boolean isUsage(Exception e) {
            return false;
          }
        };
  }

  /**
   * Runs one command and returns its exit code.
   *
   * @param commands makes the commands, by what is set in the environment and the config file
   * @param check throws where a command that was parsed must not run with these settings
   */
  public int run(
      Map<String, String> environment,
      Function<Settings, CommandLine> commands,
      Function<Settings, Consumer<ParseResult>> check,
      String... arguments) {
    try {
      Settings settings = Settings.read(environment, configFile(environment, arguments));
      RedactionKey.of(settings).ifPresent(Redactor::keyed);
      CommandLine ready = commands.apply(settings);
      setUp(ready, settings, check.apply(settings));
      return ready.execute(arguments);
    } catch (SettingsError e) {
      screen.warn(e.getMessage());
      return USAGE;
    } catch (LinkageError e) {
      // Kafka's classes refuse to load once the process is going down: that is no news at Ctrl-C.
      if (OnExit.stopping()) {
        return FAILURE;
      }
      throw e;
    }
  }

  private void setUp(CommandLine commands, Settings settings, Consumer<ParseResult> check) {
    // No field takes it: the file was read before, see configFile.
    commands
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--config")
                .type(Path.class)
                .paramLabel("FILE")
                .description("Java properties: option=value.")
                .scopeType(CommandLine.ScopeType.INHERIT)
                .build());
    commands
        .setDefaultValueProvider(settings)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Math.min(screen.width(), 120))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                screen.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setOut(new PrintWriter(screen.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(screen.err(), true, StandardCharsets.UTF_8))
        .setExecutionStrategy(
            parsed -> {
              try {
                check.accept(parsed);
              } catch (SettingsError e) {
                screen.warn(e.getMessage());
                return USAGE;
              }
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler(
            (e, arguments) -> usage(Complaint.of(e, settings), e.getCommandLine()))
        .setExecutionExceptionHandler(
            (e, command, parsed) ->
                e instanceof UsageError
                    ? usage(e.getMessage(), command)
                    : failure(e, settings.secrets()));
  }

  private int usage(String complaint, CommandLine command) {
    screen.warn(complaint);
    screen.note("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return USAGE;
  }

  private int failure(Exception e, Secrets secrets) {
    if (OnExit.stopping()) {
      // Whatever failed now failed because Ctrl-C takes the broker away.
      return FAILURE;
    }
    Optional<String> told = e instanceof CommandFailure ? Optional.empty() : failures.sentence(e);
    screen.warn(secrets.hide(told.orElseGet(() -> sentence(e))));
    if (failures.isUsage(e) || e instanceof SettingsError) {
      return USAGE;
    }
    if (verbose.getAsBoolean()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      screen.err().print(secrets.hide(trace.toString()));
    } else if (!(e instanceof CommandFailure || failures.isForeseen(e)) && told.isEmpty()) {
      screen.note("This should not happen; --verbose shows where it came from.");
    }
    return FAILURE;
  }

  private static String sentence(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** What the manifest of its jar says, and what runs it. */
  public static String[] version(String name, Class<?> program) {
    String version = program.getPackage().getImplementationVersion();
    return new String[] {
      name + " " + (version == null ? "(unpackaged)" : version),
      "Java " + System.getProperty("java.version") + ", Kafka " + AppInfoParser.getVersion()
    };
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
}
