package io.diffy.rules;

import io.diffy.agent.BrokenAgent;
import java.time.Instant;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/** Breaks: a rule knows no agent, no Kafka and no clock, and never ends the process. */
public record BrokenRule(BrokenAgent agent) {

  /** As a method reference, which is easier to overlook than a call. */
  static final Supplier<Instant> CLOCK = Instant::now;

  static final IntConsumer END = System::exit;

  /** A nested class is no hiding place. */
  record Nested(Bytes bytes, KeyValue<String, String> pair) {}
}
