package io.diffy.acceptance.faults;

import io.diffy.acceptance.FreePorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * Kafka brokers with their controllers, each a process of its own with a folder of its own,
 * numbered from 1. Of three there are three replicas of everything, of which two must have a record
 * before it counts.
 */
public final class Brokers implements AutoCloseable {
  static final int COUNT = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final int count;
  private final List<Integer> clientPorts;
  private final List<Integer> controllerPorts;
  private final List<Jvm> brokers = new ArrayList<>();

  private Brokers(Path folder, int count) throws IOException {
    this.folder = folder;
    this.count = count;
    List<Integer> ports = FreePorts.of(2 * count);
    clientPorts = ports.subList(0, count);
    controllerPorts = ports.subList(count, 2 * count);
  }

  /** Formats and starts all three; returns when they work together. */
  static Brokers start(Path folder) throws Exception {
    return start(folder, COUNT);
  }

  /** Formats and starts so many; returns when they work together. */
  public static Brokers start(Path folder, int count) throws Exception {
    Brokers brokers = new Brokers(folder, count);
    String cluster = Uuid.randomUuid().toString();
    for (int id = 1; id <= count; id++) {
      brokers.prepare(id, cluster);
      brokers.brokers.add(brokers.launch(id));
    }
    brokers.awaitWhole();
    return brokers;
  }

  public String bootstrapServers() {
    return clientPorts.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
  }

  /** The process of a broker. */
  Jvm broker(int id) {
    return brokers.get(id - 1);
  }

  /** Starts one that is dead. */
  void restart(int id) throws IOException {
    brokers.set(id - 1, launch(id));
  }

  /** Which of them leads the controllers now. */
  int controller() throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeMetadataQuorum()
          .quorumInfo()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .leaderId();
    }
  }

  /** Which of them leads this partition. */
  int leader(String topic, int partition) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .partitions()
          .get(partition)
          .leader()
          .id();
    }
  }

  /** Returns when all are there and every partition has all its replicas. */
  void awaitWhole() throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = admin()) {
      while (!whole(admin)) {
        if (System.nanoTime() > end) {
          throw new AssertionError("the brokers were not whole within " + PATIENCE.toSeconds());
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  public Admin admin() {
    return Admin.create(
        Map.of("bootstrap.servers", bootstrapServers(), "default.api.timeout.ms", "120000"));
  }

  @Override
  public void close() {
    brokers.forEach(Jvm::close);
  }

  private boolean whole(Admin admin) throws InterruptedException {
    try {
      if (admin.describeCluster().nodes().get().size() < count) {
        return false;
      }
      List<String> names =
          List.copyOf(admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get());
      return admin.describeTopics(names).allTopicNames().get().values().stream()
          .map(TopicDescription::partitions)
          .flatMap(List::stream)
          .allMatch(partition -> partition.isr().size() == count);
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  private Jvm launch(int id) throws IOException {
    return Jvm.start(home(id), List.of("kafka.Kafka", properties(id).toString()));
  }

  private void prepare(int id, String cluster) throws Exception {
    Path data = Files.createDirectories(home(id).resolve("data"));
    try (Writer writer = Files.newBufferedWriter(properties(id))) {
      settings(id, data).store(writer, null);
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(id)
        .setClusterId(cluster)
        .setDirectories(List.of(data.toString()))
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(data.toString())
        .run();
  }

  private Properties settings(int id, Path data) {
    String enough = Integer.toString(Math.min(2, count));
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(id));
    p.setProperty(
        "controller.quorum.voters",
        IntStream.rangeClosed(1, count)
            .mapToObj(voter -> voter + "@" + HOST + ":" + controllerPorts.get(voter - 1))
            .collect(Collectors.joining(",")));
    p.setProperty(
        "listeners",
        "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d"
            .formatted(HOST, clientPorts.get(id - 1), controllerPorts.get(id - 1)));
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("log.dirs", data.toString());
    p.setProperty("default.replication.factor", Integer.toString(count));
    p.setProperty("min.insync.replicas", enough);
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("message.max.bytes", Integer.toString(12 * 1024 * 1024));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(12 * 1024 * 1024));
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      p.setProperty(topic + ".replication.factor", Integer.toString(count));
      // Of 50 each, which are the default, most would only cost start time.
      p.setProperty(topic + ".num.partitions", "6");
    }
    p.setProperty("transaction.state.log.min.isr", enough);
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
    return p;
  }

  private Path home(int id) {
    return folder.resolve("broker-" + id);
  }

  private Path properties(int id) {
    return home(id).resolve("server.properties");
  }
}
