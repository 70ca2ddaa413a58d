package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** The story of the whole path: rows in, findings out, one test per sentence. */
class DiffyTopologyTest extends WebProdTest {
  @Test
  void oneRogueCronAmongTenHostsIsOneFinding() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FOUR_AM);

    Finding finding = onlyFinding();

    assertEquals(Activity.CREATE, finding.activity());
    assertEquals(Kind.UNEXPECTED, finding.kind());
    assertEquals(List.of(ATTACKED), finding.instances());
    assertEquals(ROGUE_CRON, finding.row());
    assertEquals(1, finding.hostsWithItem());
    assertEquals(10, finding.hostsCompared());
    assertEquals(Confidence.MEDIUM, finding.confidence());
    assertEquals(List.of("T1053.003"), finding.techniques());
    assertEquals(FOUR_AM, finding.evaluatedAt());
    assertEquals(THREE_AM.plusSeconds(64), finding.firstSeen());
    assertEquals(
        "1 of 10 instances (launch version 7, ami-0a7, m5.large) has this", finding.reason());
  }

  @Test
  void anUnchangedFleetEmitsNothingMore() {
    for (int hour = 0; hour < 4; hour++) {
      collect(THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60), ROGUE_ON_ATTACKED);
    }
    rig.end(FOUR_AM.plus(HOUR.multipliedBy(4)));

    assertEquals(1, rig.findings().size());
    assertEquals(4, rig.evaluations().size());
  }

  @Test
  void aFindingClosesWhenTheRowIsGoneAndIsTheSameStoryWhenItComesBack() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), CLEAN);
    collect(FIVE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FIVE_AM.plus(HOUR));

    List<Finding> life = rig.findings();

    assertEquals(
        List.of(Activity.CREATE, Activity.CLOSE, Activity.UPDATE),
        life.stream().map(Finding::activity).toList());
    assertEquals(List.of(1, 2, 3), life.stream().map(Finding::sequence).toList());
    assertEquals(1, life.stream().map(Finding::uid).distinct().count());
    assertEquals(Optional.of(CloseReason.ROW_GONE), life.get(1).closeReason());
    assertEquals(life.get(0).firstSeen(), life.get(2).firstSeen());
  }

  @Test
  void aSecondHostWithTheSameImplantUpdatesTheFinding() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), host -> host.equals(ATTACKED) || host.equals(instance(7)));
    rig.end(FIVE_AM);

    List<Finding> life = rig.findings();

    assertEquals(
        List.of(Activity.CREATE, Activity.UPDATE), life.stream().map(Finding::activity).toList());
    assertEquals(List.of(ATTACKED, instance(7)), life.get(1).instances());
  }

  @Test
  void anImplantThatSpreadsStaysOneOpenFinding() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(60), host -> instances(4).contains(host));
    rig.end(FIVE_AM);

    List<Finding> events = rig.findings();

    assertEquals(
        List.of(Activity.CREATE, Activity.UPDATE), events.stream().map(Finding::activity).toList());
    assertEquals(4, events.get(1).instances().size());
  }

  @Test
  void aDeployIsOneDriftAndNoFindingPerHost() {
    for (int n = 1; n <= 10; n++) {
      Instance host = n <= 7 ? instance(n) : instance(n, "8", "ami-0b8");
      rig.observe(
          Observation.of(
              host,
              "crontab",
              THREE_AM.plusSeconds(60 + n),
              n <= 7 ? CLEAN_CRON : plus(CLEAN_CRON, ROGUE_CRON)));
    }
    rig.end(FOUR_AM);

    Finding drift = onlyFinding();

    assertEquals(Kind.DRIFT, drift.kind());
    assertEquals(3, drift.instances().size());
    assertEquals(
        "3 of 10 instances (launch version 8, ami-0b8, m5.large) differ from the others in one"
            + " thing of crontab: that follows the image, launch version or type",
        drift.reason());
  }

  @Test
  void findingsCarryCloudEventsHeadersAndTheirUidAsKey() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FOUR_AM);

    var record = rig.findingRecords().get(0);

    String uid = new String(record.key(), StandardCharsets.UTF_8);
    assertEquals(uid, header(record, "ce_subject"));
    assertEquals("io.diffy.finding.create.v1", header(record, "ce_type"));
    assertEquals("application/json", header(record, "content-type"));
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
