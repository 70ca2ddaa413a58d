package io.diffy.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.topic.RecordExcerpt;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Where records go that a target will never take: key and value as they came (too big ones as an
 * {@link RecordExcerpt}), and in the headers what the processor's own dead letters say too, and
 * {@code diffy.sink}, whose target it was.
 */
final class SinkDeadLetters implements AutoCloseable {
  private final String topic;
  private final String sink;
  private final RecordWriter writer;

  SinkDeadLetters(Cluster cluster, String sink) {
    this.topic = cluster.topics().deadLetters().name();
    this.sink = sink;
    this.writer = new RecordWriter(cluster);
  }

  /** Returns when the broker has them. */
  void write(List<Refused> refused) {
    refused.forEach(one -> writer.write(letter(one)));
    writer.flush();
  }

  private ProducerRecord<byte[], byte[]> letter(Refused refused) {
    SinkRecord record = refused.record();
    Headers sent = new RecordHeaders();
    record.headers().forEach((name, text) -> add(sent, name, text));
    byte[] key = record.key().isEmpty() ? null : record.key().getBytes(UTF_8);
    RecordExcerpt kept = RecordExcerpt.of(key, record.value(), sent);
    Headers headers = kept.headers();
    add(headers, "diffy.sink", sink);
    add(headers, "diffy.reason", refused.reason());
    add(headers, "diffy.topic", record.topic());
    add(headers, "diffy.partition", String.valueOf(record.partition()));
    add(headers, "diffy.offset", String.valueOf(record.offset()));
    add(headers, "diffy.timestamp", String.valueOf(record.appended().toEpochMilli()));
    return new ProducerRecord<>(topic, null, kept.key(), kept.value(), headers);
  }

  private static void add(Headers headers, String name, String text) {
    headers.remove(name).add(name, text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    writer.close();
  }
}
