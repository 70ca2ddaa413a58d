package io.diffy.standalone.broker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees the processor's place in its input after broker and processor were killed together. Kafka
 * 4.3.1 may then call a transaction complete although its end was never written to {@code
 * __consumer_offsets}: the place stays "unstable" for ever, and the processor waits for ever. Such
 * a transaction is open in the partition but unknown to the coordinator. It is aborted there, as
 * {@code kafka-transactions abort} would do; the processor then reads a few records again, which
 * changes nothing, because what it keeps knows them already.
 */
public final class HangingTransactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final TopicPartition OFFSETS = new TopicPartition("__consumer_offsets", 0);
  private static final long LOOK_SECONDS = 4;

  /** An open transaction of one producer in the partition. */
  private record Open(long producerId, long startOffset) {}

  private final Admin admin;
  private final ScheduledExecutorService clock;
  private final ScheduledFuture<?> looking;
  private Map<Open, ProducerState> suspects = Map.of();

  private HangingTransactions(Admin admin) {
    this.admin = admin;
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "hanging-transactions");
              thread.setDaemon(true);
              return thread;
            });
    looking =
        clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Watches until it is closed.
   *
   * @param admin is closed with it
   */
  public static HangingTransactions watch(Admin admin) {
    return new HangingTransactions(admin);
  }

  @Override
  public void close() {
    looking.cancel(true);
    clock.shutdownNow();
    admin.close();
  }

  private void look() {
    try {
      Map<Open, ProducerState> hanging = open();
      Set<Long> known = hanging.isEmpty() ? Set.of() : knownToTheCoordinator();
      hanging.keySet().removeIf(open -> known.contains(open.producerId()));
      // One look may fall between the end of a transaction and its marker; two can't.
      for (Map.Entry<Open, ProducerState> entry : hanging.entrySet()) {
        if (suspects.containsKey(entry.getKey())) {
          abort(entry.getValue());
        }
      }
      suspects = hanging;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.info("could not look for hanging transactions yet: {}", e.getMessage());
    }
  }

  private Map<Open, ProducerState> open() throws InterruptedException, ExecutionException {
    Map<Open, ProducerState> open = new HashMap<>();
    for (ProducerState state :
        admin.describeProducers(Set.of(OFFSETS)).partitionResult(OFFSETS).get().activeProducers()) {
      state
          .currentTransactionStartOffset()
          .ifPresent(start -> open.put(new Open(state.producerId(), start), state));
    }
    return open;
  }

  private Set<Long> knownToTheCoordinator() throws InterruptedException, ExecutionException {
    Set<String> ids = new HashSet<>();
    for (TransactionListing listing : admin.listTransactions().all().get()) {
      ids.add(listing.transactionalId());
    }
    Set<Long> producers = new HashSet<>();
    for (TransactionDescription transaction :
        admin.describeTransactions(ids).all().get().values()) {
      if (transaction.topicPartitions().contains(OFFSETS)) {
        producers.add(transaction.producerId());
      }
    }
    return producers;
  }

  private void abort(ProducerState state) throws InterruptedException, ExecutionException {
    LOG.warn(
        "a transaction of producer {} was left open in {} by a kill; aborting it there",
        state.producerId(),
        OFFSETS);
    admin
        .abortTransaction(
            new AbortTransactionSpec(
                OFFSETS,
                state.producerId(),
                (short) state.producerEpoch(),
                state.coordinatorEpoch().orElse(0)))
        .all()
        .get();
  }
}
