package io.diffy.agent.publish;

import io.diffy.agent.publish.ObservationPublisher.Limits;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The producer's properties: our defaults, then the user's, then what must hold in any case. */
final class ProducerSettings {
  private static final int MAX_REQUEST_BYTES = 8 * 1024 * 1024;
  private static final int LINGER_MS = 50;
  private static final int MAX_REQUEST_TIMEOUT_MS = 30_000;

  private ProducerSettings() {}

  static Map<String, Object> of(Map<String, String> kafka, Limits limits) {
    long deliveryMs = limits.deliveryTimeout().toMillis();
    long requestMs = Math.max(1, Math.min(MAX_REQUEST_TIMEOUT_MS, deliveryMs - LINGER_MS));
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "diffy-agent");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) requestMs);
    settings.putAll(kafka);
    // The partition is the key's: everything about a group lies in one.
    settings.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
    settings.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, false);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, limits.bufferMemory());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limits.maxBlock().toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryMs);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return settings;
  }
}
