package io.diffy.replay;

import io.diffy.input.InputTally;
import io.diffy.input.LineSplitter;
import io.diffy.plugin.Dataset;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ArchivedLine;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.DecisionsInForce;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What archives hold beside the observations: baselines, exceptions, rounds and ticks, each with
 * the time from which it counts. Where several archives hold a record, it comes several times,
 * which changes nothing.
 */
public final class ArchivedSideInputs {
  private final List<Timed<Baseline>> baselines = new ArrayList<>();
  private final List<Timed<ExceptionRule>> exceptions = new ArrayList<>();
  private final List<Timed<Control>> control = new ArrayList<>();

  private ArchivedSideInputs() {}

  /**
   * Reads it.
   *
   * @param inputs gives the pieces of a dataset
   * @param window up to whose end records count, and from whose beginning rounds and ticks do
   * @param withBaselines false when others are given
   * @param meant whether a round counts
   * @param trust whose signatures baselines and exceptions need to count
   * @param tally is told what became of each line
   */
  static ArchivedSideInputs read(
      Function<Dataset, List<RecordedInput>> inputs,
      ReplayWindow window,
      boolean withBaselines,
      Predicate<Control> meant,
      TrustPolicy trust,
      InputTally tally) {
    ArchivedSideInputs read = new ArchivedSideInputs();
    ReplayWindow upToTheEnd = new ReplayWindow(Optional.empty(), window.to(), Optional.empty());
    // Only their codecs: names and partitions are those of the cluster that judges.
    Topics topics = Topics.standard();
    if (withBaselines) {
      read(inputs.apply(Dataset.BASELINES), topics.baselines().codec(), Baseline::takenAt, tally)
          .filter(upToTheEnd)
          .inOrder()
          .filter(new DecisionsInForce<>(trust, topics.baselines().codec())::offer)
          .into(read.baselines);
    }
    read(
            inputs.apply(Dataset.EXCEPTIONS),
            topics.exceptions().codec(),
            ExceptionRule::acceptedAt,
            tally)
        .filter(upToTheEnd)
        .inOrder()
        .filter(new DecisionsInForce<>(trust, topics.exceptions().codec())::offer)
        .into(read.exceptions);
    read(inputs.apply(Dataset.CONTROL), topics.control().codec(), ArchivedSideInputs::begins, tally)
        .filter(window)
        .filter(meant)
        .into(read.control);
    return read;
  }

  /** As records of a cluster, in the order of their times. */
  public SideInputs on(Topics topics) {
    Records records = new Records(topics);
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    baselines.forEach(each -> all.add(each.at(records.baseline(each.record))));
    exceptions.forEach(
        each -> records.exceptions(each.record).forEach(record -> all.add(each.at(record))));
    control.forEach(each -> all.add(each.at(records.control(each.record))));
    all.sort(Comparator.comparing(ProducerRecord::timestamp));
    return new SideInputs(all);
  }

  /** For a note: {@code 3 baselines, 0 exceptions, 12 rounds and ticks}; empty without any. */
  public Optional<String> sum() {
    return baselines.isEmpty() && exceptions.isEmpty() && control.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%,d baselines, %,d exceptions, %,d rounds and ticks"
                .formatted(baselines.size(), exceptions.size(), control.size()));
  }

  private static <T> Found<T> read(
      List<RecordedInput> inputs, Codec<T> codec, Function<T, Instant> said, InputTally tally) {
    List<Timed<T>> found = new ArrayList<>();
    for (RecordedInput input : inputs) {
      try (InputStream in = input.open()) {
        LineSplitter lines =
            new LineSplitter(
                (number, line) -> {
                  try {
                    tally.line(input.name(), number);
                    ArchivedLine.Stamped stamped = ArchivedLine.stamped(line);
                    T record = codec.decode(stamped.value());
                    found.add(new Timed<>(record, stamped.appendedAt().orElse(said.apply(record))));
                  } catch (MalformedRecord e) {
                    tally.bad(input.name(), number, e.getMessage());
                  }
                });
        tally.read(input.name(), in, bytes -> lines.readAll(bytes, () -> false));
      } catch (IOException e) {
        throw new CommandFailure("can't read " + input.name() + ": " + e.getMessage(), e);
      }
    }
    return new Found<>(found);
  }

  private static Instant begins(Control control) {
    if (control instanceof Control.Round round) {
      return round.openedAt();
    }
    return control instanceof Control.Tick tick ? tick.until() : Instant.MAX;
  }

  private record Timed<T>(T record, Instant time) {
    ProducerRecord<byte[], byte[]> at(ProducerRecord<byte[], byte[]> made) {
      return SideInputs.at(time.toEpochMilli(), made);
    }
  }

  private record Found<T>(List<Timed<T>> records) {
    Found<T> filter(ReplayWindow window) {
      return new Found<>(records.stream().filter(each -> window.judges(each.time)).toList());
    }

    Found<T> filter(Predicate<T> meant) {
      return new Found<>(records.stream().filter(each -> meant.test(each.record)).toList());
    }

    /** As a processor would have met them. */
    Found<T> inOrder() {
      return new Found<>(records.stream().sorted(Comparator.comparing(Timed::time)).toList());
    }

    void into(List<Timed<T>> place) {
      place.addAll(records);
    }
  }
}
