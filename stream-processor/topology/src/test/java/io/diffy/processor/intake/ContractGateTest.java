package io.diffy.processor.intake;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps its contract goes on; the rest goes to the dead letters as it came. */
class ContractGateTest {
  private static final Observation ANSWER = cleanCron(instance(1), THREE_AM);
  private static final byte[] KEY = "web-prod".getBytes(UTF_8);

  private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
  private final List<Record<byte[], byte[]>> deadLetters = new ArrayList<>();
  private final ContractGate<Observation> gate =
      new ContractGate<>(context, "observations", new ObservationCodec(), deadLetters::add);

  @BeforeEach
  void atOffset12() {
    context.setRecordMetadata("diffy.observations", 3, 12);
  }

  @Test
  void whatKeepsTheContractGoesOn() {
    assertEquals(Optional.of(ANSWER), gate.accept(record(new ObservationCodec().encode(ANSWER))));
    assertEquals(List.of(), deadLetters);
    assertEquals(1, counted("observations-accepted"));
  }

  @Test
  void whatDoesNotIsADeadLetterThatSaysWhereItLay() {
    byte[] broken = "{\"asg\":\"web-prod\"".getBytes(UTF_8);

    assertEquals(Optional.empty(), gate.accept(record(broken)));

    Record<byte[], byte[]> letter = deadLetters.get(0);
    assertArrayEquals(KEY, letter.key());
    assertArrayEquals(broken, letter.value());
    assertEquals(THREE_AM.toEpochMilli(), letter.timestamp());
    assertEquals("diffy.observations", header(letter, "diffy.topic"));
    assertEquals("3", header(letter, "diffy.partition"));
    assertEquals("12", header(letter, "diffy.offset"));
    assertEquals(String.valueOf(THREE_AM.toEpochMilli()), header(letter, "diffy.timestamp"));
    assertEquals("trace-1", header(letter, "traceparent"), "what its sender said stays");
    assertEquals(1, counted("observations-malformed"));
    assertEquals(0, counted("observations-accepted"));
  }

  @Test
  void noValueIsMalformedToo() {
    assertEquals(Optional.empty(), gate.accept(record(null)));
    assertEquals(1, counted("observations-malformed"));
  }

  @Test
  void whatMayNotBeObeyedIsCountedApart() {
    gate.refuse(record(new ObservationCodec().encode(ANSWER)), "it has no signature");

    assertEquals("it has no signature", header(deadLetters.get(0), "diffy.reason"));
    assertEquals(1, counted("observations-refused"));
    assertEquals(0, counted("observations-malformed"));
  }

  private static Record<byte[], byte[]> record(byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", "trace-1".getBytes(UTF_8));
    headers.add("diffy.reason", "a lie".getBytes(UTF_8));
    return new Record<>(KEY, value, THREE_AM.toEpochMilli(), headers);
  }

  private static String header(Record<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private double counted(String counter) {
    return context.metrics().metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(counter + "-total"))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .sum();
  }
}
