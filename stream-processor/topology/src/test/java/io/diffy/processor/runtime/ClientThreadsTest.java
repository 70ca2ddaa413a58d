package io.diffy.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ClientThreadsTest {
  private final ClientThreads threads = new ClientThreads();

  @Test
  void theEndOfAHeartbeatThatWasSeenIsNamed() throws Exception {
    endAfterALook("kafka-coordinator-heartbeat-thread | web");

    ProcessorFailed failed = assertThrows(ProcessorFailed.class, threads::requireAll);

    assertTrue(
        failed.getMessage().contains("kafka-coordinator-heartbeat-thread | web ended"),
        failed::getMessage);
  }

  @Test
  void soIsThatOfASender() throws Exception {
    endAfterALook("kafka-producer-network-thread | diffy-StreamThread-1-producer");

    assertThrows(ProcessorFailed.class, threads::requireAll);
  }

  @Test
  void clientsThatComeAndGoMayEnd() throws Exception {
    endAfterALook("kafka-producer-network-thread | diffy-holes");

    assertDoesNotThrow(threads::requireAll);
  }

  @Test
  void whatIsGoneBeforeTheNextLookIsForgotten() throws Exception {
    endAfterALook("kafka-coordinator-heartbeat-thread | web");

    threads.look(2_500);

    assertDoesNotThrow(threads::requireAll);
  }

  private void endAfterALook(String name) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.start();
    threads.look(1_000);
    assertDoesNotThrow(threads::requireAll);
    end.countDown();
    thread.join();
  }
}
