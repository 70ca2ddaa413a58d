package io.diffy.replay;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.processor.config.Timing;
import io.diffy.processor.runtime.ProcessorFailed;
import io.diffy.schemas.Control;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class BrokerlessTopologyTest {
  private static final DiffyConfig WITHOUT_GRACE =
      new DiffyConfig(
          Topics.standard(),
          Map.of(),
          Path.of(""),
          "diffy-processor",
          new Timing(null, Duration.ofMillis(500), Optional.empty()),
          EvaluationPolicy.shipped());

  private static final Topics TOPICS = Topics.standard().inOnePartition();
  private static final Records RECORDS = new Records(TOPICS);

  private final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();

  @Test
  void whatARecordCausesIsWrittenWhenItWasTaken() {
    try (BrokerlessTopology task = start(DiffyConfig.shipped(), true)) {
      task.accept(answer());
      assertEquals(List.of(), written);
      task.accept(
          SideInputs.at(
              THREE_AM.plusSeconds(1).toEpochMilli(),
              RECORDS.control(new Control.End(instance(1).group()))));
      assertTrue(
          written.stream().anyMatch(record -> record.topic().equals("diffy.evaluations")),
          written::toString);
    }
  }

  @Test
  void aBugIsOneSentence() {
    // Without a grace no window has an end.
    try (BrokerlessTopology task = start(WITHOUT_GRACE, true)) {
      ProcessorFailed failed = assertThrows(ProcessorFailed.class, () -> task.accept(answer()));
      assertTrue(failed.getMessage().startsWith("the processor stopped: "), failed::getMessage);
      assertFalse(failed.getMessage().contains("\n"), failed::getMessage);
    }
  }

  /** As at Ctrl-C. */
  @Test
  void closedByAnotherThreadItTakesNothingMoreAndLeavesNothingBehind() throws Exception {
    BrokerlessTopology task = start(DiffyConfig.shipped(), false);
    task.accept(answer());
    Path state = task.state().orElseThrow();
    assertTrue(Files.isDirectory(state));
    Thread hook = new Thread(task::close);
    hook.start();
    hook.join();
    assertThrows(CommandFailure.class, () -> task.accept(answer()));
    assertFalse(Files.exists(state));
    task.close();
  }

  private BrokerlessTopology start(DiffyConfig rules, boolean inMemory) {
    return BrokerlessTopology.start(rules, TOPICS, inMemory, written::add);
  }

  private static ProducerRecord<byte[], byte[]> answer() {
    Instant at = THREE_AM;
    return SideInputs.at(at.toEpochMilli(), RECORDS.observation(cleanCron(instance(1), at)));
  }
}
