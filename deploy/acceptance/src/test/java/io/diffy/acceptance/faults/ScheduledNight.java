package io.diffy.acceptance.faults;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.with;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Four groups of twelve hosts answer two queries every minute, each host in a second of its own,
 * and attackers come and go. Their link is slow: what they collected arrives {@link #LATE} later,
 * still in time, so that windows close within a minute and not after the whole grace.
 */
final class ScheduledNight {
  static final int GROUPS = 4;
  static final int HOSTS = 12;
  static final List<String> QUERIES = List.of("crontab", "listening_ports");
  static final Duration INTERVAL = Duration.ofMinutes(1);
  static final Duration LATE = Duration.ofSeconds(100);

  private static final int MINUTES = 3;

  private final Topics topics;

  ScheduledNight(Topics topics) {
    this.topics = topics;
  }

  /**
   * Sends all of it, and what is not acknowledged again; returns when all has arrived.
   *
   * @return the end of the last window for which everybody has answered
   */
  Instant send(String bootstrapServers) throws Exception {
    Records records = new Records(topics);
    Duration pace = INTERVAL.dividedBy(HOSTS);
    Instant collected = Instant.EPOCH;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "delivery.timeout.ms", 180_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
      long begun = System.nanoTime();
      for (int beat = 0; beat < MINUTES * HOSTS; beat++) {
        collected = Instant.now().minus(LATE);
        for (Observation answer : answers(beat / HOSTS, 1 + beat % HOSTS, collected)) {
          acknowledged.add(producer.send(records.observation(answer)));
        }
        TimeUnit.NANOSECONDS.sleep(begun + (beat + 1) * pace.toNanos() - System.nanoTime());
      }
      for (Future<RecordMetadata> each : acknowledged) {
        each.get();
      }
    }
    return collected.truncatedTo(ChronoUnit.MINUTES).plus(INTERVAL);
  }

  private static List<Observation> answers(int minute, int host, Instant collected) {
    List<Observation> answers = new ArrayList<>();
    for (int group = 1; group <= GROUPS; group++) {
      Instance instance =
          Instance.named("scheduled-" + group, "i-%02d%014d".formatted(group, host));
      for (String query : QUERIES) {
        answers.add(
            Observation.of(instance, query, collected, rows(group, minute, host, query))
                .withInterval((int) INTERVAL.toSeconds()));
      }
    }
    return answers;
  }

  private static List<Map<String, String>> rows(int group, int minute, int host, String query) {
    return switch (query) {
      // There from the start, and cleaned while windows close.
      case "crontab" -> with(host == group && minute < 2, CLEAN_CRON, ROGUE_CRON);
      // Comes once and stays.
      case "listening_ports" -> with(host == 9 && minute >= 1, CLEAN_LISTENERS, ROGUE_LISTENER);
      default -> throw new IllegalArgumentException(query);
    };
  }
}
