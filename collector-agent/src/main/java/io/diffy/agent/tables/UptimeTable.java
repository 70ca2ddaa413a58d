package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.integer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** /proc/uptime, in one row. */
final class UptimeTable implements OsqueryTable {

  @Override
  public String name() {
    return "uptime";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        integer("days"),
        integer("hours"),
        integer("minutes"),
        integer("seconds"),
        bigint("total_seconds"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    Long seconds = Numbers.decimal(root.read("/proc/uptime").content().split("[. ]", 2)[0]);
    if (seconds == null) {
      throw new Unavailable("/proc/uptime does not start with a number of seconds");
    }
    Duration up = Duration.ofSeconds(seconds);
    rows.add(
        Long.toString(up.toDaysPart()),
        Integer.toString(up.toHoursPart()),
        Integer.toString(up.toMinutesPart()),
        Integer.toString(up.toSecondsPart()),
        seconds.toString());
  }
}
