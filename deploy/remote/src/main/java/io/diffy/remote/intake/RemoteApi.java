package io.diffy.remote.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.agent.collect.Outgoing;
import io.diffy.osquerylog.QueryNames;
import io.diffy.remote.ask.OpenAsks;
import io.diffy.remote.enroll.EnrolledNode;
import io.diffy.remote.enroll.Enrolling;
import io.diffy.remote.enroll.Enrollments;
import io.diffy.remote.intake.RemoteCounts.What;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.remote.topic.LenientJson;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.topic.Records;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * osquery's remote API: enrol, config, log, distributed read and write. Who shows a node key speaks
 * for its instance; a log is acknowledged when Kafka has what was made of it.
 */
final class RemoteApi {
  /** What the endpoint saw of a host, as a query's answer: whom else it claimed to be. */
  static final String CLAIMS = "osquery_claims";

  private static final Duration HEARD = Duration.ofHours(1);
  private static final int ACCELERATED = 60;

  private final Enrollments enrollments;
  private final Enrolling enrolling;
  private final OpenAsks asks;
  private final AckedWriter writer;
  private final Records records;
  private final Pack pack;
  private final Clock clock;
  private final RemoteCounts counts;
  private final Allowance allowed;
  private final HostLogs logs;

  /**
   * @param perSecond requests of one host
   */
  RemoteApi(
      Enrollments enrollments,
      Enrolling enrolling,
      OpenAsks asks,
      AckedWriter writer,
      Records records,
      Pack pack,
      Clock clock,
      RemoteCounts counts,
      int perSecond) {
    this.enrollments = enrollments;
    this.enrolling = enrolling;
    this.asks = asks;
    this.writer = writer;
    this.records = records;
    this.pack = pack;
    this.clock = clock;
    this.counts = counts;
    this.allowed = new Allowance(perSecond, perSecond * 6.0);
    this.logs = new HostLogs(new QueryNames(List.of(pack)), bad -> counts.add(What.BAD_LINES));
  }

  /** Lets a host in, or says why not. */
  RemoteReply enroll(String body) throws IOException {
    JsonNode request = LenientJson.tree(body);
    try {
      String key = enrolling.enroll(request);
      counts.add(What.ENROLLED);
      return RemoteReply.ok(LenientJson.object().put("node_key", key).put("node_invalid", false));
    } catch (Enrolling.Refused refused) {
      counts.add(What.ENROLMENTS_REFUSED);
      return new RemoteReply(
          401, LenientJson.object().put("node_invalid", true).put("error", refused.getMessage()));
    }
  }

  /** What to ask and how often. */
  RemoteReply config(EnrolledNode node) {
    counts.add(What.CONFIGS);
    return RemoteReply.ok(OsqueryConfig.of(pack, clock.instant()).put("node_invalid", false));
  }

  /** Takes lines of a log. */
  RemoteReply log(EnrolledNode node, LogBody body) {
    counts.add(What.LOGS);
    if (!body.logType().equals("result")) {
      counts.add(What.STATUS_LINES, body.lines().size());
      return RemoteReply.ok();
    }
    HostLog log = logs.of(node);
    synchronized (log) {
      int fresh = log.read(body.lines(), clock.instant());
      counts.add(What.LINES, fresh);
      counts.add(What.REPEATED_LINES, body.lines().size() - (long) fresh);
      counts.add(What.CUT_OFF, log.cut());
      note(node, log.claims());
      publish(log.unsent());
      log.sent();
    }
    logs.keep(node, log);
    return RemoteReply.ok();
  }

  /** What is asked on demand. */
  RemoteReply read(EnrolledNode node) {
    Map<String, String> queries = asks.of(node);
    ObjectNode reply = LenientJson.object();
    ObjectNode sql = reply.putObject("queries");
    queries.forEach(sql::put);
    if (!queries.isEmpty()) {
      reply.put("accelerate", ACCELERATED);
    }
    return RemoteReply.ok(reply.put("node_invalid", false));
  }

  /** Takes answers to what was asked on demand. */
  RemoteReply write(EnrolledNode node, JsonNode body) {
    counts.add(What.ANSWERS, asks.answer(node, body));
    return RemoteReply.ok();
  }

  /** Whose key it is; he has been heard of, and is told once an hour. */
  Optional<EnrolledNode> node(String key) {
    Optional<EnrolledNode> found = key.isEmpty() ? Optional.empty() : enrollments.node(key);
    if (found.isEmpty()) {
      counts.add(What.UNKNOWN_KEYS);
      return found;
    }
    EnrolledNode node = found.get();
    enrolling.isUsed(node);
    Instant now = clock.instant();
    if (node.enrolledAt().equals(node.heardAt()) || node.heardAt().isBefore(now.minus(HEARD))) {
      EnrolledNode heard = node.heard(now);
      enrollments.put(heard);
      publish(List.of(claims(heard, now)));
    }
    return found;
  }

  /** Whether the host does not ask too much. */
  boolean allows(EnrolledNode node) {
    return allowed.take(node.keyHash());
  }

  /** What a host said of whom it is does not count; that it named a neighbour does. */
  private void note(EnrolledNode seen, Set<String> claims) {
    counts.add(What.CLAIMS, claims.size());
    Instant now = clock.instant();
    EnrolledNode node = seen;
    Set<String> known = new HashSet<>(seen.namedSince(now));
    for (String name : claims) {
      if (enrollments.isAnother(name, seen)) {
        counts.add(What.NEIGHBOURS_NAMED);
        node = known.add(name) ? node.naming(name, now) : node;
      }
    }
    if (!node.named().equals(seen.named())) {
      enrollments.put(node);
      publish(List.of(claims(node, now)));
    }
  }

  private static Observation claims(EnrolledNode node, Instant now) {
    List<Map<String, String>> rows =
        node.namedSince(now).stream().sorted().map(name -> Map.of("claimed_to_be", name)).toList();
    return Observation.of(node.instance(), CLAIMS, now, rows).withInterval((int) HEARD.toSeconds());
  }

  private void publish(List<Observation> observations) {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    for (Observation observation : observations) {
      Outgoing.of(observation).forEach(part -> all.add(records.observation(part)));
    }
    counts.add(What.TOO_LARGE, writer.write(all));
    counts.add(What.OBSERVATIONS, observations.size());
  }
}
