package io.diffy.broker;

import io.diffy.service.CommandFailure;
import io.diffy.service.Waiting;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * The broker that a killed process left registered as alive. A broker that starts over its metadata
 * first takes over its partitions, loses them all a moment later, when the controller notices that
 * the old one is dead, and then gets them back. In between Kafka 4.3.1 takes a partition without a
 * leader for a deleted one and calls a transaction complete although its end never got there
 * ({@code TransactionMarkerChannelManager.addTxnMarkersToBrokerQueue}): whoever reads only what is
 * committed then waits at that partition for ever. So the controller starts alone, without a
 * broker, declares the old one dead, and only then does the new one start.
 */
final class FormerBroker {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What Kafka leaves when it stops, and removes at the next start. */
  private static final String STOPPED = ".kafka_cleanshutdown";

  private FormerBroker() {}

  /**
   * Whether a broker with transactions used the folder last and was killed. One that stops tells
   * the controller first, and then leaves its mark.
   */
  static boolean wasKilledIn(Path folder) {
    return Files.isDirectory(folder.resolve("__transaction_state-0"))
        && !Files.exists(folder.resolve(STOPPED));
  }

  /**
   * Returns when no broker is registered as alive in the metadata.
   *
   * @param controllerAlone how to start a controller without a broker over the same folder
   */
  static void fence(Properties controllerAlone) {
    KafkaRaftServer controller =
        new KafkaRaftServer(KafkaConfig.fromProps(controllerAlone), Time.SYSTEM);
    controller.startup();
    try {
      awaitFenced();
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static void awaitFenced() {
    // Both count nothing until the controller has read its metadata.
    if (!Waiting.until(
        () -> count("FencedBrokerCount") > 0 && count("ActiveBrokerCount") == 0,
        PATIENCE,
        "the controller looked for a dead broker")) {
      throw new CommandFailure(
          "the broker of the process that was killed still counts as alive after "
              + PATIENCE.toSeconds()
              + " s; start again");
    }
  }

  /** A gauge of the controller (Kafka's documentation, "Monitoring", KRaft controller metrics). */
  private static int count(String gauge) {
    try {
      return (Integer)
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName("kafka.controller:type=KafkaController,name=" + gauge), "Value");
    } catch (InstanceNotFoundException e) {
      return 0;
    } catch (JMException e) {
      throw new IllegalStateException("the controller has no readable gauge " + gauge, e);
    }
  }
}
