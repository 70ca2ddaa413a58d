package io.diffy.processor.intake;

import io.diffy.processor.runtime.Counter;
import io.diffy.schemas.json.Codec;
import io.diffy.schemas.json.MalformedRecord;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The door of a topic: what keeps the contract goes on, what does not goes to the dead letters with
 * its reason. Counts add up: read = accepted + malformed.
 */
final class Intake<T> {
  private final ProcessorContext<?, ?> context;
  private final Codec<T> codec;
  private final String deadLetters;
  private final Counter accepted;
  private final Counter malformed;

  Intake(ProcessorContext<?, ?> context, String topic, Codec<T> codec, String deadLetters) {
    this.context = context;
    this.codec = codec;
    this.deadLetters = deadLetters;
    this.accepted = Counter.of(context, topic + "-accepted");
    this.malformed = Counter.of(context, topic + "-malformed");
  }

  /** The decoded value; empty when the record went to the dead letters. */
  Optional<T> accept(Record<byte[], byte[]> record) {
    try {
      T value = codec.decode(record.value());
      accepted.add();
      return Optional.of(value);
    } catch (MalformedRecord e) {
      reject(record, e.getMessage());
      return Optional.empty();
    }
  }

  @SuppressWarnings(
      "unchecked") // the sink of dead letters takes bytes whatever else a step forwards
  private void reject(Record<byte[], byte[]> record, String reason) {
    malformed.add();
    ((ProcessorContext<byte[], Object>) context)
        .forward(
            DeadLetter.of(record, context.recordMetadata().orElseThrow(), reason), deadLetters);
  }
}
