package io.diffy.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.simulator.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A simulated group, or the same hosts in so many groups, asked every hour. From hour to hour
 * nothing changes but pids, counters, ephemeral ports and the time.
 */
record HourlyFleet(Simulation simulation, Instant begin, int groups) {
  private static final List<String> MOVING =
      List.of(
          "pid", "parent", "packets", "bytes", "blocks_free", "blocks_available", "inodes_free");

  private static final int EPHEMERAL = 32_768;
  private static final int EPHEMERAL_PORTS = 28_000;
  private static final Duration HOUR = Duration.ofHours(1);

  /** So long after an hour the windows of that hour are closed, and nobody answers yet. */
  private static final Duration CLOSED = Duration.ofMinutes(4);

  private static final Duration FIRST_ANSWER = Duration.ofMinutes(5);

  /**
   * What was published.
   *
   * @param tokenSeconds CPU seconds to read every token of it
   */
  record Published(long rows, long bytes, double tokenSeconds) {}

  /** Publishes the answers of an hour and the tick that ends it. */
  Published publish(int hour, Cluster cluster) {
    Records records = new Records(cluster.topics());
    Map<String, Integer> numbers = new HashMap<>();
    JsonFactory json = new JsonFactory();
    long[] rows = {0};
    long[] bytes = {0};
    long[] nanos = {0};
    try (RecordWriter writer = new RecordWriter(cluster)) {
      simulation.forEach(
          delivery -> {
            String id = delivery.observation().instance().instanceId();
            int number = numbers.computeIfAbsent(id, i -> numbers.size());
            Observation answer = answer(delivery.observation(), number, hour);
            ProducerRecord<byte[], byte[]> record = records.observation(answer);
            rows[0] += answer.rows().size();
            bytes[0] += record.value().length;
            nanos[0] += nanosOfTokens(json, record.value());
            writer.write(at(moved(delivery.arrived(), hour), record));
          });
      Instant end = begin.plus(HOUR.multipliedBy(hour + 1L)).plus(CLOSED);
      Control tick = new Control.Tick(new GroupKey("", "", "speed"), end);
      for (int partition = 0; partition < cluster.topics().control().partitions(); partition++) {
        writer.write(at(end, records.control(tick, partition)));
      }
      writer.flush();
    }
    return new Published(rows[0], bytes[0], nanos[0] / 1e9);
  }

  private Instant moved(Instant simulated, int hour) {
    return begin
        .plus(Duration.between(Simulation.START, simulated))
        .plus(FIRST_ANSWER)
        .plus(HOUR.multipliedBy(hour));
  }

  private Observation answer(Observation first, int number, int hour) {
    Instance host = first.instance();
    GroupKey group = host.group();
    String asg = groups == 1 ? group.asg() : group.asg() + "-" + number % groups;
    List<Map<String, String>> rows = new ArrayList<>();
    first.rows().forEach(row -> rows.add(hour == 0 ? row : moved(row, hour)));
    return new Observation(
        new Instance(
            new GroupKey(group.account(), group.region(), asg),
            host.instanceId(),
            host.cohort(),
            host.address()),
        first.query(),
        moved(first.collectedAt(), hour),
        first.status(),
        first.trigger(),
        first.part(),
        rows,
        first.more());
  }

  private static Map<String, String> moved(Map<String, String> row, int hour) {
    Map<String, String> moved = new LinkedHashMap<>(row);
    for (String column : MOVING) {
      moved.computeIfPresent(column, (c, text) -> plus(text, 2, 1009L * hour, Long.MAX_VALUE));
    }
    moved.computeIfPresent(
        "local_port",
        (c, text) -> plus(text, EPHEMERAL - 1, 7919L * hour, EPHEMERAL + EPHEMERAL_PORTS));
    return moved;
  }

  /** Of what is a number above the least; what gets too big begins again. */
  private static String plus(String text, long least, long more, long most) {
    if (!text.matches("[0-9]{1,17}") || Long.parseLong(text) <= least) {
      return text;
    }
    long sum = Long.parseLong(text) + more;
    return Long.toString(sum < most ? sum : least + 1 + (sum - least - 1) % (most - least - 1));
  }

  /** The second time of two: the first one brings the bytes near. */
  private static long nanosOfTokens(JsonFactory json, byte[] value) {
    long begun = 0;
    for (int pass = 0; pass < 2; pass++) {
      begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      try (JsonParser parser = json.createParser(value)) {
        long letters = 0;
        while (parser.nextToken() != null) {
          letters += parser.hasTextCharacters() ? parser.getTextLength() : 0;
        }
        if (letters > value.length) {
          throw new IllegalStateException("more text than bytes");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
  }

  private static ProducerRecord<byte[], byte[]> at(
      Instant time, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), record.partition(), time.toEpochMilli(), record.key(), record.value());
  }
}
