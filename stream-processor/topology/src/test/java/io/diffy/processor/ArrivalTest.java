package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How records come changes nothing: twice, late, in parts, shuffled, among garbage. */
class ArrivalTest extends WebProdTest {
  @Test
  void aHostThatReportsTwiceCountsOnceAndItsNewestAnswerWins() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.observe(cleanCron(ATTACKED, THREE_AM.plusSeconds(600)));
    rig.observe(rogueCron(ATTACKED, THREE_AM.plusSeconds(30)), THREE_AM.plusSeconds(700));
    rig.end(FOUR_AM);

    assertEquals(List.of(), rig.findings());
    assertEquals(10, rig.evaluations().get(0).covered().size());
  }

  @Test
  void duplicatesAndOrderNeverChangeTheResult(@TempDir Path otherDir) {
    List<Observation> observations = new ArrayList<>();
    for (Instance host : instances(10)) {
      observations.add(rogueOn(host, THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED));
      observations.add(rogueOn(host, FOUR_AM.plusSeconds(60), ROGUE_ON_ATTACKED));
    }
    observations.forEach(o -> rig.observe(o, THREE_AM.plusSeconds(7000)));
    rig.end(FIVE_AM);

    List<Observation> doubled = new ArrayList<>(observations);
    doubled.addAll(observations);
    Collections.shuffle(doubled, new Random(11));
    try (TopologyRig other = new TopologyRig(otherDir)) {
      doubled.forEach(o -> other.observe(o, THREE_AM.plusSeconds(7000)));
      other.end(FIVE_AM);

      assertEquals(rig.findings(), other.findings());
    }
  }

  @Test
  void aSplitAnswerCountsWhenItIsWholeInAnyOrder() {
    instances(9).forEach(host -> rig.observe(cleanCron(host, THREE_AM.plusSeconds(60))));
    Observation whole = rogueCron(instance(10), THREE_AM.plusSeconds(60));
    List<Observation> parts = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      parts.add(whole.withRows(new Part("s-1", n, 3), whole.rows().subList(n - 1, n)));
    }
    for (int n : List.of(2, 0, 0, 1, 2)) {
      rig.observe(parts.get(n));
    }
    rig.end(FOUR_AM);

    assertEquals(ROGUE_CRON, onlyFinding().row());
    assertEquals(10, rig.evaluations().get(0).covered().size());
  }

  @Test
  void aSplitAnswerWithALostPartProvesNothing() {
    instances(9).forEach(host -> rig.observe(cleanCron(host, THREE_AM.plusSeconds(60))));
    Observation whole = rogueCron(instance(10), THREE_AM.plusSeconds(60));
    rig.observe(whole.withRows(new Part("s-1", 1, 2), whole.rows().subList(0, 1)));
    collect(FOUR_AM.minusSeconds(60), host -> false);
    rig.end(FOUR_AM);

    Evaluation evaluation = rig.evaluations().get(0);

    assertTrue(
        evaluation.covered().contains(instance(10).instanceId()), "the later whole answer counts");
    assertEquals(List.of(), rig.findings());
  }

  @Test
  void malformedRecordsGoToTheDeadLettersWithTheirReasonAndNothingElseIsLost() {
    byte[] garbage = "not json at all".getBytes(StandardCharsets.UTF_8);
    byte[] wrongTypes =
        "{\"asg\":\"a\",\"instance_id\":\"i\",\"query\":\"q\",\"collected_at\":\"2026-11-20T03:00:00Z\",\"rows\":[{\"pid\":7}]}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] notUtf8 = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    List<byte[]> broken = new ArrayList<>(List.of(garbage, wrongTypes, notUtf8, new byte[0]));
    broken.add(null);
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    for (byte[] value : broken) {
      rig.observeRaw("any".getBytes(StandardCharsets.UTF_8), value, THREE_AM.plusSeconds(90));
    }
    rig.end(FOUR_AM);

    var letters = rig.deadLetters();
    assertEquals(broken.size(), letters.size());
    for (int n = 0; n < letters.size(); n++) {
      assertArrayEquals(broken.get(n), letters.get(n).value());
      String reason = header(letters.get(n), "diffy.reason");
      assertTrue(reason.length() > 5, reason);
      assertEquals("test.observations", header(letters.get(n), "diffy.topic"));
      assertEquals("" + (10 + n), header(letters.get(n), "diffy.offset"));
    }
    assertEquals(1, rig.findings().size());
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
