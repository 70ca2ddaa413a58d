package io.diffy.sink;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_MISSING;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What is committed to the topic reaches the target, whatever fails in between. */
final class SinkServiceTest {
  private static final Finding BIND_SHELL_SEEN_AGAIN = updated(BIND_SHELL, FOUR_AM);
  private static final Finding BIND_SHELL_GONE =
      closed(BIND_SHELL_SEEN_AGAIN, FOUR_AM, CloseReason.ROW_GONE);
  private static final List<Finding> FIVE_EVENTS =
      List.of(
          BIND_SHELL, BIND_SHELL_SEEN_AGAIN, BIND_SHELL_GONE, DROPPER_ON_THREE, LOGROTATE_MISSING);

  private static SinkBroker broker;

  private final Target target = new Target();
  private SinkTopic topic;

  @BeforeAll
  static void start() {
    broker = SinkBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void newTopics(TestInfo test) {
    topic = broker.topics(test.getTestMethod().orElseThrow().getName());
  }

  @Test
  void everyEventIsDeliveredOnceInTheOrderOfItsFinding() {
    topic.write(FIVE_EVENTS);
    assertEquals("5 delivered, 0 refused", topic.deliverAll(target).toString());

    assertEquals(Set.copyOf(uids(FIVE_EVENTS)), Set.copyOf(target.events()));
    assertEquals(
        uids(FIVE_EVENTS.subList(0, 3)),
        target.events().stream().filter(event -> event.startsWith(BIND_SHELL.uid())).toList());
    assertEquals("0 delivered, 0 refused", topic.deliverAll(target).toString());
    assertEquals(0, topic.lag());

    topic.write(List.of(updated(DROPPER_ON_THREE, FOUR_AM)));
    assertEquals("1 delivered, 0 refused", topic.deliverAll(target).toString());
    assertEquals(6, target.events().size());
  }

  @Test
  void whatTheTargetIsGivenIsWhatLiesOnTheTopic() {
    topic.write(List.of(BIND_SHELL));
    topic.deliverAll(target);

    SinkRecord given = target.records().get(0);
    ConsumerRecord<byte[], byte[]> kept = topic.findings().get(0);
    assertEquals(kept.topic(), given.topic());
    assertEquals(kept.partition(), given.partition());
    assertEquals(kept.offset(), given.offset());
    assertEquals(kept.timestamp(), given.appended().toEpochMilli());
    assertEquals(BIND_SHELL.uid(), given.key());
    assertEquals(new String(kept.value(), UTF_8), new String(given.value(), UTF_8));
    assertEquals("io.diffy.finding.create.v1", given.headers().get("ce_type"));
  }

  @Test
  void aTargetThatIsDownIsTriedAgainAndGetsEverything() {
    topic.write(FIVE_EVENTS);
    target.failing(2);

    SinkCounts counts = topic.deliverAll(target);

    assertEquals("5 delivered, 0 refused", counts.toString());
    assertEquals(2, counts.getFailures());
    assertEquals(3, target.opened(), "opened again after each failure");
    assertEquals(new TreeSet<>(uids(FIVE_EVENTS)), new TreeSet<>(target.events()));
    assertEquals(2, topic.said().size(), topic.said()::toString);
    assertTrue(topic.said().get(0).contains("it is down. 5 records"), topic.said().get(0));
    assertTrue(topic.said().get(1).contains("delivering again, after 2"), topic.said().get(1));
  }

  @Test
  void whatWasNotWrittenDownIsDeliveredAgain() {
    topic.write(FIVE_EVENTS);
    target.breakingAfterDelivery();
    assertThrows(IllegalStateException.class, () -> topic.deliverAll(target));
    int before = target.events().size();

    topic.deliverAll(target);

    assertEquals(before + FIVE_EVENTS.size(), target.events().size());
  }

  @Test
  void whatTheTargetWillNeverTakeGoesToTheDeadLetters() {
    topic.write(FIVE_EVENTS);
    target.refusing(LOGROTATE_MISSING.uid(), "no room for logrotate");

    assertEquals("4 delivered, 1 refused", topic.deliverAll(target).toString());

    ConsumerRecord<byte[], byte[]> letter = topic.deadLetters().get(0);
    assertEquals(LOGROTATE_MISSING.uid(), new String(letter.key(), UTF_8));
    assertEquals("no room for logrotate", SinkTopic.header(letter, "diffy.reason"));
    assertEquals(topic.name(), SinkTopic.header(letter, "diffy.topic"));
    assertEquals("test", SinkTopic.header(letter, "diffy.sink"));
    assertEquals("io.diffy.finding.create.v1", SinkTopic.header(letter, "ce_type"));
    assertEquals("0 delivered, 0 refused", topic.deliverAll(target).toString());
  }

  @Test
  void batchesAreNoBiggerThanTheTargetLikes() {
    topic.write(FIVE_EVENTS);
    topic.deliverAll(target.liking(2, 1 << 20));
    assertTrue(target.batches().stream().allMatch(size -> size <= 2), target.batches()::toString);

    topic.write(FIVE_EVENTS);
    target.batches().clear();
    topic.deliverAll(target.liking(100, 1));
    assertEquals(List.of(1, 1, 1, 1, 1), target.batches());
  }

  @Test
  void whatWasNeverCommittedIsNotDelivered() {
    topic.write(List.of(BIND_SHELL));
    topic.writeAndAbort(List.of(DROPPER_ON_THREE));
    topic.write(List.of(LOGROTATE_MISSING));

    topic.deliverAll(target);

    assertEquals(
        Set.copyOf(uids(List.of(BIND_SHELL, LOGROTATE_MISSING))), Set.copyOf(target.events()));
  }

  @Test
  void aDeliveryThatBeginsNowLeavesOutTheOldButNothingSince() {
    topic.write(List.of(BIND_SHELL));
    assertEquals("0 delivered, 0 refused", topic.deliverAll(target.beginningNow()).toString());

    // While it is down.
    topic.write(List.of(DROPPER_ON_THREE));
    topic.deliverAll(target);

    assertEquals(uids(List.of(DROPPER_ON_THREE)), target.events());
  }

  @Test
  void whatTheTopicForgotIsCountedAndSaid() {
    topic.write(FIVE_EVENTS);
    topic.deliverAll(target);
    topic.write(List.of(BIND_SHELL, LOGROTATE_MISSING));
    topic.deleteAll();
    topic.write(List.of(DROPPER_ON_THREE));

    SinkCounts counts = topic.deliverAll(target);

    assertTrue(counts.getLost() >= 2, counts::toString);
    assertTrue(topic.said().stream().anyMatch(line -> line.contains("deleted")));
    assertEquals(FIVE_EVENTS.size() + 1, target.events().size());
  }

  @Test
  void stoppedWhileTheTargetIsDownItKeepsItsPlace() throws Exception {
    topic.write(FIVE_EVENTS);
    target.failing(Integer.MAX_VALUE);
    SinkTopic.Running running = topic.deliver(target);
    running.await(() -> target.attempts() > 0);
    long from = System.nanoTime();
    running.close();
    assertTrue(Duration.ofNanos(System.nanoTime() - from).toSeconds() < 10);
    assertEquals(List.of(), target.events());

    target.failing(0);
    assertEquals("5 delivered, 0 refused", topic.deliverAll(target).toString());
  }

  @Test
  void aTargetThatNeverAnswersDoesNotKeepTheProcess() throws Exception {
    topic.write(FIVE_EVENTS);
    SinkTopic.Running running = topic.deliver(target.hanging());
    running.await(() -> target.attempts() > 0);
    long from = System.nanoTime();
    running.close();

    assertTrue(Duration.ofNanos(System.nanoTime() - from).toSeconds() < 10);
    assertEquals(
        List.of(
            "0 delivered, 0 refused, 5 left on the topic; the last attempt failed: stopped while it"
                + " was asked."),
        topic.results());
  }

  @Test
  void aTargetGetsTheRestThatItAsksFor() {
    topic.write(FIVE_EVENTS);
    target.failing(1).asking(Duration.ofSeconds(3));
    long from = System.nanoTime();
    assertEquals("5 delivered, 0 refused", topic.deliverAll(target).toString());

    assertTrue(Duration.ofNanos(System.nanoTime() - from).toMillis() >= 3_000);
    assertTrue(topic.said().get(0).endsWith("it is tried again in 3 s"), topic.said().get(0));
  }

  @Test
  void aTargetThatRestsIsLeftAloneWhenItStops() throws Exception {
    topic.write(FIVE_EVENTS);
    target.failing(Integer.MAX_VALUE).asking(Duration.ofMinutes(1));
    SinkTopic.Running running = topic.deliver(target);
    running.await(() -> !topic.said().isEmpty());
    running.close();
    assertEquals(1, target.attempts());
  }

  @Test
  void howFarABacklogIsIsTold() {
    topic.write(topic.manyFindings(40));
    topic.deliverAll(target.liking(2, 1 << 20));

    assertTrue(
        topic.progress().stream()
            .anyMatch(line -> line.matches("\\d+ delivered, about \\d+ to go")),
        topic.progress()::toString);
    assertEquals("", topic.progress().get(topic.progress().size() - 1));
    assertEquals(List.of("40 delivered, 0 refused, nothing left."), topic.results());
  }

  @Test
  void severalOfOneNameShareTheWork() throws Exception {
    topic.write(FIVE_EVENTS);
    Target other = new Target();
    try (SinkTopic.Running one = topic.deliver(target)) {
      one.await(() -> target.events().size() == FIVE_EVENTS.size());
      try (SinkTopic.Running two = topic.deliver(other)) {
        two.await(() -> other.opened() > 0 && topic.members() == 2);
        topic.write(topic.manyFindings(40));
        two.await(() -> target.events().size() + other.events().size() >= 45);
        assertTrue(!other.events().isEmpty(), "the second one gets a share");
      }
    }
    Set<String> all =
        Stream.concat(target.events().stream(), other.events().stream())
            .collect(Collectors.toSet());
    assertEquals(45, all.size());
  }

  private static List<String> uids(List<Finding> events) {
    return events.stream().map(event -> event.uid() + "/" + event.sequence()).toList();
  }
}
