package io.diffy.benchmarks;

import io.diffy.schemas.Observation;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a megabyte of one host's answers costs, by what they look like. Ordinary answers are
 * measured again beside each shape, so that whatever else the machine does meets both, and of all
 * rounds the middle one counts.
 */
@Command(
    name = "shapes",
    description =
        "CPU per MB of each shape of answer, beside ordinary ones: rounds of hosts a tenth of whose rows are their own.")
final class ShapesCommand implements Callable<Integer> {
  /** Before them Java's compiler is not done. */
  private static final int WARM = 4;

  @Option(names = "--only", split = ",", paramLabel = "SHAPE")
  private List<AnswerShape> only = List.of(AnswerShape.values());

  @Option(names = "--kilobytes", defaultValue = "3000", paramLabel = "N", description = "Of each.")
  private int kilobytes;

  @Option(
      names = "--rounds",
      defaultValue = "9",
      paramLabel = "N",
      description = "Of all shapes in turn; the median counts.")
  private int rounds;

  private final CommandContext context;

  ShapesCommand(CommandContext context) {
    this.context = context;
  }

  /** Seconds of CPU in each round: of the hosts beside it alone, and with more. */
  private static final class Rounds {
    final List<Double> peers = new ArrayList<>();
    final List<Double> whole = new ArrayList<>();
    final List<Double> quarter = new ArrayList<>();
    double mb;

    /** What it costs beside eight ordinary hosts, without them. */
    double cost(List<Double> beside, List<Double> with) {
      return Math.max(0.001, median(with) - median(beside));
    }
  }

  @Override
  public Integer call() {
    Rounds unit = new Rounds();
    Map<AnswerShape, Rounds> shapes = new EnumMap<>(AnswerShape.class);
    try (Progress progress = new Progress(context.screen())) {
      for (int round = 0; round < WARM + rounds; round++) {
        if (round == WARM) {
          unit = new Rounds();
          shapes.clear();
        }
        progress.step(round < WARM ? "warming up" : "round " + (round - WARM + 1));
        for (AnswerShape shape : only) {
          List<ProducerRecord<byte[], byte[]>> peers = records(AnswerShape.peers(round));
          unit.peers.add(JudgingCost.seconds(peers));
          unit.mb = measure(AnswerShape.ORDINARY, kilobytes, round, peers, unit.whole);
          Rounds own = shapes.computeIfAbsent(shape, s -> new Rounds());
          own.mb = measure(shape, kilobytes, round, peers, own.whole);
          measure(shape, kilobytes / 4, round, peers, own.quarter);
        }
      }
      progress.idle();
    }
    ReportTable table =
        new ReportTable("shape", "MB", "CPU s", "per MB", "times ordinary", "exponent");
    double ordinary = unit.cost(unit.peers, unit.whole) / unit.mb;
    List<Double> peers = unit.peers;
    shapes.forEach(
        (shape, own) -> {
          double cost = own.cost(peers, own.whole);
          table.row(
              shape.toString(),
              "%.2f".formatted(own.mb),
              "%.3f".formatted(cost),
              "%.3f".formatted(cost / own.mb),
              "%.2f".formatted(cost / own.mb / ordinary),
              "%.1f".formatted(exponent(own.cost(peers, own.quarter), cost)));
        });
    table.lines().forEach(context.screen().out()::println);
    context.note("An ordinary MB costs %.3f s of CPU here.".formatted(ordinary));
    return 0;
  }

  private static double measure(
      AnswerShape shape,
      int size,
      int round,
      List<ProducerRecord<byte[], byte[]>> peers,
      List<Double> seconds) {
    List<ProducerRecord<byte[], byte[]>> own = records(shape.answers(size * 1000, round));
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(peers);
    all.addAll(own);
    seconds.add(JudgingCost.seconds(all));
    return own.stream().mapToLong(record -> record.key().length + record.value().length).sum()
        / 1e6;
  }

  /** With 1, four times as much costs four times as much; with 2 it costs sixteen times. */
  private static double exponent(double once, double fourTimes) {
    return Math.log(fourTimes / once) / Math.log(4);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
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
