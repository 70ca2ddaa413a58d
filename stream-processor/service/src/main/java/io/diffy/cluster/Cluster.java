package io.diffy.cluster;

import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.service.BrokerStarter.LocalBroker;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.settings.TrustSettings;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The Kafka a command talks to: a given one, the one another command runs over the data folder, or
 * one started here that stops with the command.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration OTHER_COMMAND = Duration.ofSeconds(90);

  private final Map<String, String> kafka;
  private final Topics topics;
  private final String applicationId;
  private final TrustPolicy trust;
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
    this.topics = new Topics(options.topicPrefix, partitions, options.findingsState);
    this.applicationId = options.topicPrefix + "-processor";
    this.trust = trust;
    this.state = state;
    this.startedHere = startedHere;
    this.owned = owned;
  }

  /** For a command that ends by itself. */
  public static Cluster open(ClusterOptions options, CommandContext shell, Progress progress) {
    if (!options.bootstrapServer.isEmpty()) {
      return attach(options, shell, options.bootstrapServer, progress);
    }
    DataFolder folder = new DataFolder(options.data);
    progress.step("waiting for another command that uses " + folder.root());
    for (long end = System.nanoTime() + OTHER_COMMAND.toNanos(); System.nanoTime() < end; ) {
      Optional<DataFolder.Claim> claim = folder.claim();
      if (claim.isPresent()) {
        return start(options, shell, folder, claim.get(), 0, false, progress);
      }
      Optional<DataFolder.Running> running = folder.running();
      if (running.isPresent() && running.get().service()) {
        return attach(options, shell, running.get().bootstrapServers(), progress);
      }
      pause();
    }
    throw inUse(folder);
  }

  /** For a service that runs beside a Kafka that others run; it never starts one. */
  public static Cluster existing(ClusterOptions options, CommandContext shell, Progress progress) {
    String given = options.bootstrapServer;
    if (!given.isEmpty()) {
      return attach(options, shell, given, progress);
    }
    DataFolder folder = new DataFolder(options.data);
    Optional<DataFolder.Claim> free = folder.claim();
    free.ifPresent(DataFolder.Claim::close);
    Optional<DataFolder.Running> running = free.isPresent() ? Optional.empty() : folder.running();
    return running
        .filter(DataFolder.Running::service)
        .map(found -> attach(options, shell, found.bootstrapServers(), progress))
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no Kafka runs over %s; start one with diffy up, or name one with --bootstrap-server"
                        .formatted(folder.root())));
  }

  /** For the command that keeps a broker and a processor running until it is stopped. */
  public static Cluster serve(
      ClusterOptions options, CommandContext shell, int port, Progress progress) {
    DataFolder folder = new DataFolder(options.data);
    DataFolder.Claim claim = folder.claim().orElseThrow(() -> inUse(folder));
    return start(options, shell, folder, claim, port, true, progress);
  }

  /** A broker with nothing in it that leaves nothing behind. Nobody's signature is asked for. */
  public static Cluster temporary(ClusterOptions options, CommandContext shell, Progress progress) {
    progress.step("starting a temporary Kafka broker");
    LocalBroker broker = shell.brokers().temporary();
    TemporaryFolder state = OnExit.close(TemporaryFolder.create("diffy-state-"));
    return new Cluster(
        near(shell, broker),
        options,
        options.partitions,
        TrustPolicy.ANYBODY,
        state.path(),
        true,
        List.of(state, broker));
  }

  /** One that is there already, by the properties of its clients; creates nothing. */
  public static Cluster given(Map<String, String> kafka, String topicPrefix) {
    ClusterOptions options = ClusterOptions.standard();
    options.topicPrefix = topicPrefix;
    int partitions =
        partitions(kafka, options)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "Kafka at %s has no topics %s.*; has a processor run there?"
                            .formatted(kafka.get("bootstrap.servers"), topicPrefix)));
    return new Cluster(
        Map.copyOf(kafka),
        options,
        partitions,
        TrustPolicy.ANYBODY,
        options.data,
        false,
        List.of());
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

  /** Whose signatures baselines and exceptions need here. */
  public TrustPolicy trust() {
    return trust;
  }

  /** Where a processor of this process keeps its local state. */
  public Path state() {
    return state;
  }

  /** Whether nobody judges unless this process does. */
  public boolean needsProcessor() {
    return startedHere;
  }

  /**
   * Creates the topics that are missing; returns how existing ones differ from their declaration.
   */
  public List<String> ensureTopics(Map<String, String> overrides) {
    try (Admin admin = admin()) {
      return new TopicAdmin(admin).ensure(topics.all(), overrides);
    }
  }

  public Admin admin() {
    return Admin.create(new TreeMap<String, Object>(kafka));
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
      ClusterOptions options, CommandContext shell, String bootstrapServers, Progress progress) {
    progress.step("connecting to " + bootstrapServers);
    Map<String, String> kafka = kafka(shell, bootstrapServers);
    int partitions = partitions(kafka, options).orElse(options.partitions);
    return new Cluster(
        kafka,
        options,
        partitions,
        TrustSettings.of(shell.settings()),
        new DataFolder(options.data).state(),
        false,
        List.of());
  }

  private static Cluster start(
      ClusterOptions options,
      CommandContext shell,
      DataFolder folder,
      DataFolder.Claim claim,
      int port,
      boolean service,
      Progress progress) {
    OnExit.close(claim);
    try {
      progress.step("starting a Kafka broker over " + folder.root());
      LocalBroker broker = shell.brokers().start(folder.broker(), port);
      claim.announce(
          new DataFolder.Running(
              broker.bootstrapServers(),
              Long.toString(ProcessHandle.current().pid()),
              service ? "diffy up" : "a diffy command",
              service));
      Map<String, String> kafka = near(shell, broker);
      int partitions = partitions(kafka, options).orElse(options.partitions);
      Cluster cluster =
          new Cluster(
              kafka,
              options,
              partitions,
              TrustSettings.of(shell.settings()),
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

  /** What exists decides: keys were spread over that many partitions. */
  private static Optional<Integer> partitions(Map<String, String> kafka, ClusterOptions options) {
    Map<String, Object> impatient = new TreeMap<>(kafka);
    impatient.putIfAbsent("request.timeout.ms", "5000");
    impatient.putIfAbsent("default.api.timeout.ms", "10000");
    try (Admin admin = Admin.create(impatient)) {
      Topics names = new Topics(options.topicPrefix, options.partitions);
      return new TopicAdmin(admin).partitions(names.observations().name());
    } catch (KafkaException | CommandFailure e) {
      throw new CommandFailure(
          "can't use Kafka at "
              + kafka.get("bootstrap.servers")
              + ": "
              + AccessTrouble.sentence(e)
                  .map(sentence -> e instanceof CommandFailure ? e.getMessage() : sentence)
                  .orElseGet(() -> why(e, kafka)),
          e);
    }
  }

  private static String why(RuntimeException e, Map<String, String> kafka) {
    // A client that can't even be made says so, and only its cause says why.
    Throwable cause = e;
    while (cause.getCause() != null && !(e instanceof CommandFailure)) {
      cause = cause.getCause();
    }
    return cause.getMessage()
        + "; check --bootstrap-server and the kafka.* settings"
        + (kafka.containsKey("security.protocol")
            ? ""
            : "; where Kafka wants TLS or a password, kafka.security.protocol says so");
  }

  private static Map<String, String> kafka(CommandContext shell, String bootstrapServers) {
    Map<String, String> kafka = new TreeMap<>(shell.settings().kafka());
    kafka.put("bootstrap.servers", bootstrapServers);
    return Map.copyOf(kafka);
  }

  /** A broker that is just starting refuses a few requests; nobody is spared by asking seldom. */
  private static Map<String, String> near(CommandContext shell, LocalBroker broker) {
    Map<String, String> kafka = new TreeMap<>(kafka(shell, broker.bootstrapServers()));
    kafka.putIfAbsent("retry.backoff.ms", "20");
    return Map.copyOf(kafka);
  }

  private static CommandFailure inUse(DataFolder folder) {
    String who =
        folder
            .running()
            .map(r -> r.command() + ", process " + r.pid() + ", Kafka at " + r.bootstrapServers())
            .orElse("a command that is just starting");
    return new CommandFailure(
        "the data folder "
            + folder.root()
            + " is in use by "
            + who
            + "; stop it, use it (other commands find it by the same --data), or choose another folder with --data");
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while waiting for another command", e);
    }
  }

  /** A folder that goes when its owner goes. */
  private record TemporaryFolder(Path path) implements AutoCloseable {
    static TemporaryFolder create(String prefix) {
      try {
        return new TemporaryFolder(Files.createTempDirectory(prefix));
      } catch (IOException e) {
        throw new CommandFailure("no temporary folder: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      FileTree.delete(path);
    }
  }
}
