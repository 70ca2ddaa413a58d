package io.diffy.remote.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.Target;
import io.diffy.registry.KafkaPersistence;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.remote.topic.TopicFollower;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Has enrolled hosts answer through osquery's distributed API: what is asked, and what is answered,
 * goes over a topic that every copy of {@code diffy collector --tls} reads and writes.
 */
public final class OsqueryTlsCollection implements CollectionPlugin {
  public static final String SLUG = "osquery-tls";

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final ObservationCodec ANSWERS = new ObservationCodec();

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            SLUG,
            "osquery over TLS",
            "osqueryd's distributed queries, by diffy collector --tls.")
        .reading("topic-prefix");
  }

  @Override
  public List<String> plan(Order order, PluginContext context) {
    Map<String, PackQuery> queries = queries(order);
    return List.of(
        "%d queries would be handed to %d hosts as they ask for them, for at most %s"
            .formatted(queries.size(), asked(order).size(), order.patience()));
  }

  @Override
  public List<InstanceResult> collect(Order order, Listener listener, PluginContext context) {
    Map<String, PackQuery> queries = queries(order);
    List<Target> asked = asked(order);
    if (asked.isEmpty()) {
      throw new PluginFailure("none of the hosts can be asked");
    }
    Map<GroupKey, List<Target>> groups =
        asked.stream().collect(Collectors.groupingBy(target -> target.instance().group()));
    if (groups.size() > 1) {
      throw new PluginFailure(
          "hosts of several groups can't be asked at once; name one: " + groups.keySet());
    }
    Cluster cluster = KafkaPersistence.cluster(context);
    Instant begun = context.clock().instant();
    Ask ask =
        new Ask(
            order.runId(),
            asked.get(0).instance().group(),
            asked.stream().map(t -> t.instance().instanceId()).collect(Collectors.toSet()),
            queries.values().stream().collect(Collectors.toMap(PackQuery::name, PackQuery::sql)),
            begun.plus(order.patience()));
    Answers answers = new Answers(ask);
    try (AckedWriter writer = new AckedWriter(cluster);
        TopicFollower follower =
            TopicFollower.start(cluster, cluster.topics().asks(), answers::read, START)) {
      // An answer of this run that is there already, of one that was interrupted, counts.
      int unused = writer.write(List.of(ask.record(cluster.topics().asks())));
      int shown = -1;
      while (context.clock().instant().isBefore(ask.deadline()) && !context.stop().asked()) {
        int done = answers.done();
        if (done != shown) {
          shown = done;
          listener.progress(done, asked.size());
        }
        if (done == asked.size()) {
          break;
        }
        Waiting.pause(LOOK, "waiting for the answers of osqueryd");
      }
      unused = writer.write(List.of(ask.end(cluster.topics().asks())));
      boolean all = follower.catchUp(Duration.ofSeconds(10));
      if (!all) {
        context.notes().accept("the last answers could not be read from Kafka");
      }
    }
    Duration took = Duration.between(begun, context.clock().instant());
    List<InstanceResult> results =
        order.targets().stream()
            .map(target -> answers.result(target, order.patience(), took, context.stop().asked()))
            .toList();
    results.forEach(listener::done);
    return results;
  }

  private static Map<String, PackQuery> queries(Order order) {
    if (order.payload() instanceof DistributedQueries.Queries queries) {
      return queries.byName();
    }
    throw new PluginFailure(
        "%s runs no scripts; say --payload-plugin %s".formatted(SLUG, DistributedQueries.SLUG));
  }

  private static List<Target> asked(Order order) {
    return order.targets().stream().filter(Target::collectable).toList();
  }

  /** What came, by instance and then by query and part. */
  private static final class Answers {
    private final Ask ask;
    private final Map<String, Map<String, Observation>> byInstance = new TreeMap<>();
    private final Map<String, Long> bytes = new TreeMap<>();

    Answers(Ask ask) {
      this.ask = ask;
    }

    synchronized void read(ConsumerRecord<byte[], byte[]> record) {
      String key = new String(record.key(), UTF_8);
      if (!key.startsWith(Ask.ANSWER + ask.id() + "/") || record.value() == null) {
        return;
      }
      try {
        Observation answer = ANSWERS.decode(record.value());
        String instance = answer.instance().instanceId();
        // The first counts: a host whose answer got lost on the way back says it again.
        Object unused =
            byInstance.computeIfAbsent(instance, i -> new TreeMap<>()).putIfAbsent(key, answer);
        bytes.merge(instance, (long) record.value().length, Long::sum);
      } catch (MalformedRecord e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }

    synchronized int done() {
      return (int) ask.instances().stream().filter(this::isWhole).count();
    }

    private boolean isWhole(String instance) {
      Map<String, List<Observation>> byQuery =
          byInstance.getOrDefault(instance, Map.of()).values().stream()
              .collect(Collectors.groupingBy(Observation::query));
      return byQuery.keySet().containsAll(ask.queries().keySet())
          && byQuery.values().stream().allMatch(parts -> parts.size() >= parts.get(0).part().of());
    }

    synchronized InstanceResult result(
        Target target, Duration patience, Duration took, boolean stopped) {
      String id = target.instance().instanceId();
      List<Observation> given = new ArrayList<>(byInstance.getOrDefault(id, Map.of()).values());
      if (!target.collectable()) {
        return InstanceResult.without(target, InstanceOutcome.SKIPPED, target.skipped());
      }
      if (given.isEmpty()) {
        return stopped
            ? InstanceResult.without(target, InstanceOutcome.CANCELLED, "")
            : InstanceResult.without(
                target,
                InstanceOutcome.DEADLINE,
                "its osqueryd gave no answer within %d s".formatted(patience.toSeconds()));
      }
      if (given.stream().allMatch(answer -> answer.coverage() == Coverage.ERROR)) {
        return InstanceResult.without(
            target, InstanceOutcome.FAILED, "every query failed: " + given.get(0).error());
      }
      return new InstanceResult(
          target, InstanceOutcome.SUCCESS, "", given, bytes.getOrDefault(id, 0L), took);
    }
  }
}
