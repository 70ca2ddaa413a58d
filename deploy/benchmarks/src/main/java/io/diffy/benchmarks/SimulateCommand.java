package io.diffy.benchmarks;

import io.diffy.service.CommandContext;
import io.diffy.simulator.Scenario;
import io.diffy.simulator.Simulation;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes one simulated fleet to files, for {@code diffy replay} or anything else. */
@Command(
    name = "simulate",
    description = "Writes FOLDER/observations.ndjson and FOLDER/truth.json.")
final class SimulateCommand implements Callable<Integer> {
  @Option(names = "--scenario", defaultValue = "SNAPSHOT", description = "${COMPLETION-CANDIDATES}")
  private Scenario scenario;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1")
  private long seed;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "1",
      description = "So many times as many hosts and attacks.")
  private double times;

  @Parameters(paramLabel = "FOLDER")
  private Path folder;

  private final CommandContext context;

  SimulateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    Simulation simulation = Simulation.of(scenario, times, seed);
    Path observations = folder.resolve("observations.ndjson");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(observations))) {
      simulation.write(out);
    }
    Path truth = folder.resolve("truth.json");
    new TruthFile().write(simulation.truth(), truth);
    context.note("wrote " + observations + " and " + truth);
    return 0;
  }
}
