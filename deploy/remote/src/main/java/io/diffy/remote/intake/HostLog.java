package io.diffy.remote.intake;

import io.diffy.osquerylog.OsquerydLog;
import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.osquerylog.QueryNames;
import io.diffy.remote.enroll.EnrolledNode;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.pack.PackQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The log of one enrolled host, as one copy of the service sees it. Its lines are about this host,
 * whatever they say. Of differences it keeps what the rows are; lines that osqueryd sends again,
 * because it never heard that they arrived, are told by standing at the beginning of what comes.
 *
 * <p>For one thread at a time.
 */
final class HostLog {
  /** More scheduled queries than this are taken by the names they come under. */
  private static final int MOST_NAMES = 1_000;

  private static final int MOST_CLAIMS = 100;
  private static final long SECONDS_OF_A_DAY = 86_400;

  /** Who reads of it knows nothing of copies yet. */
  static final String ELSEWHERE =
      " (it went to another copy of the TLS endpoint, or came before this one started); whole again with the host's next epoch";

  private final EnrolledNode node;
  private final QueryNames names;
  private final OsquerydLog log;
  private final Set<String> scheduled = new HashSet<>();
  private Map<String, PackQuery> meant = Map.of();
  private final Map<String, Told> told = new HashMap<>();
  private final Set<String> claims = new TreeSet<>();
  private final List<Observation> unsent = new ArrayList<>();
  private List<Long> last = List.of();
  private int cut;
  private long differences;
  private long day;

  /** The last answer to a query: its time, how often it was told, its rows. */
  private record Told(Instant at, int times, int rows) {}

  HostLog(EnrolledNode node, QueryNames names, Consumer<BadLine> badLines) {
    this.node = node;
    this.names = names;
    this.log =
        new OsquerydLog(
            this::instance,
            names,
            (answer, snapshot) -> unsent.add(named(latest(told(answer)))),
            badLines);
  }

  /**
   * Reads what came in one request.
   *
   * @return how many lines were new
   */
  int read(List<String> lines, Instant now) {
    long today = now.getEpochSecond() / SECONDS_OF_A_DAY;
    // With the day the epoch moves, and rows of the last one give way to those of the next.
    differences = today == day ? differences : 0;
    day = today;
    List<Long> prints = lines.stream().map(HostLog::print).toList();
    boolean again =
        !last.isEmpty()
            && prints.size() >= last.size()
            && prints.subList(0, last.size()).equals(last);
    int from = again ? last.size() : 0;
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i);
      log.line(node.instance().instanceId(), i + 1L, line);
      if (!line.contains("\"snapshot\":")) {
        differences += line.length();
      }
    }
    // A run has no mark at its end, and what is acknowledged must not wait in memory for one.
    log.flush();
    last = prints;
    return lines.size() - from;
  }

  /** What was made of the lines and is not known to be kept. */
  List<Observation> unsent() {
    return unsent;
  }

  /** All that was made is kept. */
  void sent() {
    unsent.clear();
  }

  /** About how much is kept in memory, in bytes: rows of differences, prints of lines, names. */
  long size() {
    return 2 * differences + 24L * last.size() + 500L * told.size();
  }

  /** Names in lines that are not the host's own, since the last call. */
  Set<String> claims() {
    Set<String> all = Set.copyOf(claims);
    claims.clear();
    return all;
  }

  /** This host, wherever it came from; what nobody verified may be its own word. */
  private Instance instance(String hostIdentifier, Map<String, String> decorations) {
    claim(hostIdentifier);
    for (String name : List.of("instance_id", "host_uuid", "uuid")) {
      claim(decorations.getOrDefault(name, ""));
    }
    Instance own = node.instance();
    String group = decorations.getOrDefault("asg", "");
    if (!group.isBlank() && !own.group().isNamed(group)) {
      claims.add("group " + group);
    }
    if (node.proven()) {
      return own;
    }
    return new Instance(
        own.group(),
        own.instanceId(),
        new Cohort(
            decorations.getOrDefault("ami_id", ""),
            decorations.getOrDefault("launch_version", ""),
            decorations.getOrDefault("instance_type", "")),
        new Address(
            decorations.getOrDefault("availability_zone", ""),
            decorations.getOrDefault("hostname", own.hostname()),
            decorations.getOrDefault("local_ipv4", "")));
  }

  private void claim(String name) {
    boolean own =
        name.isBlank() || node.names().contains(name) || name.equals(node.instance().hostname());
    if (!own && claims.size() < MOST_CLAIMS) {
      claims.add(name);
    }
  }

  /** What this copy did not get is not lost to the host, who logs it all again in a new epoch. */
  private Observation told(Observation answer) {
    if (!OsquerydLog.lacksRuns(answer)) {
      return answer;
    }
    cut++;
    return answer.with(new Status(Coverage.TRUNCATED, answer.error() + ELSEWHERE));
  }

  /** How many answers lacked what this copy did not get, since the last call. */
  int cut() {
    int all = cut;
    cut = 0;
    return all;
  }

  /**
   * The answer, a moment later where the rest of a run came in another request: the last one told
   * must win over those of the same second that lacked it.
   */
  private Observation latest(Observation answer) {
    int rows = answer.rows().hashCode();
    Told before = told.get(answer.query());
    boolean goesOn = before != null && before.at().equals(answer.collectedAt());
    int times = !goesOn ? 0 : before.rows() == rows ? before.times() : before.times() + 1;
    told.put(answer.query(), new Told(answer.collectedAt(), times, rows));
    return answer.at(answer.collectedAt().plusMillis(Math.min(times, 999)));
  }

  /** Under the query's own name, which two scheduled names never share. */
  private Observation named(Observation answer) {
    if (scheduled.size() < MOST_NAMES && scheduled.add(answer.query())) {
      meant = names.all(scheduled);
    }
    PackQuery query = meant.get(answer.query());
    return query == null ? answer : answer.named(query.name(), query.intervalSeconds());
  }

  private static long print(String line) {
    long print = line.length();
    for (int i = 0; i < line.length(); i++) {
      print = print * 1_099_511_628_211L + line.charAt(i);
    }
    return print;
  }
}
