package io.diffy.agent;

import io.diffy.rules.BrokenRule;
import org.apache.kafka.streams.KeyValue;

/** Breaks: the agent knows neither the processor nor Kafka Streams. */
public record BrokenAgent(BrokenRule rule, KeyValue<String, String> pair) {}
