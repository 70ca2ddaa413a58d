package io.diffy.remote.enroll;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.remote.topic.LenientJson;
import io.diffy.remote.topic.TopicFollower;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Secrets and enrolled hosts as the topic has them, which is the same for every copy of the
 * service: one partition has one order. Of several keys of one instance the last counts.
 */
public final class Enrollments implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final String SECRET = "secret/";
  private static final String NODE = "node/";

  private final String topic;
  private final AckedWriter writer;
  private final Map<String, EnrollSecret> secrets = new ConcurrentHashMap<>();
  private final Map<String, EnrolledNode> nodes = new ConcurrentHashMap<>();
  private final Map<String, String> keysByPlace = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> placesByName = new ConcurrentHashMap<>();
  private final TopicFollower follower;

  /** Reads the topic; returns when it knows what is there. */
  public Enrollments(Cluster cluster, AckedWriter writer) {
    this.topic = cluster.topics().enrollments().name();
    this.writer = writer;
    this.follower = TopicFollower.start(cluster, cluster.topics().enrollments(), this::read, START);
  }

  /**
   * Whose key this is. Before it is nobody's, everything is read that another copy may have
   * written; empty Optional where it is nobody's all the same.
   *
   * @throws IllegalStateException when nobody can say now
   */
  public Optional<EnrolledNode> node(String key) {
    return find(nodes, SecretText.hash(key));
  }

  /** What this secret is for, if anything. */
  public Optional<EnrollSecret> secret(String text) {
    return find(secrets, SecretText.hash(text));
  }

  private <T> Optional<T> find(Map<String, T> known, String hash) {
    T found = known.get(hash);
    if (found == null) {
      refresh();
      found = known.get(hash);
    }
    return Optional.ofNullable(found);
  }

  /** Knows from now on what was written before. */
  public void refresh() {
    if (!follower.catchUp(CATCH_UP)) {
      throw new IllegalStateException("the enrolments can't be read from Kafka now");
    }
  }

  /** By group, then by time. */
  public List<EnrollSecret> secrets() {
    return secrets.values().stream()
        .sorted(
            Comparator.comparing(EnrollSecret::group)
                .thenComparing(EnrollSecret::createdAt)
                .thenComparing(EnrollSecret::id))
        .toList();
  }

  /** Of the group, by instance. */
  public List<EnrolledNode> nodes(GroupKey group) {
    return all().stream().filter(node -> node.instance().group().equals(group)).toList();
  }

  /** All, by instance. */
  public List<EnrolledNode> all() {
    return nodes.values().stream()
        .sorted(Comparator.comparing((EnrolledNode node) -> node.instance().instanceId()))
        .toList();
  }

  /** Who speaks for this instance. */
  Optional<EnrolledNode> at(Instance instance) {
    return Optional.ofNullable(keysByPlace.get(EnrolledNode.place(instance))).map(nodes::get);
  }

  /** Whether a name is that of another enrolled host, and not of this one. */
  public boolean isAnother(String name, EnrolledNode own) {
    Set<String> places = placesByName.getOrDefault(name, Set.of());
    return !places.isEmpty() && !places.contains(own.place());
  }

  /** Keeps a secret, or changes it. */
  public void put(EnrollSecret secret) {
    write(List.of(record(SECRET + secret.id(), secret.bytes())));
    secrets.put(secret.hash(), secret);
  }

  /** Takes a secret back. */
  public void remove(EnrollSecret secret) {
    write(List.of(record(SECRET + secret.id(), null)));
    secrets.remove(secret.hash());
  }

  /** Keeps a host; an older key of it is nobody's from now on. */
  public void put(EnrolledNode node) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(record(NODE + node.keyHash(), node.bytes()));
    at(node.instance())
        .filter(old -> !old.keyHash().equals(node.keyHash()))
        .ifPresent(old -> records.add(record(NODE + old.keyHash(), null)));
    write(records);
    apply(node);
  }

  /** Its key is nobody's from now on. */
  public void remove(EnrolledNode node) {
    write(List.of(record(NODE + node.keyHash(), null)));
    forget(node.keyHash());
  }

  /** Who was silent for so long is gone: else what autoscaling made would stay for ever. */
  public void forgetSilentSince(Instant time) {
    all().stream().filter(node -> node.heardAt().isBefore(time)).forEach(this::remove);
  }

  private void write(List<ProducerRecord<byte[], byte[]>> records) {
    int unused = writer.write(records);
  }

  private ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
    return new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), value);
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), UTF_8);
    if (key.startsWith(NODE)) {
      if (record.value() == null) {
        forget(key.substring(NODE.length()));
      } else {
        apply(EnrolledNode.of(LenientJson.record(record.value())));
      }
    } else if (key.startsWith(SECRET)) {
      secrets.values().removeIf(secret -> key.equals(SECRET + secret.id()));
      if (record.value() != null) {
        EnrollSecret secret = EnrollSecret.of(LenientJson.record(record.value()));
        secrets.put(secret.hash(), secret);
      }
    }
  }

  private synchronized void apply(EnrolledNode node) {
    EnrolledNode known = nodes.get(node.keyHash());
    if (known == null) {
      String older = keysByPlace.put(node.place(), node.keyHash());
      if (older != null) {
        forget(older);
        keysByPlace.put(node.place(), node.keyHash());
      }
      node.names()
          .forEach(name -> placesByName.computeIfAbsent(name, n -> names()).add(node.place()));
    }
    // What this copy wrote comes back from the topic after it may have written more.
    if (known == null || !node.heardAt().isBefore(known.heardAt())) {
      nodes.put(node.keyHash(), node);
    }
  }

  private static Set<String> names() {
    return ConcurrentHashMap.newKeySet();
  }

  private synchronized void forget(String keyHash) {
    EnrolledNode node = nodes.remove(keyHash);
    if (node != null && keysByPlace.remove(node.place(), keyHash)) {
      for (String name : node.names()) {
        Set<String> places = placesByName.getOrDefault(name, new HashSet<>());
        places.remove(node.place());
        if (places.isEmpty()) {
          placesByName.remove(name);
        }
      }
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
