package io.diffy.schemas;

import io.diffy.agent.BrokenAgent;
import org.apache.kafka.common.utils.Bytes;

/** Breaks: contracts know no other module and no Kafka. */
public record BrokenContract(BrokenAgent agent, Bytes bytes) {}
