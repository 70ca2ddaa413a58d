package io.diffy.broker;

import io.diffy.cluster.FileTree;
import io.diffy.service.BrokerStarter;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * One Kafka broker and its KRaft controller inside this JVM, reachable from this machine only. Its
 * data outlives it: a folder can be started again, on another port too. One per JVM at a time.
 */
public final class EmbeddedBroker implements BrokerStarter.LocalBroker {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** For commands, which know no other broker than the one they are given. */
  public static final BrokerStarter STARTER =
      new BrokerStarter() {
        @Override
        public LocalBroker start(Path folder, int port) {
          return EmbeddedBroker.start(folder, port);
        }

        @Override
        public LocalBroker temporary() {
          return EmbeddedBroker.temporary();
        }

        @Override
        public Set<String> ports() {
          return Ports.chosen();
        }
      };

  private final Path folder;
  private final boolean temporary;
  private final int port;
  private KafkaRaftServer server;
  private boolean closed;

  private EmbeddedBroker(Path folder, boolean temporary, int port) {
    this.folder = folder;
    this.temporary = temporary;
    this.port = port;
  }

  /** Starts a broker over the folder's data, or over a new folder; port 0 takes a free one. */
  public static EmbeddedBroker start(Path folder, int port) {
    return start(folder, false, port == 0 ? Ports.free() : Ports.requireFree(port));
  }

  /** A broker on a free port whose data goes with it, at Ctrl-C too. */
  public static EmbeddedBroker temporary() {
    try {
      return start(Files.createTempDirectory("diffy-broker-"), true, Ports.free());
    } catch (IOException e) {
      throw new CommandFailure(
          "no temporary folder for the broker in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage()
              + "; set -Djava.io.tmpdir to a folder that can be written",
          e);
    }
  }

  @Override
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  public int port() {
    return port;
  }

  Path folder() {
    return folder;
  }

  /** Stops within half a minute, or gives up and says so. Closing twice is fine. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean stopped = server == null || stop(server);
    if (temporary) {
      FileTree.delete(folder);
    }
    OnExit.forget(this);
    if (!stopped) {
      throw new CommandFailure(
          "the embedded broker did not stop within " + CLOSE_TIMEOUT.toSeconds() + " s");
    }
  }

  @Override
  public String toString() {
    return "the embedded broker at " + bootstrapServers();
  }

  private static EmbeddedBroker start(Path folder, boolean temporary, int port) {
    // Kafka 4.3 turns words into enum names in the default locale; a Turkish one has no CLASSIC.
    Locale.setDefault(Locale.ROOT);
    // Known to the hook before it starts: a Ctrl-C meanwhile waits for the start, then cleans up.
    EmbeddedBroker broker = OnExit.close(new EmbeddedBroker(folder, temporary, port));
    try {
      broker.startUp();
      return broker;
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private synchronized void startUp() {
    if (closed) {
      throw new CommandFailure("stopped before the broker was started");
    }
    format(folder);
    try {
      if (FormerBroker.wasKilledIn(folder)) {
        FormerBroker.fence(controllerAlone(folder, Ports.free()));
      }
      server = new KafkaRaftServer(KafkaConfig.fromProps(both(folder, port)), Time.SYSTEM);
      server.startup();
    } catch (CommandFailure e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CommandFailure(
          "the embedded broker could not start over " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether it stopped in time. Kafka itself waits without a limit, so it waits in its own thread.
   */
  private static boolean stop(KafkaRaftServer server) {
    Thread stopper =
        new Thread(
            () -> {
              server.shutdown();
              server.awaitShutdown();
            },
            "stop-broker");
    stopper.setDaemon(true);
    stopper.start();
    try {
      stopper.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !stopper.isAlive();
  }

  private static void format(Path folder) {
    try {
      Files.createDirectories(folder);
      if (Files.exists(folder.resolve("meta.properties"))) {
        return;
      }
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(folder.toString()))
          .setIgnoreFormatted(true)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(folder.toString())
          .run();
    } catch (IOException | UncheckedIOException e) {
      throw cannotWrite(folder, e);
    } catch (Exception e) {
      throw new CommandFailure(
          "the folder " + folder + " could not be prepared for a broker: " + e.getMessage(), e);
    }
  }

  private static CommandFailure cannotWrite(Path folder, Exception e) {
    return new CommandFailure(
        "can't write the broker's data to "
            + folder
            + ": "
            + e.getMessage()
            + "; choose another folder with --data",
        e);
  }

  private static Properties both(Path folder, int brokerPort) {
    // The controller's port may differ at every start: with one static voter it is only read here.
    int controllerPort = Ports.freeBeside(brokerPort);
    Properties p = controller(folder, controllerPort);
    p.setProperty("process.roles", "broker,controller");
    p.setProperty(
        "listeners",
        "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d"
            .formatted(Ports.LOOPBACK, brokerPort, controllerPort));
    p.setProperty("advertised.listeners", "PLAINTEXT://" + Ports.LOOPBACK + ":" + brokerPort);
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    // Controller and broker live and die together: a pause of both is no death of the broker.
    p.setProperty("broker.session.timeout.ms", Long.toString(Duration.ofHours(1).toMillis()));
    // One broker: one replica of everything, and few partitions, because each costs start time.
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      p.setProperty(topic + ".replication.factor", "1");
      p.setProperty(topic + ".num.partitions", "1");
    }
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("default.replication.factor", "1");
    p.setProperty("auto.create.topics.enable", "false");
    // Nobody else is about to join.
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // A dead processor's transaction ends soon, and a restarted one goes on.
    p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "2000");
    // Recorded observations may be ahead of this machine's clock, and so are the changelogs then.
    p.setProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    p.setProperty("message.max.bytes", Integer.toString(12 * 1024 * 1024));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(12 * 1024 * 1024));
    // The default takes 128 MB of this process for cleaning compacted topics.
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
    return p;
  }

  private static Properties controllerAlone(Path folder, int port) {
    Properties p = controller(folder, port);
    p.setProperty("process.roles", "controller");
    p.setProperty("listeners", "CONTROLLER://%s:%d".formatted(Ports.LOOPBACK, port));
    // Nobody is there to show a sign of life.
    p.setProperty("broker.heartbeat.interval.ms", "100");
    p.setProperty("broker.session.timeout.ms", "200");
    return p;
  }

  private static Properties controller(Path folder, int port) {
    Properties p = new Properties();
    p.setProperty("node.id", "1");
    p.setProperty("controller.quorum.voters", "1@" + Ports.LOOPBACK + ":" + port);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("log.dirs", folder.toString());
    return p;
  }
}
