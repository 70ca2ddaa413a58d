package io.diffy.processor.intake;

import io.diffy.processor.metrics.Counter;
import io.diffy.processor.step.StepName.Output;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The door of a topic: what keeps the contract goes on, what does not goes to the dead letters with
 * its reason. Counts add up: read = accepted + malformed. Of what is accepted, {@code refused} was
 * not obeyed, because nobody trusted had signed it.
 */
final class ContractGate<T> {
  private final ProcessorContext<?, ?> context;
  private final Codec<T> codec;
  private final Output<byte[], byte[]> deadLetters;
  private final Counter read;
  private final Counter accepted;
  private final Counter malformed;
  private final Counter refused;

  ContractGate(
      ProcessorContext<?, ?> context,
      String topic,
      Codec<T> codec,
      Output<byte[], byte[]> deadLetters) {
    this.context = context;
    this.codec = codec;
    this.deadLetters = deadLetters;
    this.read = Counter.of(context, topic + "-read");
    this.accepted = Counter.of(context, topic + "-accepted");
    this.malformed = Counter.of(context, topic + "-malformed");
    this.refused = Counter.of(context, topic + "-refused");
  }

  /** The decoded value; empty when the record went to the dead letters. */
  Optional<T> accept(Record<byte[], byte[]> record) {
    read.add();
    try {
      T value = codec.decode(record.value());
      accepted.add();
      return Optional.of(value);
    } catch (MalformedRecord e) {
      malformed.add();
      reject(record, e.getMessage());
      return Optional.empty();
    }
  }

  /** For what keeps the contract and may not be obeyed. */
  void refuse(Record<byte[], byte[]> record, String reason) {
    refused.add();
    reject(record, reason);
  }

  private void reject(Record<byte[], byte[]> record, String reason) {
    deadLetters.forward(DeadLetter.of(record, context.recordMetadata().orElseThrow(), reason));
  }
}
