package io.diffy.benchmarks;

import io.diffy.benchmarks.Method.Claim;
import io.diffy.service.CommandContext;
import io.diffy.simulator.Scenario;
import io.diffy.simulator.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How well simulated fleets are judged, next to simpler methods on the same data. */
@Command(
    name = "quality",
    description = "Judges simulated fleets and compares with the truth, next to simpler methods.")
final class QualityCommand implements Callable<Integer> {
  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2,3",
      description = "One fleet of each scenario per seed. Default: ${DEFAULT-VALUE}")
  private List<Long> seeds;

  @Option(
      names = "--scenarios",
      split = ",",
      defaultValue = "snapshot,clean,hourly,small",
      description = "Default: ${DEFAULT-VALUE}")
  private List<Scenario> scenarios;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the tables there too, as Markdown.")
  private Path output;

  @Option(
      names = "--false-findings",
      paramLabel = "FILE",
      description = "Write every false finding of Diffy Streams there, tab-separated.")
  private Path falseFindings;

  private final CommandContext context;

  QualityCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    Method ours = new DiffyMethod(context);
    List<Method> methods =
        List.of(ours, new SetDifference(), new Stacking(false), new Stacking(true));
    List<String> wrong = new ArrayList<>();
    Map<Scenario, Map<String, MethodScore>> scores = new EnumMap<>(Scenario.class);
    for (Scenario scenario : scenarios) {
      for (long seed : seeds) {
        Simulation simulation = Simulation.of(scenario, seed);
        for (Method method : methods) {
          context.note("%s, seed %d: %s", scenario.word(), seed, method.name());
          Scorer scorer = new Scorer(simulation.truth());
          Map<String, Double> suspicion =
              method.judge(
                  simulation,
                  claim -> {
                    if (scorer.add(claim) && method == ours) {
                      wrong.add(line(scenario, seed, scorer.label(claim), claim));
                    }
                  });
          scores
              .computeIfAbsent(scenario, s -> new LinkedHashMap<>())
              .computeIfAbsent(method.name(), name -> new MethodScore())
              .add(scorer.score(suspicion));
        }
      }
    }
    List<String> report = new QualityReport(scores).lines(ours.name());
    report.forEach(context.screen().out()::println);
    if (output != null) {
      Files.write(output, report);
    }
    if (falseFindings != null) {
      Files.write(falseFindings, wrong);
    }
    return 0;
  }

  private static String line(Scenario scenario, long seed, String label, Claim claim) {
    return String.join(
        "\t",
        scenario.word(),
        Long.toString(seed),
        Integer.toString(claim.collection()),
        label,
        claim.query(),
        claim.kind().word(),
        claim.instanceId(),
        claim.row().toString());
  }
}
