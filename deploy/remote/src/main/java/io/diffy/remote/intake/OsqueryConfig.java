package io.diffy.remote.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.remote.topic.LenientJson;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What osqueryd is told to do: the pack's queries, each as a snapshot, so that an answer is whole
 * and an unchanged host is heard of. The epoch is the day: whatever is scheduled as differences all
 * the same is told anew from its beginning once a day.
 */
public final class OsqueryConfig {
  private static final String ADDRESS =
      "SELECT a.address AS local_ipv4 FROM routes r JOIN interface_addresses a ON a.interface = r.interface"
          + " WHERE r.destination = '0.0.0.0' AND a.address LIKE '%.%.%.%' LIMIT 1;";

  private OsqueryConfig() {}

  /** As JSON. Every copy of the service says the same at the same time. */
  public static ObjectNode of(Pack pack, Instant now) {
    ObjectNode config = LenientJson.object();
    config
        .putObject("options")
        .put("schedule_epoch", LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay())
        .put("schedule_splay_percent", 10);
    ObjectNode schedule = config.putObject("schedule");
    for (PackQuery query : pack.queries().values()) {
      ObjectNode one =
          schedule
              .putObject(query.name())
              .put("query", query.sql())
              .put("interval", query.intervalSeconds())
              .put("snapshot", true);
      String platform = query.platform().isEmpty() ? pack.platform() : query.platform();
      if (!platform.isEmpty()) {
        one.put("platform", platform);
      }
      if (!query.osquery().version().isEmpty()) {
        one.put("version", query.osquery().version());
      }
      if (query.osquery().shard() < 100) {
        one.put("shard", query.osquery().shard());
      }
    }
    ArrayNode decorators = config.putObject("decorators").putArray("always");
    decorators.add("SELECT uuid AS host_uuid, hostname FROM system_info;").add(ADDRESS);
    return config;
  }
}
