package io.diffy.console;

import static io.diffy.console.ConsoleBroker.cluster;
import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestObservations;
import io.diffy.schemas.topic.Records;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What hosts answered when, after they are gone too. */
@ExtendWith(ConsoleBroker.class)
final class AnswersTest {
  private static final GroupKey GROUP = new GroupKey("123456789012", "us-east-1", "rolled-prod");
  private static final Cohort OLD = new Cohort("ami-0a7", "7", "m6i.large");
  private static final Cohort NEW = new Cohort("ami-0b8", "8", "m6i.large");

  /** Yesterday, once it is asked for. */
  private static Instant noon;

  private static Instance host(int n, Cohort cohort) {
    return new Instance(GROUP, instance(n).instanceId(), cohort, instance(n).address());
  }

  /** Two old hosts until one, two new ones from two on; the first old one listened at noon. */
  @BeforeAll
  static void publish() {
    noon = Instant.now().truncatedTo(ChronoUnit.DAYS).minusSeconds(43_200);
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (int hour = 0; hour < 4; hour++) {
        Instant at = noon.plusSeconds(hour * 3_600L);
        for (int n = 1; n <= 2; n++) {
          Instance one = hour < 2 ? host(n, OLD) : host(n + 2, NEW);
          ProducerRecord<byte[], byte[]> record =
              records.observation(
                  hour == 0 && n == 1
                      ? TestObservations.rogueListener(one, at)
                      : TestObservations.cleanListeners(one, at));
          writer.write(
              new ProducerRecord<>(
                  record.topic(),
                  record.partition(),
                  at.plusSeconds(1).toEpochMilli(),
                  record.key(),
                  record.value()));
        }
      }
      writer.write(
          ConsoleBroker.finding(
              TestFindings.in(GROUP, List.of(host(1, OLD)), TestFindings.BIND_SHELL)));
      writer.flush();
    }
    assertTrue(
        Waiting.until(
            () -> Asked.get(console, "/v1/group?group=rolled-prod").answer().statusCode() == 200,
            Duration.ofSeconds(20),
            "waiting for the group"));
  }

  private static Asked answers(int host, Instant at) {
    return Asked.get(
        console,
        "/v1/instance/answers?group=rolled-prod&instance=%s&at=%s"
            .formatted(instance(host).instanceId(), at));
  }

  @Test
  void thisIsWhatItRanThen() {
    JsonNode then = answers(1, noon.plusSeconds(600)).json();
    assertTrue(then.path("complete").asBoolean());
    assertEquals(noon.toString(), then.at("/items/0/collected_at").asText());
    assertTrue(then.at("/items/0/rows").toString().contains("4444"), then.toString());
    // An hour later it was gone from there, and the host from the group another hour later.
    JsonNode later = answers(1, noon.plusSeconds(4_200)).json();
    assertTrue(!later.at("/items/0/rows").toString().contains("4444"), later.toString());
    assertEquals("404 unknown", answers(1, noon.minusSeconds(600)).problem());
    assertEquals("404 unknown", answers(9, noon.plusSeconds(600)).problem());
  }

  @Test
  void eachImageHasItsTime() {
    JsonNode items =
        Asked.get(console, "/v1/group/deploys?group=rolled-prod&from=" + noon).json().path("items");
    assertEquals(2, items.size());
    assertEquals("ami-0a7", items.at("/0/ami").asText());
    assertEquals(noon.plusSeconds(3_600).toString(), items.at("/0/last_answer_at").asText());
    assertEquals("8", items.at("/1/launch_version").asText());
    assertEquals(2, items.at("/1/hosts").asInt());
    assertEquals(2, items.at("/1/hours").size());
    assertEquals(2, items.at("/1/hours/0/hosts").asInt());
  }
}
