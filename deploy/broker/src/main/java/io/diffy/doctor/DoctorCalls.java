package io.diffy.doctor;

import io.diffy.service.CommandFailure;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for an answer of Kafka's; what Kafka says against it stays Kafka's exception. */
final class DoctorCalls {
  private static final long PATIENCE_SECONDS = 15;

  private DoctorCalls() {}

  static <T> T await(KafkaFuture<T> future, String doing) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException refused) {
        throw refused;
      }
      throw new CommandFailure("could not " + doing + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "could not %s: no answer within %d s".formatted(doing, PATIENCE_SECONDS), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while trying to " + doing, e);
    }
  }
}
