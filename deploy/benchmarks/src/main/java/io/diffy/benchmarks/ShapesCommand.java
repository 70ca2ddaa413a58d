package io.diffy.benchmarks;

import io.diffy.schemas.Observation;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a megabyte of one host's answers costs, by what they look like. */
@Command(
    name = "shapes",
    description =
        "CPU per MB of each shape of answer, beside ordinary ones: rounds of hosts a tenth of whose rows are their own.")
final class ShapesCommand implements Callable<Integer> {
  @Option(names = "--only", split = ",", paramLabel = "SHAPE")
  private List<AnswerShape> only = List.of(AnswerShape.values());

  @Option(names = "--kilobytes", defaultValue = "3000", paramLabel = "N", description = "Of each.")
  private int kilobytes;

  @Option(names = "--runs", defaultValue = "3", paramLabel = "N", description = "The best counts.")
  private int runs;

  private final CommandContext context;

  ShapesCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ReportTable table =
        new ReportTable("shape", "MB", "CPU s", "per MB", "times ordinary", "exponent");
    try (Progress progress = new Progress(context.screen())) {
      progress.step("warming up");
      for (AnswerShape shape : AnswerShape.values()) {
        JudgingCost.seconds(5, records(shape.answers(kilobytes * 250)));
      }
      double ordinary = perMb(AnswerShape.ORDINARY);
      for (AnswerShape shape : only) {
        progress.step(shape.toString());
        List<ProducerRecord<byte[], byte[]>> own = records(shape.answers(kilobytes * 1000));
        double cost = cost(shape, kilobytes);
        double quarter = cost(shape, kilobytes / 4);
        double mb = JudgingCost.bytes(own) / 1e6;
        table.row(
            shape.toString(),
            "%.2f".formatted(mb),
            "%.2f".formatted(cost),
            "%.2f".formatted(cost / mb),
            "%.1f".formatted(cost / mb / ordinary),
            "%.1f".formatted(exponent(quarter, cost)));
      }
      progress.idle();
    }
    table.lines().forEach(context.screen().out()::println);
    return 0;
  }

  /** With 1, four times as much costs four times as much; with 2 it costs sixteen times. */
  private static double exponent(double once, double fourTimes) {
    return Math.log(fourTimes / once) / Math.log(4);
  }

  private double perMb(AnswerShape shape) {
    return cost(shape, kilobytes)
        / (JudgingCost.bytes(records(shape.answers(kilobytes * 1000))) / 1e6);
  }

  /** What it costs beside eight ordinary hosts, without them. */
  private double cost(AnswerShape shape, int size) {
    List<Observation> all = new ArrayList<>(AnswerShape.peers());
    double peers = JudgingCost.seconds(2 * runs, records(all));
    all.addAll(shape.answers(size * 1000));
    return Math.max(0.001, JudgingCost.seconds(runs, records(all)) - peers);
  }

  private static List<ProducerRecord<byte[], byte[]>> records(List<Observation> answers) {
    return answers.stream()
        .map(
            answer ->
                JudgingCost.at(
                    answer.collectedAt().toEpochMilli(), JudgingCost.RECORDS.observation(answer)))
        .toList();
  }
}
