package io.diffy.benchmarks;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Hosts that answer the same every hour, a few of them something of their own: what a processor has
 * to do all day.
 */
record SteadyFleet(Instant begin, int groups, int hostsOfGroup, int queries, int rowsOfAnswer) {
  static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  long rowsOfHour() {
    return (long) groups * hostsOfGroup * queries * rowsOfAnswer;
  }

  /** Publishes the answers of one hour, of all hosts spread over half of it. */
  void publish(int hour, Cluster cluster) {
    Records records = new Records(cluster.topics());
    int hosts = groups * hostsOfGroup;
    Instant start = begin.plus(HOUR.multipliedBy(hour));
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (int host = 0; host < hosts; host++) {
        Instant at = start.plusMillis(HOUR.toMillis() / 2 * host / hosts);
        for (int query = 0; query < queries; query++) {
          ProducerRecord<byte[], byte[]> record = records.observation(answer(host, query, at));
          writer.write(
              new ProducerRecord<>(
                  record.topic(),
                  record.partition(),
                  at.toEpochMilli(),
                  record.key(),
                  record.value()));
        }
      }
      writer.flush();
    }
  }

  private Observation answer(int host, int query, Instant at) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int row = 0; row < rowsOfAnswer; row++) {
      boolean own = row == 0 && host % 97 == query;
      Map<String, String> cells = new TreeMap<>();
      cells.put("name", own ? "own-" + host : "package-" + query + "-" + row);
      cells.put("version", "2." + row + ".1-4ubuntu" + query);
      cells.put("arch", "amd64");
      cells.put("source", "source-of-" + row);
      cells.put("path", "/usr/lib/x86_64-linux-gnu/package-" + row + ".so");
      cells.put("size", String.valueOf(1000 + 37 * row));
      rows.add(cells);
    }
    Instance instance =
        Instance.named("group-" + host % groups, "i-%08x".formatted(host * 2_654_435));
    return Observation.of(instance, "query-" + query, at, rows).withInterval(3600);
  }
}
