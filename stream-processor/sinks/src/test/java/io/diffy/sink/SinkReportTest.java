package io.diffy.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told of a delivery, and how long it waits for its target. */
class SinkReportTest {
  private final List<String> lines = new ArrayList<>();
  private final List<String> results = new ArrayList<>();
  private final SinkReport report = new SinkReport("test", lines::add, results::add);

  @Test
  void aTargetIsGivenTheRestThatItAsksFor() {
    assertEquals(Duration.ofSeconds(40), SinkService.pause(1, Duration.ofSeconds(40)));
    assertEquals(Duration.ofSeconds(60), SinkService.pause(9, Duration.ofSeconds(40)));
    assertEquals(Duration.ofSeconds(1), SinkService.pause(1, Duration.ZERO));
  }

  @Test
  void whenItIsTriedAgainIsSaid() {
    report.failed("it is down", 5, Duration.ofSeconds(40));
    assertEquals(
        List.of(
            "test: it is down. 5 records and all behind them wait on the topic; it is tried again in"
                + " 40 s"),
        lines);
  }

  @Test
  void theEndTellsWhatWasDeliveredRefusedAndLeft() {
    report.delivered(9, List.of(refused("too big"), refused("no date"), refused("too big")));
    report.stopped(OptionalLong.of(0));
    assertEquals(
        List.of(
            "6 delivered, 3 refused, nothing left.", "Refused 2 × too big", "Refused 1 × no date"),
        results);
  }

  @Test
  void theEndTellsWhatHeldItUp() {
    report.failed("it is down", 5, Duration.ofSeconds(1));
    report.stopped(OptionalLong.of(5));
    assertEquals(
        List.of(
            "0 delivered, 0 refused, 5 left on the topic; the last attempt failed: it is down."),
        results);
  }

  @Test
  void whatIsNotKnownToBeLeftIsNotSaid() {
    report.stopped(OptionalLong.empty());
    assertEquals(List.of("0 delivered, 0 refused."), results);
  }

  @Test
  void manyReasonsAreSummed() {
    report.delivered(
        200,
        Stream.concat(
                IntStream.range(0, 100).mapToObj(n -> refused("field " + n)),
                Stream.of(refused("field 7")))
            .toList());
    report.stopped(OptionalLong.of(0));
    assertEquals(
        List.of("Refused 50 × for other reasons", "Refused 2 × field 7"), results.subList(1, 3));
    assertEquals("Refused for 46 reasons more.", results.get(results.size() - 1));
  }

  private static Refused refused(String reason) {
    byte[] value = "{}".getBytes(UTF_8);
    return new Refused(new SinkRecord("t", 0, 1, Instant.EPOCH, "k", value, Map.of()), reason);
  }
}
