package io.diffy.benchmarks;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What an installation may have more of, everything else staying as it is. */
enum Growth {
  HOSTS(200),
  GROUPS(50),
  QUERIES(60),
  ROWS(500),
  COLUMNS(200),
  FINDINGS(100),
  EXCEPTIONS(1000),
  BASELINES(100),
  HOURS(8);

  private static final Instant BEGIN = SteadyFleet.BEGIN;
  private final int least;

  Growth(int least) {
    this.least = least;
  }

  /** The records of an installation that has {@code times} as many of it. */
  List<ProducerRecord<byte[], byte[]>> records(int times) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    if (this == EXCEPTIONS) {
      for (int n = 0; n < many(this, times); n++) {
        JudgingCost.RECORDS.exceptions(exception(n)).forEach(copy -> add(copy, BEGIN, records));
      }
    }
    if (this == BASELINES) {
      for (int n = 0; n < many(this, times); n++) {
        add(JudgingCost.RECORDS.baseline(baseline(n)), BEGIN, records);
      }
    }
    int hours = this == HOURS ? many(this, times) : 2;
    for (int hour = 0; hour < hours; hour++) {
      addHour(times, BEGIN.plusSeconds(60 + 3600L * hour), records);
    }
    return records;
  }

  private void addHour(int times, Instant at, List<ProducerRecord<byte[], byte[]>> records) {
    int hosts = this == HOSTS ? many(this, times) : this == GROUPS ? 5 : 20;
    int odd = this == FINDINGS ? many(this, times) : 0;
    for (int group = 0; group < (this == GROUPS ? many(this, times) : 1); group++) {
      for (int host = 0; host < hosts; host++) {
        for (int query = 0; query < (this == QUERIES ? many(this, times) : 4); query++) {
          List<Map<String, String>> rows = new ArrayList<>();
          for (int row = 0; row < (this == ROWS ? many(this, times) : 30); row++) {
            rows.add(row(row, this == COLUMNS ? many(this, times) : 6));
          }
          // On three hosts: what each host has of its own would be a template, and no finding.
          for (int row = host; query == 0 && host < 3 && row < odd; row += 3) {
            rows.add(row(1_000_000 + row, 6));
          }
          Observation answer =
              Observation.of(host(group, host), "query-" + query, at, rows).withInterval(3600);
          add(JudgingCost.RECORDS.observation(answer), at, records);
        }
      }
    }
  }

  private static int many(Growth what, int times) {
    return what.least * times;
  }

  private static void add(
      ProducerRecord<byte[], byte[]> record,
      Instant at,
      List<ProducerRecord<byte[], byte[]>> records) {
    records.add(JudgingCost.at(at.toEpochMilli(), record));
  }

  private static Instance host(int group, int host) {
    return new Instance(
        GroupKey.named("group-" + group),
        "i-%05x".formatted(host),
        new Cohort("1", "ami-1", "m6i.large"),
        new Address("", "ip-10-0-%d-%d".formatted(host / 250, host % 250), ""));
  }

  private static Map<String, String> row(int row, int columns) {
    Map<String, String> cells = new TreeMap<>();
    cells.put("name", "package-" + row);
    cells.put("path", "/usr/lib/package-" + row + ".so");
    for (int column = 2; column < columns; column++) {
      cells.put("column_" + column, "value " + row + " of " + column);
    }
    return cells;
  }

  private static ExceptionRule exception(int n) {
    return new ExceptionRule(
        "exception-" + n,
        GroupKey.named("group-0"),
        About.finding(new UUID(n, 8).toString()),
        Reach.GROUP,
        new Accepted("expected", "alice", BEGIN),
        Optional.empty());
  }

  private static Baseline baseline(int n) {
    Instance clean = host(0, 0);
    List<Map<String, String>> rows = new ArrayList<>();
    for (int row = 0; row < 30; row++) {
      rows.add(row(row, 6));
    }
    return new Baseline(
        new Baseline.Key(clean.group(), "query-0", new Cohort("" + n, "ami-1", "m6i.large")),
        1,
        new Baseline.Origin(BEGIN, "alice", "clean"),
        List.of(Observation.of(clean, "query-0", BEGIN, rows)));
  }
}
