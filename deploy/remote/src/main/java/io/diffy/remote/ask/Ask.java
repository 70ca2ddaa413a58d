package io.diffy.remote.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.remote.topic.LenientJson;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What hosts of a group are asked on demand.
 *
 * @param id of the run: letters, digits and dashes
 * @param instances who is asked
 * @param queries the SQL by the name of the query
 * @param deadline until when it is handed out
 */
public record Ask(
    String id,
    GroupKey group,
    Set<String> instances,
    Map<String, String> queries,
    Instant deadline) {
  static final String ASK = "ask/";
  static final String ANSWER = "answer/";
  private static final ObservationCodec ANSWERS = new ObservationCodec();

  public Ask {
    instances = Set.copyOf(instances);
    queries = Map.copyOf(queries);
  }

  /** Opens it, for all copies of the service. */
  public ProducerRecord<byte[], byte[]> record(Topic<byte[]> asks) {
    ObjectNode node =
        LenientJson.object()
            .put("id", id)
            .put("group", group.toString())
            .put("deadline", deadline.toString());
    ArrayNode asked = node.putArray("instances");
    new TreeSet<>(instances).forEach(asked::add);
    ObjectNode sql = node.putObject("queries");
    new TreeMap<>(queries).forEach(sql::put);
    return record(asks, group, ASK + id, node.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Ends it, whoever has answered. */
  public ProducerRecord<byte[], byte[]> end(Topic<byte[]> asks) {
    return record(asks, group, ASK + id, null);
  }

  /** Keeps an answer, or a part of one, of a host. */
  public ProducerRecord<byte[], byte[]> answer(Topic<byte[]> asks, Observation answer) {
    return record(
        asks,
        group,
        answerKey(id, answer.instance().instanceId(), answer.query()) + answer.part().number(),
        ANSWERS.encode(answer));
  }

  /** What begins the keys of all parts of an answer. */
  static String answerKey(String id, String instance, String query) {
    return ANSWER + id + "/" + part(instance) + "/" + part(query) + "/";
  }

  static Ask of(JsonNode node) {
    Set<String> instances = new TreeSet<>();
    node.path("instances").forEach(one -> instances.add(one.asText()));
    Map<String, String> queries = new TreeMap<>();
    node.path("queries")
        .properties()
        .forEach(one -> queries.put(one.getKey(), one.getValue().asText()));
    return new Ask(
        node.path("id").asText(),
        GroupKey.parse(node.path("group").asText()),
        instances,
        queries,
        Instant.parse(node.path("deadline").asText()));
  }

  private static ProducerRecord<byte[], byte[]> record(
      Topic<byte[]> asks, GroupKey group, String key, byte[] value) {
    return new ProducerRecord<>(
        asks.name(),
        Partitioning.of(group.toString(), asks.partitions()),
        key.getBytes(StandardCharsets.UTF_8),
        value);
  }

  /** Names may hold what divides parts. */
  private static String part(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }
}
