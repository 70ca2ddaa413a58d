package io.diffy.remote.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.agent.collect.Outgoing;
import io.diffy.cluster.Cluster;
import io.diffy.remote.enroll.EnrolledNode;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.remote.topic.LenientJson;
import io.diffy.remote.topic.TopicFollower;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What is asked now, and who has answered, as the topic has it: any copy of the service hands out
 * what is open and takes answers.
 */
public final class OpenAsks implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final int MOST_REMEMBERED = 1_000;

  private final Topic<byte[]> topic;
  private final AckedWriter writer;
  private final Clock clock;
  private final Map<String, Ask> open = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> answered = new ConcurrentHashMap<>();
  private final TopicFollower follower;

  /** Reads the topic; returns when it knows what is there. */
  public OpenAsks(Cluster cluster, AckedWriter writer, Clock clock) {
    this.topic = cluster.topics().asks();
    this.writer = writer;
    this.clock = clock;
    this.follower = TopicFollower.start(cluster, topic, this::read, START);
  }

  /** SQL for a host, by the id under which it is to answer; empty: nothing. */
  public Map<String, String> of(EnrolledNode node) {
    Map<String, String> queries = new TreeMap<>();
    String instance = node.instance().instanceId();
    for (Ask ask : open.values()) {
      if (isAsked(ask, node)) {
        ask.queries()
            .forEach(
                (name, sql) -> {
                  if (!has(ask, instance, name)) {
                    queries.put(ask.id() + "/" + name, sql);
                  }
                });
      }
    }
    return queries;
  }

  /**
   * Keeps what a host says that it was asked. What it was not asked, or has answered, is left out.
   *
   * @param body of osqueryd's distributed write
   * @return how many of its answers were kept
   */
  public int answer(EnrolledNode node, JsonNode body) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    int kept = 0;
    Set<String> ids = new TreeSet<>();
    body.path("queries").fieldNames().forEachRemaining(ids::add);
    body.path("statuses").fieldNames().forEachRemaining(ids::add);
    if (ids.stream().anyMatch(id -> !open.containsKey(run(id)))) {
      // Another copy may have handed it out before this one has read of it.
      boolean unused = follower.catchUp(CATCH_UP);
    }
    for (String id : ids) {
      int slash = id.indexOf('/');
      Ask ask = open.get(run(id));
      String query = id.substring(slash + 1);
      if (ask != null
          && isAsked(ask, node)
          && ask.queries().containsKey(query)
          && !has(ask, node.instance().instanceId(), query)) {
        kept++;
        for (Observation part : Outgoing.of(answer(node.instance(), query, id, body))) {
          records.add(ask.answer(topic, part));
        }
      }
    }
    int unused = writer.write(records);
    return kept;
  }

  /** Which run an id is of: what stands before the name of the query. */
  private static String run(String id) {
    return id.substring(0, Math.max(0, id.indexOf('/')));
  }

  private Observation answer(Instance instance, String query, String id, JsonNode body) {
    Instant now = clock.instant();
    if (body.path("statuses").path(id).asInt(0) != 0) {
      String message = body.path("messages").path(id).asText();
      return Observation.failed(
          instance, query, now, message.isEmpty() ? "osqueryd could not answer it" : message);
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (JsonNode row : body.path("queries").path(id)) {
      Map<String, String> cells = new LinkedHashMap<>();
      row.properties().forEach(cell -> cells.put(cell.getKey(), cell.getValue().asText()));
      rows.add(cells);
    }
    return Observation.of(instance, query, now, rows);
  }

  private boolean isAsked(Ask ask, EnrolledNode node) {
    return ask.group().equals(node.instance().group())
        && ask.instances().contains(node.instance().instanceId())
        && clock.instant().isBefore(ask.deadline());
  }

  private boolean has(Ask ask, String instance, String query) {
    return answered
        .getOrDefault(ask.id(), Set.of())
        .contains(Ask.answerKey(ask.id(), instance, query));
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), UTF_8);
    if (key.startsWith(Ask.ANSWER)) {
      String id = key.substring(Ask.ANSWER.length(), key.indexOf('/', Ask.ANSWER.length()));
      answered
          .computeIfAbsent(id, any -> ConcurrentHashMap.newKeySet())
          .add(key.substring(0, key.lastIndexOf('/') + 1));
      return;
    }
    String id = key.substring(Ask.ASK.length());
    if (record.value() == null) {
      open.remove(id);
    } else {
      Ask ask = Ask.of(LenientJson.record(record.value()));
      open.put(ask.id(), ask);
    }
    Instant now = clock.instant();
    open.values().removeIf(ask -> ask.deadline().isBefore(now));
    if (answered.size() > MOST_REMEMBERED) {
      answered.keySet().retainAll(open.keySet());
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
