package io.diffy.cluster;

import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.service.BrokerStarter.LocalBroker;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.Waiting;
import io.diffy.settings.judging.TrustSettings;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The Kafka a command talks to: a given one, the one another command runs over the data folder, or
 * one started here that stops with the command.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration OTHER_COMMAND = Duration.ofSeconds(90);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Map<String, String> kafka;
  private final Topics topics;
  private final String applicationId;
  private final TrustPolicy signatures;
  private TrustPolicy trust;
  private final Path state;
  private final boolean startedHere;
  private final List<AutoCloseable> owned;

  private Cluster(
      Map<String, String> kafka,
      ClusterOptions options,
      int partitions,
      TrustPolicy trust,
      Path state,
      boolean startedHere,
      List<AutoCloseable> owned) {
    this.kafka = kafka;
    this.topics = new Topics(options.topicPrefix(), partitions, options.findingsState);
    this.applicationId = options.topicPrefix + "-processor";
    this.signatures = trust;
    this.state = state;
    this.startedHere = startedHere;
    this.owned = owned;
  }

  /** For a command that ends by itself. */
  public static Cluster open(ClusterOptions options, CommandContext context, Progress progress) {
    if (!options.bootstrapServer.isEmpty()) {
      return attach(options, context, options.bootstrapServer, progress);
    }
    DataFolder folder = new DataFolder(options.data);
    String waiting = "waiting for another command that uses " + folder.root();
    progress.step(waiting);
    for (long end = System.nanoTime() + OTHER_COMMAND.toNanos();
        System.nanoTime() < end;
        Waiting.pause(LOOK_AGAIN, waiting)) {
      Optional<DataFolder.Claim> claim = folder.claim();
      if (claim.isPresent()) {
        return start(options, context, folder, claim.get(), 0, false, progress);
      }
      Optional<String> service = folder.serviceBesideUs();
      if (service.isPresent()) {
        return attach(options, context, service.get(), progress);
      }
    }
    throw folder.inUse();
  }

  /**
   * The start of a broker over the data folder, which is this process's from now on; empty when a
   * Kafka is named, or another command uses the folder.
   */
  public static Optional<Supplier<Cluster>> claimed(
      ClusterOptions options, CommandContext context, Progress progress) {
    if (!options.bootstrapServer.isEmpty()) {
      return Optional.empty();
    }
    DataFolder folder = new DataFolder(options.data);
    return folder
        .claim()
        .map(claim -> () -> start(options, context, folder, claim, 0, false, progress));
  }

  /** For a service that runs beside a Kafka that others run; it never starts one. */
  public static Cluster existing(
      ClusterOptions options, CommandContext context, Progress progress) {
    DataFolder folder = new DataFolder(options.data);
    return Optional.of(options.bootstrapServer)
        .filter(given -> !given.isEmpty())
        .or(folder::service)
        .map(found -> attach(options, context, found, progress))
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no Kafka runs over %s; start one with diffy up, or name one with --bootstrap-server"
                        .formatted(folder.root())));
  }

  /** For the command that keeps a broker and a processor running until it is stopped. */
  public static Cluster serve(
      ClusterOptions options, CommandContext context, int port, Progress progress) {
    DataFolder folder = new DataFolder(options.data);
    DataFolder.Claim claim = folder.claim().orElseThrow(folder::inUse);
    return start(options, context, folder, claim, port, true, progress);
  }

  /** A broker with nothing in it that leaves nothing behind. Nobody's signature is asked for. */
  public static Cluster temporary(int partitions, CommandContext context, Progress progress) {
    progress.step("starting a temporary Kafka broker");
    LocalBroker broker = context.brokers().temporary();
    FileTree.Temporary state = OnExit.close(FileTree.temporary("diffy-state-"));
    return new Cluster(
        near(context, broker),
        ClusterOptions.standard(),
        partitions,
        TrustPolicy.ANYBODY,
        state.path(),
        true,
        List.of(state, broker));
  }

  /** One that is there already, by the properties of its clients; creates nothing. */
  public static Cluster given(Map<String, String> kafka, String topicPrefix) {
    return given(kafka, topicPrefix, TrustPolicy.ANYBODY);
  }

  /** The same, where signatures are asked for. */
  public static Cluster given(Map<String, String> kafka, String topicPrefix, TrustPolicy trust) {
    ClusterOptions options = ClusterOptions.standard();
    options.topicPrefix = topicPrefix;
    int partitions =
        ExistingPartitions.of(kafka, options)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "Kafka at %s has no topics %s.*; has a processor run there?"
                            .formatted(kafka.get("bootstrap.servers"), topicPrefix)));
    return new Cluster(
        Map.copyOf(kafka), options, partitions, trust, options.data, false, List.of());
  }

  public Topics topics() {
    return topics;
  }

  /**
   * Properties of every client, {@code bootstrap.servers} among them. May hold secrets: don't
   * print.
   */
  public Map<String, String> kafka() {
    return kafka;
  }

  public String bootstrapServers() {
    return kafka.get("bootstrap.servers");
  }

  /** Kafka Streams' name for all processors of these topics. */
  public String applicationId() {
    return applicationId;
  }

  /** Whose signatures decisions need here, and what was in force once; asks the topic once. */
  public synchronized TrustPolicy trust() {
    trust = trust == null ? AuditFloor.under(this, signatures) : trust;
    return trust;
  }

  /** Where a processor of this process keeps its local state. */
  public Path state() {
    return state;
  }

  /** Whether nobody else judges. */
  public boolean needsProcessor() {
    return startedHere;
  }

  /** Creates missing topics; existing ones stay as they are. */
  public void ensureTopics(Map<String, String> overrides) {
    try (Admin admin = admin()) {
      StateLayout.requireCurrent(admin, applicationId());
      new TopicAdmin(admin).ensure(topics.all(), overrides);
    }
  }

  public Admin admin() {
    return Admin.create(new TreeMap<String, Object>(kafka));
  }

  /**
   * A consumer of what was committed; it commits nothing by itself and makes no topic.
   *
   * @param more properties, which win
   */
  public KafkaConsumer<byte[], byte[]> consumer(Map<String, String> more) {
    Map<String, Object> properties = new TreeMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.putAll(more);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    for (AutoCloseable resource : owned) {
      try {
        resource.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new CommandFailure("could not close " + resource + ": " + e.getMessage(), e);
      } finally {
        OnExit.forget(resource);
      }
    }
  }

  private static Cluster attach(
      ClusterOptions options, CommandContext context, String bootstrapServers, Progress progress) {
    progress.step("connecting to " + bootstrapServers);
    Map<String, String> kafka = kafka(context, bootstrapServers);
    int partitions = ExistingPartitions.of(kafka, options).orElse(options.partitions());
    return new Cluster(
        kafka,
        options,
        partitions,
        TrustSettings.of(context.settings()),
        new DataFolder(options.data).state(),
        false,
        List.of());
  }

  private static Cluster start(
      ClusterOptions options,
      CommandContext context,
      DataFolder folder,
      DataFolder.Claim claim,
      int port,
      boolean service,
      Progress progress) {
    OnExit.close(claim);
    try {
      progress.step("starting a Kafka broker over " + folder.root());
      LocalBroker broker = context.brokers().start(folder.broker(), port);
      claim.announce(
          new DataFolder.Running(
              broker.bootstrapServers(),
              Long.toString(ProcessHandle.current().pid()),
              service ? "diffy up" : "a diffy command",
              service));
      Map<String, String> kafka = near(context, broker);
      int partitions =
          ExistingPartitions.of(kafka, options)
              .orElse(service ? options.partitions() : options.fewPartitions());
      Cluster cluster =
          new Cluster(
              kafka,
              options,
              partitions,
              TrustSettings.of(context.settings()),
              folder.state(),
              true,
              List.of(broker, claim));
      cluster.ensureTopics(Map.of());
      return cluster;
    } catch (RuntimeException e) {
      claim.close();
      OnExit.forget(claim);
      throw e;
    }
  }

  private static Map<String, String> kafka(CommandContext context, String bootstrapServers) {
    Map<String, String> kafka = new TreeMap<>(context.settings().kafka());
    kafka.put("bootstrap.servers", bootstrapServers);
    return Map.copyOf(kafka);
  }

  /** A broker that is just starting refuses a few requests; nobody is spared by asking seldom. */
  private static Map<String, String> near(CommandContext context, LocalBroker broker) {
    Map<String, String> kafka = new TreeMap<>(kafka(context, broker.bootstrapServers()));
    kafka.putIfAbsent("retry.backoff.ms", "20");
    return Map.copyOf(kafka);
  }
}
