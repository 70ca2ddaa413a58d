package io.diffy.ondemand;

import io.diffy.schemas.Observation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sockets on which a broker of this process begins to listen while the host is asked: who looked at
 * the processes' descriptors before that sees sockets of nobody. Those of a known process are left
 * out with the process.
 *
 * @param ports all that were chosen so far
 */
record OwnSockets(Supplier<Set<String>> ports) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::ffff:127.0.0.1");

  Observation leaveOut(Observation answer) {
    Set<String> own = ports.get();
    List<Map<String, String>> rows =
        answer.rows().stream().filter(row -> !isOwn(row, own)).toList();
    return rows.size() == answer.rows().size() ? answer : answer.withRows(answer.part(), rows);
  }

  private static boolean isOwn(Map<String, String> row, Set<String> own) {
    return "-1".equals(row.get("pid"))
        && LOOPBACK.contains(row.getOrDefault("address", ""))
        && own.contains(row.getOrDefault("port", ""));
  }
}
