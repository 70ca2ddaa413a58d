package io.diffy.processor.runtime;

import static java.util.concurrent.TimeUnit.DAYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.runtime.StandstillTest.Hand;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.internals.TransactionalRequestResult;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands, hangs or is gone is said once, and ends the processor when it can't go on. */
final class RunWatchTest {
  private static final TopicPartition ANSWERS = new TopicPartition("diffy.observations", 2);

  private static final Set<Thread.State> WAITS =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  @TempDir private Path folder;

  private final Said said = new Said();
  private final Hand clock = new Hand();
  private final Set<String> gone = new HashSet<>();
  private final List<String> ends = new ArrayList<>();
  private RecordsInHand records;
  private Standstill standstill;
  private RunWatch watch;

  @BeforeEach
  void begin() {
    records = RecordsInHand.open(folder, "test", Topics.standard());
    standstill = new Standstill(records, Duration.ofMinutes(5), clock);
    watch =
        new RunWatch(
            standstill, () -> Set.copyOf(gone), why -> ends.add(why.getMessage()), () -> {});
  }

  @AfterEach
  void end() {
    records.close();
    said.close();
  }

  @Test
  void notReadyAndReadyAgainAreALineEach() {
    read(3, 4);
    looks(61);
    looks(1);
    assertEquals(
        List.of("WARN not ready: the processor stands at diffy.observations-2 offset 0 for 61 s"),
        said.lines());
    committed(3);
    looks(1);
    assertEquals(List.of("WARN ready again: the processor goes on"), said.lines());
    assertEquals(List.of(), ends);
  }

  @Test
  void itHasCaughtUpOnceUntilItIsFarBehindAgain() {
    List<String> caughtUp = List.of("INFO caught up: everything that came is judged");
    looks(1);
    assertEquals(List.of(), said.lines(), "nothing is known yet");
    read(3, 0);
    committed(3);
    looks(1);
    assertEquals(caughtUp, said.lines());
    read(4, 7);
    committed(4);
    looks(1);
    read(11, 0);
    committed(11);
    looks(1);
    assertEquals(List.of(), said.lines(), "what comes and goes all the time");
    read(12, 5_000);
    looks(1);
    read(5_012, 0);
    committed(5_012);
    looks(1);
    assertEquals(caughtUp, said.lines());
  }

  @Test
  void aThreadThatHangsInAFlushIsNamedAndEndsIt() throws Exception {
    Thread thread = hangingIn(BrokenStore::flush);
    looks(61);
    String stands = "the processor stands at " + BrokenStore.class.getName() + ".flush for ";
    assertEquals(List.of("WARN not ready: " + stands + "61 s"), said.lines());
    assertEquals(List.of(), ends);
    looks(239);
    assertEquals(
        List.of(
            stands
                + "300 s and can't go on; start it again: a record that ends it twice"
                + " goes to the dead letters"),
        ends);
    end(thread);
  }

  @Test
  void soIsOneThatWaitsForKafka() throws Exception {
    Thread thread =
        hangingIn(() -> new TransactionalRequestResult("commit").await(1, DAYS, "late"));
    looks(61);
    assertEquals(
        List.of(
            "WARN not ready: the processor stands at an answer of Kafka, in "
                + TransactionalRequestResult.class.getName()
                + ".await for 61 s"),
        said.lines());
    end(thread);
  }

  @Test
  void producersThatAreFencedAgainAndAgainEndIt() {
    for (int n = 0; n < 3; n++) {
      read(3, 4);
      standstill.rolledBack();
      looks(100);
    }
    assertTrue(said.lines().get(0).startsWith("WARN not ready: the processor stands at "));
    assertTrue(ends.get(0).contains("can't go on"), ends::toString);
  }

  @Test
  void whoIsOutOfItsGroupIsNotReadyUntilItHasJoinedAgain() {
    ConsumerRebalanceListener told = new WatchedConsumer.Told(new Idle(), standstill);
    told.onPartitionsAssigned(List.of(ANSWERS));
    told.onPartitionsLost(List.of(ANSWERS));
    looks(1);
    told.onPartitionsAssigned(List.of(ANSWERS));
    looks(1);
    told.onPartitionsRevoked(List.of(ANSWERS));
    assertEquals(
        List.of(
            "INFO taken over: partitions [2]",
            "WARN out of the group: Kafka did not hear from this processor in time and gave its"
                + " partitions to others, [2]; it joins again, and what was not committed is read"
                + " again",
            "WARN not ready: the processor is out of its group and joins again",
            "INFO taken over: partitions [2]",
            "WARN ready again: the processor goes on",
            "INFO handed over: partitions [2]"),
        said.lines());
  }

  /** Once is not enough: a broker that is just starting knows no topic. */
  @Test
  void aTopicThatIsGoneTwiceInARowEndsIt() {
    gone.add("diffy.findings");
    looks(1);
    gone.clear();
    looks(1);
    gone.add("diffy.findings");
    looks(1);
    assertEquals(List.of(), ends);
    looks(1);
    assertEquals(
        List.of(
            "topic diffy.findings is gone; make it anew with diffy topics --create, then start the"
                + " processor again"),
        ends);
  }

  private void read(long position, long lag) {
    standstill.polled();
    standstill.read(ANSWERS, OptionalLong.of(0), position, lag);
    standstill.polled();
  }

  private void committed(long next) {
    standstill.committed(Map.of(ANSWERS, new OffsetAndMetadata(next)));
  }

  /** This thread comes back all the time, whatever another does. */
  private void looks(int seconds) {
    clock.pass(seconds);
    standstill.polled();
    watch.look();
  }

  private static final class Idle implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
  }

  private Thread hangingIn(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              standstill.polled();
              try {
                work.run();
              } catch (RuntimeException e) {
                // The test is over.
              }
            });
    thread.start();
    while (!WAITS.contains(thread.getState())) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private static void end(Thread thread) throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private static final class BrokenStore {
    static void flush() {
      LockSupport.park();
    }
  }
}
