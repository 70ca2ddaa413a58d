package io.diffy.schemas.topic;

import static io.diffy.schemas.TestContracts.ACCEPTED_EVERYWHERE;
import static io.diffy.schemas.TestContracts.ACCEPTED_ON_HOST_7;
import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestContracts.END;
import static io.diffy.schemas.TestContracts.ROUND;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static final String GROUP = "123456789012:us-east-1:web-prod";

  private final Topics topics = new Topics("diffy", 12);
  private final Records records = new Records(topics);

  @Test
  void anObservationIsKeyedByItsGroup() throws MalformedRecord {
    Observation observation = cleanCron(instance(1), THREE_AM);
    ProducerRecord<byte[], byte[]> record = records.observation(observation);

    assertEquals("diffy.observations", record.topic());
    assertEquals(GROUP, key(record));
    assertEquals(observation, topics.observations().codec().decode(record.value()));
  }

  @Test
  void everythingOfAGroupLiesInOnePartition() {
    Set<Integer> partitions = new TreeSet<>();
    partitions.add(records.observation(cleanCron(instance(1), THREE_AM)).partition());
    partitions.add(records.baseline(CRON_BASELINE).partition());
    partitions.add(records.exceptions(ACCEPTED_ON_HOST_7).get(0).partition());
    partitions.add(records.control(ROUND).partition());
    assertEquals(Set.of(Partitioning.of(GROUP, 12)), partitions);
  }

  @Test
  void thePartitionIsTheOneThatKafkaChooses() {
    for (String group : List.of(GROUP, "local", "web-prod", "größe/漢", "")) {
      assertEquals(
          BuiltInPartitioner.partitionForKey(group.getBytes(UTF_8), 12),
          Partitioning.of(group, 12));
    }
  }

  @Test
  void keysSayWhatIsReplaced() {
    assertEquals(GROUP + "/crontab/ami-0a7|7|m5.large", key(records.baseline(CRON_BASELINE)));
    assertEquals(
        List.of(GROUP + "/" + ACCEPTED_ON_HOST_7.id()),
        records.exceptions(ACCEPTED_ON_HOST_7).stream().map(RecordsTest::key).toList());
  }

  /** A task reads one partition of each topic: what holds everywhere must be in its own. */
  @Test
  void whatIsAcceptedEverywhereStandsOnceInEveryPartition() throws MalformedRecord {
    List<ProducerRecord<byte[], byte[]>> copies = records.exceptions(ACCEPTED_EVERYWHERE);

    assertEquals(
        IntStream.range(0, 12).boxed().toList(),
        copies.stream().map(ProducerRecord::partition).toList());
    for (ProducerRecord<byte[], byte[]> copy : copies) {
      assertEquals("/" + ACCEPTED_EVERYWHERE.id(), key(copy));
      assertEquals(ACCEPTED_EVERYWHERE, topics.exceptions().codec().decode(copy.value()));
    }
  }

  /** Slashes are legal in the names of groups and queries, and must not make two keys one. */
  @Test
  void namesWithSlashesDoNotCollide() {
    assertNotEquals(
        key(records.baseline(cronBaseline("web/prod", "cron"))),
        key(records.baseline(cronBaseline("web", "prod/cron"))));
    assertEquals(
        "web%2Fprod/100%25/ami-0a7|7|m5.large",
        key(records.baseline(cronBaseline("web/prod", "100%"))));
  }

  @Test
  void anEndGoesIntoThePartitionItEnds() {
    ProducerRecord<byte[], byte[]> record = records.control(END, 11);
    assertEquals(11, record.partition());
    assertEquals(WEB_PROD.toString(), key(record));
  }

  private static Baseline cronBaseline(String asg, String query) {
    return new Baseline(
        new Baseline.Key(new GroupKey("", "", asg), query, CRON_BASELINE.cohort()),
        1,
        new Baseline.Origin(THREE_AM, "alice", "local"),
        List.of());
  }

  private static String key(ProducerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }
}
