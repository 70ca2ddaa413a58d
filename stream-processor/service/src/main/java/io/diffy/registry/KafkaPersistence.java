package io.diffy.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicReader;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Keeps documents on the topics that are there anyway, line by line. Its limits follow from that:
 *
 * <ul>
 *   <li>results are kept under group and run, which they carry as their round, and as long as the
 *       observations topic keeps them (7 days)
 *   <li>of the baselines of a group only the newest stand; what follows the group in a key is not
 *       looked at
 *   <li>a document comes back as the contract writes its lines, in the order of the topic
 *   <li>reading reads the whole topic
 * </ul>
 */
public final class KafkaPersistence implements PersistencePlugin {
  static final String KAFKA = "kafka.";
  static final String TOPIC_PREFIX = "topic-prefix";

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            "kafka",
            "Kafka topics",
            "Results on the observations topic, baselines on the baselines topic.")
        .reading(TOPIC_PREFIX);
  }

  @Override
  public void save(Shelf shelf, List<String> key, byte[] document, PluginContext context) {
    Cluster cluster = cluster(context);
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      if (shelf == Shelf.BASELINES) {
        lines(document, cluster.topics().baselines().codec())
            .forEach(baseline -> writer.write(records.baseline(baseline)));
      } else {
        String run = runOf(key);
        lines(document, cluster.topics().observations().codec())
            .forEach(answer -> writer.write(records.observation(answer.withRound(run))));
      }
      writer.flush();
    }
  }

  @Override
  public Optional<byte[]> get(Shelf shelf, List<String> key, PluginContext context) {
    List<String> kept = shelf == Shelf.BASELINES ? key.subList(0, 1) : key;
    return Optional.ofNullable(documents(shelf, kept, context).get(String.join("/", kept)))
        .map(Document::bytes);
  }

  @Override
  public void getAll(
      Shelf shelf,
      List<String> prefix,
      BiConsumer<List<String>, byte[]> each,
      PluginContext context) {
    documents(shelf, prefix, context)
        .values()
        .forEach(document -> each.accept(document.key, document.bytes()));
  }

  private static Map<String, Document> documents(
      Shelf shelf, List<String> prefix, PluginContext context) {
    Cluster cluster = cluster(context);
    Map<String, Document> documents = new TreeMap<>();
    if (shelf == Shelf.BASELINES) {
      Codec<Baseline> codec = cluster.topics().baselines().codec();
      for (Baseline baseline : TopicReader.latest(cluster, cluster.topics().baselines())) {
        List<String> key = List.of(SavedRun.part(baseline.group().toString()));
        add(documents, prefix, key, codec.encode(baseline));
      }
    } else {
      Codec<Observation> codec = cluster.topics().observations().codec();
      TopicReader.readAll(
          cluster,
          cluster.topics().observations(),
          answer -> {
            if (!answer.roundId().isEmpty()) {
              String group = SavedRun.part(answer.instance().group().toString());
              add(documents, prefix, List.of(group, answer.roundId()), codec.encode(answer));
            }
          });
    }
    return documents;
  }

  private static void add(
      Map<String, Document> documents, List<String> prefix, List<String> key, byte[] line) {
    if (prefix.size() <= key.size() && key.subList(0, prefix.size()).equals(prefix)) {
      documents
          .computeIfAbsent(String.join("/", key), k -> new Document(key, new ArrayList<>()))
          .lines
          .add(new String(line, UTF_8));
    }
  }

  private static <T> List<T> lines(byte[] document, Codec<T> codec) {
    List<T> values = new ArrayList<>();
    for (String line : new String(document, UTF_8).lines().toList()) {
      try {
        values.add(codec.decode(line.getBytes(UTF_8)));
      } catch (MalformedRecord e) {
        throw new PluginFailure(
            "line %d can't be kept on a topic: %s".formatted(values.size() + 1, e.getMessage()), e);
      }
    }
    return values;
  }

  private static String runOf(List<String> key) {
    if (key.size() < 2) {
      throw new PluginFailure("results are kept under group and run; the key has no run");
    }
    return key.get(1);
  }

  /** The Kafka that a plugin is given; throws where it is given none. */
  public static Cluster cluster(PluginContext context) {
    Map<String, String> clients = new TreeMap<>();
    for (Map.Entry<String, String> setting : context.settings().entrySet()) {
      if (setting.getKey().startsWith(KAFKA)) {
        clients.put(setting.getKey().substring(KAFKA.length()), setting.getValue());
      }
    }
    if (!clients.containsKey("bootstrap.servers")) {
      throw new PluginFailure("no Kafka is named; set kafka.bootstrap.servers");
    }
    return Cluster.given(clients, context.setting(TOPIC_PREFIX, "diffy"));
  }

  private record Document(List<String> key, List<String> lines) {
    byte[] bytes() {
      return (String.join("\n", lines) + "\n").getBytes(UTF_8);
    }
  }
}
