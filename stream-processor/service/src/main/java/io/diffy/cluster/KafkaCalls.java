package io.diffy.cluster;

import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Waits for answers of an {@link Admin}. */
public final class KafkaCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private KafkaCalls() {}

  /**
   * The answer. What Kafka says against it stays Kafka's exception.
   *
   * @param doing for the message: could not …
   */
  public static <T> T await(KafkaFuture<T> future, Duration patience, String doing) {
    try {
      return future.get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException refused) {
        throw refused;
      }
      throw failure(doing, e.getCause());
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "could not %s: no answer within %d s; is the broker reachable?"
              .formatted(doing, patience.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while trying to " + doing, e);
    }
  }

  /** The answer; what Kafka says against it becomes a sentence for a person. */
  public static <T> T require(KafkaFuture<T> future, String doing) {
    try {
      return await(future, PATIENCE, doing);
    } catch (KafkaException e) {
      throw failure(doing, e);
    }
  }

  /**
   * Where partitions begin or end; of what is not committed yet too, where the isolation says so.
   */
  public static Map<TopicPartition, Long> offsets(
      Admin admin,
      Collection<TopicPartition> partitions,
      OffsetSpec spec,
      IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    require(
            admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all(),
            "read where the topics begin and end")
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  static CommandFailure failure(String doing, Throwable cause) {
    String why = AccessTrouble.sentence(cause).orElseGet(cause::getMessage);
    return new CommandFailure("could not " + doing + ": " + why, cause);
  }
}
