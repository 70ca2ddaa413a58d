package io.diffy.benchmarks;

import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Doubles one thing after the other and says how the work grows: with the exponent 1 it doubles
 * too, with 2 it is four times as much.
 */
@Command(name = "doubling", description = "Doubles hosts, groups, queries …; says how cost grows.")
final class DoublingCommand implements Callable<Integer> {
  @Option(names = "--only", split = ",", paramLabel = "WHAT")
  private List<Growth> only = List.of(Growth.values());

  @Option(names = "--runs", defaultValue = "3", paramLabel = "N", description = "The best counts.")
  private int runs;

  private final CommandContext context;

  DoublingCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ReportTable table = new ReportTable("of these", "CPU s", "twice", "four times", "exponent");
    try (Progress progress = new Progress(context.screen())) {
      JudgingCost.seconds(3, Growth.HOSTS.records(4));
      for (Growth what : only) {
        progress.step(what.toString());
        double[] costs = new double[3];
        for (int doubled = 0; doubled < costs.length; doubled++) {
          costs[doubled] = JudgingCost.seconds(runs, what.records(1 << doubled));
        }
        table.row(
            what.toString(),
            "%.2f".formatted(costs[0]),
            "%.2f".formatted(costs[1]),
            "%.2f".formatted(costs[2]),
            "%.2f".formatted(exponent(costs[0], costs[2])));
      }
      progress.idle();
    }
    table.lines().forEach(context.screen().out()::println);
    return 0;
  }

  /** Of the last two doublings. */
  static double exponent(double once, double fourTimes) {
    return Math.log(fourTimes / once) / Math.log(4);
  }
}
