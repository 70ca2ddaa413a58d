package io.diffy.replay.processing;

import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Starts a processor inside this process. The one seam between the command line and the topology.
 */
public interface ProcessorLauncher {

  /**
   * Starts it and returns at once.
   *
   * @param topics what it reads and writes; they exist
   * @param kafka client properties, {@code bootstrap.servers} among them
   * @param state folder of its local state
   * @param applicationId consumer group, transactional ids and internal topics
   * @param trust whose signatures are asked for
   */
  Running start(
      Topics topics,
      Map<String, String> kafka,
      Path state,
      String applicationId,
      TrustPolicy trust);

  /** A processor that was started. */
  interface Running extends AutoCloseable {
    /**
     * Returns when it takes records; throws when it failed, or when nothing moved for that long.
     */
    void awaitReady(Duration patience);

    /** Whether it ended without being asked to. */
    boolean failed();

    /** False when nothing but a new start helps; true while it starts, restores or rebalances. */
    boolean live();

    /** Whether it has taken records and goes on; partitions may move meanwhile. */
    boolean ready();

    /** Kafka Streams' word for it, in lower case, such as {@code rebalancing}. */
    String state();

    /** Returns when it was closed; rethrows what made it fail. */
    void awaitStop();

    @Override
    void close();
  }
}
