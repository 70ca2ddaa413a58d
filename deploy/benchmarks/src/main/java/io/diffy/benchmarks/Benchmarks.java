package io.diffy.benchmarks;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.service.CommandContext;
import io.diffy.settings.Settings;
import io.diffy.terminal.Screen;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures how well and how fast simulated fleets are judged. */
@Command(
    name = "deploy/benchmarks/run",
    description = "Measures how well and how fast simulated fleets are judged.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class Benchmarks {
  private Benchmarks() {}

  /** Runs one benchmark and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Kafka's clients break under a Turkish locale.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(Screen.ofProcess(System.getenv()), arguments));
  }

  static int run(Screen screen, String... arguments) {
    CommandContext context =
        new CommandContext(
            screen,
            Settings.read(Map.of(), Optional.empty()),
            Clock.systemUTC(),
            EmbeddedBroker.STARTER);
    return new CommandLine(new Benchmarks())
        .addSubcommand(new QualityCommand(context))
        .addSubcommand(new SpeedCommand(context))
        .addSubcommand(new SpeedWorker())
        .addSubcommand(new PartitionsCommand(context))
        .addSubcommand(new ShapesCommand(context))
        .addSubcommand(new ConsoleLoadCommand(context))
        .addSubcommand(new PackCommand(context))
        .addSubcommand(new SimulateCommand(context))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments);
  }
}
