package io.diffy.remote.intake;

import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.osquerylog.QueryNames;
import io.diffy.remote.enroll.EnrolledNode;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The logs of the hosts that were heard of last. What is forgotten of one makes its next
 * differences {@code truncated} until its osqueryd begins a new epoch; snapshots need nothing kept.
 */
final class HostLogs {
  private static final int MOST_HOSTS = 20_000;
  private static final long MOST_OF_A_HOST = 32L << 20;
  private static final long MOST = 256L << 20;

  private final QueryNames names;
  private final Consumer<BadLine> badLines;
  private final Map<String, HostLog> logs = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Long> sizes = new LinkedHashMap<>();
  private long size;

  HostLogs(QueryNames names, Consumer<BadLine> badLines) {
    this.names = names;
    this.badLines = badLines;
  }

  /** The host's, until {@link #keep} decides whether it stays. */
  synchronized HostLog of(EnrolledNode node) {
    return logs.computeIfAbsent(node.keyHash(), key -> new HostLog(node, names, badLines));
  }

  /** After each reading: nobody's memory may grow without end, and all together not either. */
  synchronized void keep(EnrolledNode node, HostLog log) {
    if (logs.get(node.keyHash()) != log) {
      return;
    }
    Long before = sizes.put(node.keyHash(), log.size());
    size += log.size() - (before == null ? 0 : before);
    if (log.size() > MOST_OF_A_HOST) {
      forget(node.keyHash());
    }
    Iterator<String> eldest = logs.keySet().iterator();
    while ((size > MOST || logs.size() > MOST_HOSTS) && eldest.hasNext()) {
      String key = eldest.next();
      eldest.remove();
      forgetSize(key);
    }
  }

  private void forget(String key) {
    HostLog unused = logs.remove(key);
    forgetSize(key);
  }

  private void forgetSize(String key) {
    Long was = sizes.remove(key);
    size -= was == null ? 0 : was;
  }
}
